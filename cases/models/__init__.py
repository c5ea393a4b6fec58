from cases.models.allocation import Allocation
from cases.models.case import Case
from cases.models.families import Family, Member
from cases.models.grants import CaseGroupGrant, CaseUserGrant
from cases.models.notes import Note
from cases.models.people import Address, Person
from cases.models.referrals import Referral

__all__ = [
    "Address",
    "Allocation",
    "Case",
    "CaseGroupGrant",
    "CaseUserGrant",
    "Family",
    "Member",
    "Note",
    "Person",
    "Referral",
]
