"""The council's catalogue beside the ages of a family's children, and the services that a family receives."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from access import clock, notice
from access.errors import Refused, need_reason
from access.grants import require
from access.models import User
from cases.models import Allocation, Case, Member, Person, ServiceReceived
from cases.models.families import Part
from cases.models.people import Precision
from cases.operations.work import require_open
from earlyhelp.policy.work import Service

CATEGORY = "services_received"
ANY_AGE = range(0, 121)
UNBORN = range(0, 1)


@dataclass(frozen=True)
class Offer:
    """A service of the catalogue. `outside` says why it is not for these children's ages; nothing where it is."""

    service: Service
    outside: str = ""

    @property
    def in_words(self) -> str:
        """Its name; one outside its ages says so."""
        return f"{self.service.label} ({self.outside})" if self.outside else self.service.label


def ages_of(
    born: date | None, expected: date | None = None, precision: str = Precision.DAY, today: date | None = None
) -> range:
    """The ages that a child may have today: one where the birth is known to the day, any where it is not known."""
    if born is None:
        return UNBORN if expected else ANY_AGE
    today = today or clock.today()
    return range(max(_years(_last_day(born, precision), today), 0), max(_years(born, today), 0) + 1)


def youngest(part: str, born: date | None, precision: str = Precision.DAY, on: date | None = None) -> int | None:
    """How old somebody with this part in a family is at least on a day; None for a grown-up whose date of birth nobody knows."""
    if born is None and part not in (Part.CHILD, Part.UNBORN):
        return None
    return ages_of(born, None, precision, on).start


def offers(ages: Sequence[range], *, alone: bool = False) -> list[Offer]:
    """Every service of the catalogue, with why it does not fit; or those that can help by themselves."""
    return [Offer(one, outside(one, ages)) for one in notice.policy().services if one.by_itself or not alone]


def offers_for(cases: Sequence[Case]) -> list[Offer]:
    """What several cases at once may be allocated to: a service is outside where it is for one of them, and says for which."""
    children = children_of(cases)
    ages = [(case.reference, ages_in(children[case.pk])) for case in cases]
    found = []
    for one in notice.policy().services:
        if not one.opens_records:
            continue
        whys = [(reference, why) for reference, of_case in ages if (why := outside(one, of_case))]
        said = [why if len(cases) == 1 else f"{reference}: {why}" for reference, why in whys]
        found.append(Offer(one, "; ".join(said)))
    return found


def outside(service: Service, ages: Sequence[range]) -> str:
    """Why a service is not for any of these ages. Nothing where it fits one of them, or nobody's age is there to go by."""
    if not ages or any(service.is_for(one) for one in ages):
        return ""
    known = sorted({one.start for one in ages})
    here = f"here the age is {known[0]}" if len(known) == 1 else f"here the ages are {' and '.join(map(str, known))}"
    return f"{service.ages} only; {here}"


def children_of(cases: Iterable[Case]) -> dict[UUID, list[Person]]:
    """The children of several cases' families at once, by case."""
    families = {case.family_id: case.pk for case in cases}
    members = Member.objects.filter(family__in=list(families), part__in=[Part.CHILD, Part.UNBORN], until=None)
    found: dict[UUID, list[Person]] = {key: [] for key in families.values()}
    for member in members.select_related("person").order_by("pk"):
        found[families[member.family_id]].append(member.person)
    return found


def ages_in(people: Iterable[Person]) -> list[range]:
    """The ages that these people may have; of those who live."""
    today = clock.today()
    return [ages_of(one.born, one.expected, one.born_precision, today) for one in people if one.died_on is None]


def reason_outside(code: str, people: Iterable[Person], because: str) -> str:
    """The reason to keep with a choice: none where the service fits. Raises Refused where one is needed and missing."""
    if not code or not (why := outside(notice.policy().service(code), ages_in(people))):
        return ""
    label = notice.policy().service(code).label
    need_reason(because, f"{label} is for {why}. Write why you choose it all the same.", "outside_because")
    return because.strip()


def recorded() -> bool:
    """Whether the notice lists services received: only there they are recorded one by one."""
    return any(one.code == CATEGORY for one in notice.policy().categories)


@dataclass(frozen=True)
class Wanted:
    """A service as it is written down: one of the catalogue or another in words, for one of the family or all of it."""

    provider: str
    since: date
    service: str = ""
    other: str = ""
    person: Person | None = None
    outside_because: str = ""


@transaction.atomic
def begin(case: Case, wanted: Wanted, *, by: User, key: UUID) -> ServiceReceived:
    """The family receives a service from a day on. `key` becomes its own: sent twice it begins once."""
    case = _case(case, by)
    if there := case.services_received.filter(pk=key).first():
        return there
    require_open(case)
    _check(case, wanted)
    people = [wanted.person] if wanted.person else children_of([case])[case.pk]
    kept = vars(wanted) | {"outside_because": reason_outside(wanted.service, people, wanted.outside_because)}
    made = ServiceReceived(id=key, case=case, recorded_by=by, recorded_at=clock.now(), **kept)
    return made.write(by=by, because="a service began")


@transaction.atomic
def end(row: ServiceReceived, *, until: date, came_of_it: str, by: User) -> ServiceReceived:
    """The service has ended, with what came of it. Ended twice it stays as it was ended first. Closed cases too: one hears late."""
    case = _case(row.case, by)
    row = case.services_received.for_change().get(pk=row.pk)
    if row.until is not None:
        return row
    need_reason(came_of_it, "Write what came of it.", "came_of_it")
    if not row.since <= until <= clock.today():
        raise Refused(f"The day must lie between {row.since:%-d %B %Y} and today.", "until")
    row.until, row.came_of_it = until, came_of_it
    return row.write(by=by, because="a service ended")


def allocated(case: Case) -> "QuerySet[Allocation]":
    """The allocations of the case that name a service, oldest first."""
    return case.allocations.exclude(service="").select_related("worker__user", "decided_by").order_by("since", "pk")


def received(case: Case) -> "QuerySet[ServiceReceived]":
    """The services that were recorded one by one, oldest first. Asks nothing where the page knows that there is none."""
    if not getattr(case, "services_recorded", True):
        return ServiceReceived.objects.none()
    return case.services_received.select_related("person", "recorded_by").order_by("since", "pk")


def _check(case: Case, wanted: Wanted) -> None:
    if bool(wanted.service) == bool(wanted.other.strip()):
        raise Refused("Choose a service of the list, or write which other one: not both.", "service")
    if wanted.service and wanted.service not in {one.code for one in notice.policy().services}:
        raise Refused("Choose a service of the list.", "service")
    need_reason(wanted.provider, "Write who provides it.", "provider")
    if wanted.since > clock.today():
        raise Refused("The day it began must not be in the future.", "since")
    if wanted.person and not case.family.members.filter(person=wanted.person).exists():
        raise Refused("Choose somebody of this family.", "person")


def _case(case: Case, by: User) -> Case:
    case = Case.objects.for_change().get(pk=case.pk)
    require(by, "cases.work_case", case)
    return case


def _last_day(born: date, precision: str) -> date:
    """The last day that a birth may have been."""
    if precision == Precision.YEAR:
        return date(born.year, 12, 31)
    if precision == Precision.MONTH:
        return (born.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return born


def _years(day: date, today: date) -> int:
    return today.year - day.year - ((today.month, today.day) < (day.month, day.day))


def named(code: str, other: str = "") -> str:
    """What a service is called: by the catalogue, in somebody's words, or by the code that an older catalogue had."""
    found: Collection[Service] = [one for one in notice.policy().services if one.code == code]
    return next((one.label for one in found), "") or other or code
