"""Who answers for a case, and which cases somebody without a grant may ask about. What the database tells of it, and no more."""

from dataclasses import dataclass
from uuid import UUID

from access.errors import Forbidden
from access.grants import may
from access.models import Staff, User
from cases.models import Case
from cases.models.case import Visibility
from earlyhelp.database.questions import rows_of

ASK = "cases.ask_access"


@dataclass(frozen=True)
class Openable:
    """A case that somebody may ask to see, or open by break-glass: whom to ask instead. Of a restricted one the team alone."""

    key: UUID
    reference: str
    visibility: str
    team: str
    lead: str
    phone: str

    @property
    def restricted(self) -> bool:
        """Whether only the duty contact is told."""
        return self.visibility != Visibility.OPEN

    @property
    def case(self) -> Case:
        """Its key and reference, for news: the row itself is out of sight."""
        return Case(pk=self.key, reference=self.reference)


def openable(reference: str, by: User) -> Openable | None:
    """The case of this reference, or None: one that is not there, that is sealed, or that `by` must not know of."""
    if not may(by, ASK):
        return None
    rows = rows_of("SELECT key, visibility, team, lead, phone FROM earlyhelp_openable(%s)", [reference])
    return next((Openable(key, reference, *told) for key, *told in rows), None)


def require_openable(reference: str, by: User) -> Openable:
    """The same for an operation, which asks again."""
    found = openable(reference, by)
    if found is None:
        raise Forbidden(ASK)
    return found


def answerers(case_key: UUID, *, managers: bool = False) -> list[User]:
    """Who answers for the case, managers first: owners of what restricts it, else the team's managers and whoever leads."""
    rows = rows_of("SELECT who, manages FROM earlyhelp_answerers(%s)", [case_key])
    keys = [who for who, manages in rows if manages or not managers]
    people = User.objects.in_bulk(keys)
    return [people[key] for key in keys if key in people]


def officers() -> list[User]:
    """The Data Protection Officers at work."""
    return [one.user for one in Staff.objects.at_work().filter(roles__contains=["dpo"]).select_related("user")]
