from access.models.access_reviews import AccessAnswer, AccessReview, AccessReviewLine, ReviewedKind
from access.models.audit import AuditCheck, Change, Destruction, Seal, Sealing, SecurityEvent, Shape, Subject
from access.models.drafts import Draft
from access.models.duty import DutyAcceptance
from access.models.jobs import JobRun, Timetable
from access.models.notice import AllowedPair, AllowedValue, CouncilReading, Light, NoticeVersion, PromiseState
from access.models.notifications import Notification
from access.models.outbox import OutboxMessage
from access.models.readings import AccessEvent
from access.models.settings import ChangeState, Setting, SettingChange
from access.models.signin import Invitation, Letter, Session
from access.models.staff import Membership, Organisation, Staff, Team, User

__all__ = [
    "AccessAnswer",
    "AccessEvent",
    "AccessReview",
    "AccessReviewLine",
    "AllowedPair",
    "AllowedValue",
    "AuditCheck",
    "Change",
    "ChangeState",
    "CouncilReading",
    "Destruction",
    "Draft",
    "DutyAcceptance",
    "Invitation",
    "JobRun",
    "Letter",
    "Light",
    "Membership",
    "NoticeVersion",
    "Notification",
    "Organisation",
    "OutboxMessage",
    "PromiseState",
    "ReviewedKind",
    "Seal",
    "Sealing",
    "SecurityEvent",
    "Session",
    "Setting",
    "SettingChange",
    "Shape",
    "Staff",
    "Subject",
    "Team",
    "Timetable",
    "User",
]
