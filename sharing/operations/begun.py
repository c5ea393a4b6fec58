"""What somebody has begun to record as shared and not confirmed: sealed, theirs alone, and removed 28 days after it was last changed."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse

from access import clock
from access.grants import allows
from access.models import Draft, Staff, User
from access.operations import drafts
from access.slots import Due
from cases.models import Case

KIND = "disclosure"


@dataclass(frozen=True)
class Begun:
    """An entry that is not recorded yet: the key that it will have, the case that it is about, when it was last changed, how long it is kept."""

    key: UUID
    case_key: UUID
    at: datetime
    kept_until: datetime


def begun_by(user: User, case: Case | None = None) -> list[Begun]:
    """What somebody has begun and not confirmed, newest first; of all cases, or of one."""
    found = Draft.objects.filter(author=user, kind=KIND).order_by("-changed_at", "-pk")
    begun = [Begun(one.pk, UUID(drafts.content_of(one)["case"]), one.changed_at, one.remove_at) for one in found]
    return [one for one in begun if case is None or one.case_key == case.pk]


def due_of(staff: Staff) -> list[Due]:
    """For Today: what they have still to confirm, on the cases that they still see. Until then nobody knows that it was shared."""
    if not allows(staff, "sharing.record_disclosure"):
        return []
    begun = begun_by(staff.user)
    seen = Case.objects.seen_among({one.case_key for one in begun}, by=staff.user)
    return [_due(seen[one.case_key], one) for one in begun if one.case_key in seen]


def _due(case: Case, one: Begun) -> Due:
    href = reverse("sharing:check", args=[case.reference, one.key])
    return Due("Confirm what you began to record as shared", case.reference, clock.today(), href)
