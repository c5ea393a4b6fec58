"""Who may open what, in which state: the cases, the people, and what they get by docs/security.md, A1.

What is expected stands here as tables, for whoever reads the promise: it is not worked out from what the program asks itself.
"""

from dataclasses import dataclass, field
from datetime import timedelta

from access import clock
from access.grants import work_permission
from access.records import acting
from cases.models import Case, CaseUserGrant
from cases.operations import allocation, openings
from tests.conftest import as_
from tests.factories import AllocationFactory, CaseFactory, TeamFactory, installation, somebody
from tests.factories.retention import approved, full_case, readings, ripe
from tests.factories.states import GLASS, keep_out, shut, states
from tests.factories.working_day import casework, family_facts, hub_work
from tests.regressions.test_closed_stays_closed import places_of
from tests.retention.disposing import hold, tick

TEAMS = {"open", "closed", "held", "on a list to be destroyed"}  # what the team holds
NAMED = {"restricted", "sealed"}  # what only those hold whom the restriction names
HOLDS = {  # by grant
    "who leads": TEAMS | NAMED,
    "a colleague": TEAMS,
    "the manager": TEAMS | NAMED,
    "the team's hub worker": TEAMS,
    "the next team's worker": {"other team", "handed on"},
    "who read it by request": {"open"},
    "who broke the glass": {"open"},
}
ONLY_READ = {"who read it by request", "who broke the glass"}
ACROSS = {"open", "other team", "restricted", "closed", "held", "on a list to be destroyed", "handed on"}  # by office
STATES = sorted(TEAMS | NAMED | ACROSS | {"destroyed"})
ASKS = {"cases:ask", "cases:break_glass", "cases:declare"}  # pages that ask about a case which one does not see
KNOWN = ACROSS - {"restricted"}  # what staff may ask about, who find it in a search
ANSWERED = {"restricted"}  # and what the hub and managers may besides


@dataclass
class Place:
    """A case in one of the states, as addresses name it: parts of an address to keys."""

    reference: str
    parts: dict
    names: tuple[str, ...]


@dataclass
class World:
    """Every state and everybody; `people` by what they are called in the tables above."""

    places: dict[str, Place] = field(default_factory=dict)
    people: dict = field(default_factory=dict)


def world():
    """Made in the order in which nothing is destroyed that should be there."""
    readings()
    made, team, other = World(), TeamFactory(), TeamFactory()
    made.people = _people(team, other)
    _destroyed(made, team)
    approved_one = full_case(team=team)
    approved()
    kept = full_case(team=team)
    hold(kept)
    cases = {
        "on a list to be destroyed": approved_one,
        "held": kept,
        "closed": full_case(team=team),
        "open": _worked(team, made),
        "other team": _worked(other, made),
        "handed on": _handed_on(team, other, made),
        "restricted": _shut(team, made, "restricted"),
        "sealed": _shut(team, made, "sealed"),
    }
    for state, case in cases.items():
        made.places[state] = _place(case)
        _tie(case, made)
    _open_it_singly(cases["open"], made)
    return made


def _people(team, other):
    return {
        "who leads": somebody(team=team),
        "a colleague": somebody(team=team),
        "the manager": somebody("team_manager", team=team),
        "the team's hub worker": somebody("hub", team=team),
        "who led it once": somebody(team=TeamFactory()),
        "who is kept out": somebody("practitioner", "team_manager", team=team),
        "the next team's worker": somebody(team=other),
        "who read it by request": somebody(team=TeamFactory()),
        "who broke the glass": somebody(team=TeamFactory()),
        "the officer": somebody("dpo"),
        "the records manager": somebody("records_manager"),
        "the administrator": somebody("user_administrator", is_superuser=True),
        "who sent it": somebody("referrer"),
        "another partner": somebody("referrer"),
        "a partner who has left": somebody("referrer", staff_record__active=False),
        "a colleague who has left": somebody(team=team, staff_record__active=False),
        "a colleague without the second factor": somebody(team=team),
        "a colleague who has not accepted the duty": somebody(team=team, staff_record__accepts=False),
        "nobody": None,
    }


def _worked(team, made):
    """An open case with something on every page."""
    case = CaseFactory(team=team)
    hub_work(case)
    family_facts(case)
    casework(case)
    states(case)
    lead = made.people["who leads"] if team == made.people["who leads"].memberships.get().group.team else None
    AllocationFactory(case=case, **({"worker": lead.staff} if lead else {}))
    return Case.objects.get(pk=case.pk)


def _handed_on(team, other, made):
    case = _worked(team, made)
    manager = somebody("team_manager", team=team)
    with as_(manager):
        allocation.allocate(
            case, team=other, worker=made.people["the next team's worker"].staff, by=manager, because="They moved."
        )
    return Case.objects.get(pk=case.pk)


def _shut(team, made, level):
    case = _worked(team, made)
    with acting(installation(), "another stands in its place"):
        case.restrictions.update(lifted_at=clock.now())
    return shut(case, made.people["who leads"], level=level, owner=made.people["the manager"])


def _destroyed(made, team):
    gone = full_case(team=team)
    made.places["destroyed"] = _place(gone)
    ripe()
    tick()
    assert not Case.objects.filter(pk=gone.pk).exists()


def _place(case):
    parts = places_of(case) | {
        "restriction": case.restrictions.latest("set_at").pk,
        "exclusion": case.exclusions.first().pk,
    }
    names = tuple(member.person.full_name for member in case.family.members.all())
    return Place(case.reference, parts, names)


def _tie(case, made):
    """Who is kept out of it, who sent it, who led it once and does not any more."""
    keep_out(case, made.people["who is kept out"])
    once = made.people["who led it once"]
    AllocationFactory(case=case, team=once.memberships.get().group.team, worker=once.staff, until=clock.now())
    with acting(installation(), "as it was"):
        Case.objects.filter(pk=case.pk).update(sent_by=made.people["who sent it"])
    yesterday = clock.now() - timedelta(days=1)
    CaseUserGrant(
        content_object=case,
        user=once,
        permission=work_permission(Case),
        starts_at=yesterday - timedelta(days=1),
        ends_at=yesterday,
        why="led it once",
    ).write(by=installation(), because="as it was")


def _open_it_singly(case, made):
    """By the program's own ways: somebody asked and was answered, somebody broke the glass."""
    reader, breaker, manager = (
        made.people[one] for one in ("who read it by request", "who broke the glass", "the manager")
    )
    with as_(reader):
        asked = openings.ask(case.reference, because="His sister is mine.", by=reader)
    with as_(manager):
        until = clock.today() + timedelta(days=5)
        openings.answer(asked, answer="read", because="She is.", by=manager, until=until)
    with as_(breaker):
        openings.break_glass(case.reference, because=GLASS, by=breaker)
