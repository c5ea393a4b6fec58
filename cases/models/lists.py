"""The lists of cases as pages show them, newest change first, and the one case that a page is about: each a question that is compiled
once and whose plan is kept."""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import models
from django.db.models.expressions import RawSQL

from access.grants import holdings
from cases.stages import Stage
from earlyhelp.database.questions import Given, Question, rows_of

if TYPE_CHECKING:
    from access.models import User

Place = tuple[datetime | str, UUID]  # where a page of a list ended: when that case changed, and its key
FIRST: Place = ("infinity", UUID(int=2**128 - 1))

# The newest of each team by the index on (team, …, changed_at, id), merged with single grants: of all of these only a page is looked up
# whole. An empty stage is any.
NEWEST = """(
    SELECT id FROM (
        SELECT newest.id, newest.changed_at FROM unnest(%s::integer[]) AS mine(team_id),
        LATERAL (SELECT id, changed_at FROM cases_case WHERE team_id = mine.team_id AND id <> ALL(%s::uuid[])
                   AND (%s::text = '' OR stage = %s::text) AND (changed_at, id) < (%s::timestamptz, %s::uuid)
                 ORDER BY changed_at DESC, id DESC LIMIT %s) AS newest
        UNION SELECT id, changed_at FROM cases_case WHERE id = ANY(%s::uuid[]) AND (%s::text = '' OR stage = %s::text)
                   AND (changed_at, id) < (%s::timestamptz, %s::uuid)
    ) AS held ORDER BY changed_at DESC, id DESC LIMIT %s
)"""
HELD = (
    "(cases_case.team_id = ANY(%s::integer[]) AND cases_case.id <> ALL(%s::uuid[]) OR cases_case.id = ANY(%s::uuid[]))"
)
AFTER = "(cases_case.changed_at, cases_case.id) < (%s::timestamptz, %s::uuid)"
HOLDINGS = ("teams", "excluded", "cases")
# The same of the one who is looking, and of nobody else: what they hold is asked in the question itself, by the walls' own functions.
HELD_BY_ME = """(SELECT earlyhelp_me()) = %s AND cases_case.id <> ALL((SELECT earlyhelp_excluded())::uuid[])
    AND (cases_case.team_id = ANY((SELECT earlyhelp_my_teams())::integer[]) OR cases_case.id = ANY((SELECT earlyhelp_granted(false))::uuid[]))"""


def _given(*names: str) -> list[Given]:
    return [Given(name) for name in names]


class CaseManager(models.Manager):
    """Lists that many people ask for all day. What else is asked of cases, the queryset says."""

    def newest_for(self, user: "User", *, size: int = 25, stage: str = "", after: Place | None = None) -> list[Any]:
        """The newest `size` cases that this person works with: the newest of each team, merged with single grants.

        `after` is where the page before ended. Asks for at most `size` rows of each team, so that what it costs does not grow
        with all cases (performance: law 1c).
        """
        return _newest(self.model, size)(**_held(user, self.model), **_place(after), stage=stage, size=size)

    def led_by(self, user: "User", *, size: int = 25, after: Place | None = None) -> list[Any]:
        """The newest `size` cases that this person leads: open, or stopped until the family consents."""
        return _led(self.model, size)(**_held(user, self.model), **_place(after), user=user.pk)

    def opened(self, reference: str, *, by: "User | None", also: Callable[[Any], Any]) -> Any | None:
        """The case of this reference with what every page about one says of it; None where there is none for this person.

        `by` is the one who is looking, and holds it by the same rule as `visible_to`; None asks among all, for whom the table of routes
        lets see them. `also` is a function that asks for more of it. One statement, whose plan is kept: every page about a case begins with it.
        """
        found = (
            _across(self.model, also)(reference=reference)
            if by is None
            else _opened(self.model, also)(reference=reference, user=by.pk)
        )
        return found[0] if found else None

    def may_look(self, reference: str, *, across: bool) -> bool:
        """Whether a page about this case may be for the one who is looking; `across` for whom the table of routes lets see them all.

        What is sealed, another team's or kept from them takes no longer than what is not there: the answer says nothing by its time.
        """
        ((may,),) = rows_of("SELECT earlyhelp_may_look(%s, %s)", [reference, across])
        return bool(may)

    def seen_among(self, keys: Iterable[UUID], *, by: "User") -> dict[UUID, Any]:
        """Which of these cases the one who is looking may see, by their keys: a list of other things that names cases asks once."""
        wanted = list(keys)
        return {case.pk: case for case in _seen_among(self.model)(user=by.pk, keys=wanted)} if wanted else {}


def _held(user: "User", case_model: Any) -> dict[str, Any]:
    held = holdings(user, case_model)
    return {"teams": held.teams, "excluded": held.excluded, "cases": list(held.cases)}


def _place(after: Place | None) -> dict[str, Any]:
    moment, key = after or FIRST
    return {"moment": moment, "key": key}


@cache
def _newest(case_model: Any, size: int) -> Question:
    at = ("stage", "stage", "moment", "key")
    newest = RawSQL(NEWEST, _given("teams", "excluded", *at, "size", "cases", *at, "size"))
    return Question(lambda: case_model.objects.listed().filter(pk__in=newest)[:size])


@cache
def _led(case_model: Any, size: int) -> Question:
    allocations = case_model.allocations.rel.related_model.objects
    mine = allocations.filter(until=None, worker__user=Given("user")).values("case")
    held = RawSQL(f"{HELD} AND {AFTER}", _given(*HOLDINGS, "moment", "key"), output_field=models.BooleanField())
    working = [Stage.OPEN, Stage.AWAITING_CONSENT]
    return Question(lambda: case_model.objects.listed().filter(held, pk__in=mine, stage__in=working)[:size])


@cache
def _opened(case_model: Any, also: Callable[[Any], Any]) -> Question:
    held = RawSQL(HELD_BY_ME, _given("user"), output_field=models.BooleanField())
    return Question(lambda: _for_its_page(case_model, also).filter(held))


@cache
def _seen_among(case_model: Any) -> Question:
    held = RawSQL(
        f"{HELD_BY_ME} AND cases_case.id = ANY(%s::uuid[])", _given("user", "keys"), output_field=models.BooleanField()
    )
    return Question(lambda: case_model.objects.filter(held))


@cache
def _across(case_model: Any, also: Callable[[Any], Any]) -> Question:
    return Question(lambda: _for_its_page(case_model, also))


def _for_its_page(case_model: Any, also: Callable[[Any], Any]) -> Any:
    """No join: the family may be out of sight."""
    rows = case_model.objects.filter(reference=Given("reference"))
    return also(rows.for_banner().with_alerts().with_what_there_is().with_reading_until())
