from cases.models.alerts import Alert
from cases.models.allocation import Allocation, Cover
from cases.models.assessments import Assessment, AssessmentStep, Section
from cases.models.case import Case
from cases.models.chronology import EventPerson, SignificantEvent
from cases.models.documents import Document, DocumentPerson, StoredFile
from cases.models.families import Family, Member, Relationship
from cases.models.flags import Flag, FlagRule
from cases.models.grants import CaseGroupGrant, CaseUserGrant
from cases.models.levels import LevelOfNeed
from cases.models.matches import MatchDecision, SearchKey
from cases.models.notes import Note, NotePerson
from cases.models.openings import AccessRequest, BreakGlass
from cases.models.people import Address, FormerName, Person
from cases.models.plans import Action, PlanOutcome, Review
from cases.models.professionals import Professional
from cases.models.quality import DrawnCase, QualitySample
from cases.models.referrals import Message, Referral
from cases.models.restrictions import Exclusion, Restriction, SealedMatch
from cases.models.services import ServiceReceived
from cases.models.tasks import Task
from cases.models.triage import Pause, Triage

__all__ = [
    "AccessRequest",
    "Action",
    "Address",
    "Alert",
    "Allocation",
    "Assessment",
    "AssessmentStep",
    "BreakGlass",
    "Case",
    "CaseGroupGrant",
    "CaseUserGrant",
    "Cover",
    "Document",
    "DocumentPerson",
    "DrawnCase",
    "EventPerson",
    "Exclusion",
    "Family",
    "Flag",
    "FlagRule",
    "FormerName",
    "LevelOfNeed",
    "MatchDecision",
    "Member",
    "Message",
    "Note",
    "NotePerson",
    "Pause",
    "Person",
    "PlanOutcome",
    "Professional",
    "QualitySample",
    "Referral",
    "Relationship",
    "Restriction",
    "Review",
    "SealedMatch",
    "SearchKey",
    "Section",
    "ServiceReceived",
    "SignificantEvent",
    "StoredFile",
    "Task",
    "Triage",
]
