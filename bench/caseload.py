"""Goals 1 and 2: the list of somebody's cases and the opening of one, beside the best SQL, beside guardian, and as the council grows."""

import random
from collections.abc import Callable
from functools import cache
from typing import Any
from uuid import UUID

import psycopg
from django.test import RequestFactory
from guardian.core import ObjectPermissionChecker  # noqa: TID251 - the peer
from guardian.managers import (  # noqa: TID251 - the peer
    GroupObjectPermissionManager,
    UserObjectPermissionManager,
)
from guardian.shortcuts import get_objects_for_user  # noqa: TID251 - the peer

from access.grants import holdings
from access.models import User
from access.routes import Reach
from bench import limit, server
from bench.holdings import Holders
from bench.lines import Report
from bench.looks import on_the_web, take_role
from bench.turns import medians, taken
from cases.models import Case, CaseGroupGrant, CaseUserGrant
from cases.views.case import ALL, PAGE, CasePageView, Cases
from earlyhelp.database.roles import conninfo

BY_THE_OWNER = ("guardian", "unchecked")  # ways that row security does not bind
ROUNDS = 61

# The newest page and one more (PAGE + 1), of each team and of single grants: the first wall in one statement.
MINE = """
SELECT c.* FROM (
  SELECT id FROM (
    SELECT n.id, n.changed_at FROM access_membership m, LATERAL (SELECT id, changed_at FROM cases_case WHERE team_id = m.group_id
      ORDER BY changed_at DESC, id DESC LIMIT 26) AS n WHERE m.user_id = %(user)s
    UNION SELECT c.id, c.changed_at FROM cases_caseusergrant g JOIN cases_case c ON c.id = g.content_object_id
      WHERE g.user_id = %(user)s AND g.starts_at <= now() AND (g.ends_at IS NULL OR g.ends_at > now())
  ) AS held ORDER BY changed_at DESC, id DESC LIMIT 26
) AS mine JOIN cases_case c ON c.id = mine.id ORDER BY c.changed_at DESC, c.id DESC"""
LIST = f"""
SELECT c.*, t.*, ARRAY(SELECT p.full_name FROM cases_member f JOIN cases_person p ON p.id = f.person_id
    WHERE f.family_id = c.family_id AND f.part IN ('child', 'unborn') AND f.until IS NULL ORDER BY p.born, p.expected, f.id),
  (SELECT u.name FROM cases_allocation a JOIN access_staff s ON s.id = a.worker_id JOIN access_user u ON u.id = s.user_id
    WHERE a.case_id = c.id AND (a.until IS NULL OR c.stage = 'closed') ORDER BY a.since DESC, a.id DESC LIMIT 1),
  (SELECT r.due_on FROM cases_review r WHERE r.case_id = c.id AND r.held_on IS NULL ORDER BY r.id LIMIT 1)
FROM ({MINE}) AS c LEFT JOIN access_team t ON t.group_id = c.team_id ORDER BY c.changed_at DESC, c.id DESC"""
# The same for whoever knows already what the person holds: a list that scopes itself, under which row security is the second wall.
SCOPED = """
SELECT c.* FROM (
  SELECT id FROM (
    SELECT n.id, n.changed_at FROM unnest(%(teams)s::integer[]) AS m(team_id), LATERAL (SELECT id, changed_at FROM cases_case
      WHERE team_id = m.team_id ORDER BY changed_at DESC, id DESC LIMIT 26) AS n
    UNION SELECT id, changed_at FROM cases_case WHERE id = ANY(%(cases)s::uuid[])
  ) AS held ORDER BY changed_at DESC, id DESC LIMIT 26
) AS mine JOIN cases_case c ON c.id = mine.id ORDER BY c.changed_at DESC, c.id DESC"""
HELD = """(c.team_id IN (SELECT group_id FROM access_membership WHERE user_id = %(user)s) OR EXISTS (SELECT FROM cases_caseusergrant g
  WHERE g.content_object_id = c.id AND g.user_id = %(user)s AND g.starts_at <= now() AND (g.ends_at IS NULL OR g.ends_at > now())))"""
# What every page about a case says of it, by the first wall, in one statement.
OPEN = f"""
SELECT c.id, c.*,
  (SELECT u.name FROM cases_allocation a JOIN access_staff s ON s.id = a.worker_id JOIN access_user u ON u.id = s.user_id
    WHERE a.case_id = c.id AND (a.until IS NULL OR c.stage = 'closed') ORDER BY a.since DESC, a.id DESC LIMIT 1),
  (SELECT s.phone FROM cases_allocation a JOIN access_staff s ON s.id = a.worker_id
    WHERE a.case_id = c.id AND (a.until IS NULL OR c.stage = 'closed') ORDER BY a.since DESC, a.id DESC LIMIT 1),
  (SELECT r.due_on FROM cases_review r WHERE r.case_id = c.id AND r.held_on IS NULL ORDER BY r.id LIMIT 1),
  ARRAY(SELECT json_build_object('words', l.words, 'by', u.name, 'on', l.review_on) FROM cases_alert l JOIN access_user u ON u.id = l.made_by_id
    WHERE l.case_id = c.id AND l.ended_on IS NULL ORDER BY l.review_on, l.id),
  EXISTS (SELECT FROM cases_levelofneed n WHERE n.case_id = c.id), EXISTS (SELECT FROM cases_servicereceived s WHERE s.case_id = c.id),
  EXISTS (SELECT FROM cases_note n WHERE n.case_id = c.id AND n.kind IN ('visit', 'call', 'meeting') AND n.text <> ''
    AND NOT EXISTS (SELECT FROM cases_note k WHERE k.corrects_id = n.id)),
  EXISTS (SELECT FROM cases_relationship r WHERE r.family_id = c.family_id),
  EXISTS (SELECT FROM cases_assessment a WHERE a.case_id = c.id), EXISTS (SELECT FROM cases_planoutcome o WHERE o.case_id = c.id)
FROM cases_case c WHERE c.reference = %(reference)s AND {HELD}"""
MAY = f"SELECT c.id FROM cases_case c WHERE c.id = ANY(%(keys)s) AND {HELD}"


# How many cases there are at each measuring, and who begins with them.
SIZES = {
    "small": ((1_000, "25"), (8_000, "2000"), (24_000, "")),
    "full": ((1_000, "25"), (100_000, "2000"), (400_000, "100000"), (1_200_000, "")),
}
# Of each person: beside the limit, and beside guardian. The goals are of 400,000 cases.
LISTS = {"25": ("<=7", ">=100"), "2000": ("<=7", ">=10"), "100000": ("<=2", ">=12")}


def measure(report: Report, holders: Holders, size: str) -> None:
    """After each growth the lists of whoever is there by then; at the end how they grew, and the opening of one case."""
    _as_guardian_has_them()
    took: dict[tuple[str, int], float] = {}
    steps = SIZES[size]
    before_last = steps[-2][0]
    for cases, newcomer in steps:
        holders.grow(cases, newcomer)
        for who, user in holders.held.items():
            took[who, cases] = _list(report, who, user, cases, holders.dice, enforced=cases == before_last)
        if cases == before_last:
            report.settle(lambda one: _open(one, holders.held["2000"], holders.dice))
            report.settle(lambda one: _page_of_25(one, holders.held["2000"], holders.dice))
    last = steps[-1][0]
    for who in holders.held:
        small, big = took[who, before_last], took[who, last]
        report.goal(f"1c.law.list.{who}", big / small, "<=1.25", always=False, small_ms=small, big_ms=big)


def _list(report: Report, who: str, user: User, cases: int, dice: random.Random, *, enforced: bool) -> float:
    """The product's list, the best SQL and guardian's; returns the product's milliseconds."""
    view = Cases()
    request = RequestFactory().get("/")
    request.user = user
    view.setup(request)
    values = {"user": user.pk}
    ways: dict[str, Callable[[], list[UUID]]] = {
        "product": lambda: [one.pk for one in view.rows(ALL, None)],
        "limit": lambda: [row[0] for row in limit.rows(LIST, values)],
        "guardian": lambda: [one.pk for one in _guardian(user)],
    }
    found: dict[str, float] = {}

    def once(one: Report) -> None:
        with on_the_web(user):
            rows = {name: _in_role(name, way) for name, way in ways.items()}
            times = medians(taken(ways, dice, rounds=ROUNDS, before=_role))
        found.setdefault("product", times["product"])
        one.equal(f"1a.list.{who}.of_{cases}.rows", rows["product"] == rows["limit"] == rows["guardian"] != [])
        beside, peers = LISTS[who]
        ratio, against = times["product"] / times["limit"], times["guardian"] / times["product"]
        figures = {"limit_ms": times["limit"], "product_ms": times["product"], "n": ROUNDS}
        if enforced:
            one.goal(f"1a.list.{who}.of_{cases}", ratio, beside, always=False, **figures)
            one.goal(f"1b.list.{who}.of_{cases}", against, peers, always=False, guardian_ms=times["guardian"])
        else:
            one.note(f"1.list.{who}.of_{cases}", ratio=ratio, **figures, guardian_ms=times["guardian"])

    report.settle(once) if enforced else once(report)
    report.settle(lambda one: _wall(one, who, user, cases, dice, enforced=enforced))
    return found["product"]


def _role(way: str) -> None:
    take_role("owner" if way in BY_THE_OWNER else "web")


def _in_role(name: str, way: Callable[[], Any]) -> Any:
    _role(name)
    return way()


def _as_guardian_has_them() -> None:
    """guardian's shortcuts ask the managers of the grants' tables, which are the product's own; the tables are as guardian wants them."""
    CaseUserGrant.add_to_class("objects", UserObjectPermissionManager())
    CaseGroupGrant.add_to_class("objects", GroupObjectPermissionManager())


def _guardian(user: User) -> list[Case]:
    rows = get_objects_for_user(user, "cases.work_case", Case, with_superuser=False, accept_global_perms=False)
    return list(rows.order_by("-changed_at", "-id")[: PAGE + 1])


def _wall(report: Report, who: str, user: User, cases: int, dice: random.Random, *, enforced: bool) -> None:
    """Goal 1d: the same scoped statement by the owner and by the web's login, whom row security binds."""
    with on_the_web(user):
        held = holdings(user, Case)
    web, values = _walled(user.pk), {"teams": held.teams, "cases": list(held.cases)}
    ways = {"bare": lambda: limit.rows(SCOPED, values), "walled": lambda: web.execute(SCOPED, values).fetchall()}
    if report.only is None:
        report.equal(f"1d.wall.{who}.of_{cases}.rows", ways["bare"]() == ways["walled"]())
    times = medians(taken(ways, dice, rounds=ROUNDS))
    more, ratio = times["walled"] - times["bare"], times["walled"] / times["bare"]
    if enforced:
        report.goal(f"1d.wall.{who}.more_ms", more, "<=1.5", always=False, **{f"{n}_ms": t for n, t in times.items()})
        report.goal(f"1d.wall.{who}.ratio", ratio, "<=4", always=False)
    else:
        report.note(f"1d.wall.{who}.of_{cases}", more_ms=more, ratio=ratio)


@cache
def _walled(key: int) -> psycopg.Connection:
    """A connection of the web's login on which this person looks."""
    made = psycopg.connect(conninfo(server.url("web")), autocommit=True, prepare_threshold=0)
    made.execute("SELECT set_config('earlyhelp.user', %s, false)", [str(key)])
    return made


def _open(report: Report, user: User, dice: random.Random) -> None:
    """Goal 2: what every page about a case begins with, beside one SQL, beside Django without a check, and beside guardian's."""
    view, request = CasePageView(), _request(user)
    references = [one.reference for one in Case.objects.filter(team__in=_teams(user))[:50]]
    also = view.also

    def bare() -> Any:
        rows = Case.objects.filter(reference=dice.choice(references))
        return also(rows.for_banner().with_alerts().with_what_there_is()).first()

    def guarded() -> Any:
        case = bare()
        assert ObjectPermissionChecker(user).has_perm("work_case", case)
        return case

    ways = {
        "product": lambda: view.find(request, dice.choice(references)),
        "limit": lambda: limit.rows(OPEN, {"user": user.pk, "reference": dice.choice(references)}),
        "unchecked": bare,
        "guardian": guarded,
    }
    with on_the_web(user):
        times = medians(taken(ways, dice, rounds=ROUNDS, before=_role))
    if report.only is None:
        with on_the_web(user):
            said = [view.find(request, one).pk for one in references[:5]]
        report.equal(
            "2.open.rows",
            said == [limit.rows(OPEN, {"user": user.pk, "reference": one})[0][0] for one in references[:5]],
        )
    figures = {f"{name}_ms": took for name, took in times.items()}
    report.goal("2.open.of_limit", times["product"] / times["limit"], "<=4", always=False, n=ROUNDS, **figures)
    report.goal("2.open.of_unchecked", times["product"] / times["unchecked"], "<=1.5", always=False)
    report.goal("2.open.of_guardian", times["guardian"] / times["product"], ">=3", always=False)


def _request(user: User) -> Any:
    """As much of one as the opening of a case asks for. A form's: the page itself asks for the household too."""
    request: Any = RequestFactory().post("/")
    request.user, request.reach = user, Reach.OWN
    return request


def _page_of_25(report: Report, user: User, dice: random.Random) -> None:
    """Which of 25 cases, some of them others', this person may see."""
    own = list(Case.objects.filter(team__in=_teams(user)).values_list("pk", flat=True)[:15])
    others = list(Case.objects.exclude(team__in=_teams(user)).values_list("pk", flat=True)[:10])
    keys = own + others
    ways = {
        "product": lambda: set(Case.objects.seen_among(keys, by=user)),
        "limit": lambda: {key for (key,) in limit.rows(MAY, {"user": user.pk, "keys": keys})},
    }
    with on_the_web(user):
        if report.only is None:
            report.equal("2.page_of_25.rows", ways["product"]() == ways["limit"]() == set(own))
        times = medians(taken(ways, dice, rounds=ROUNDS))
    figures = {f"{name}_ms": took for name, took in times.items()}
    report.goal("2.page_of_25.of_limit", times["product"] / times["limit"], "<=4", always=False, **figures)


def _teams(user: User) -> list[int]:
    return [key for (key,) in limit.rows("SELECT group_id FROM access_membership WHERE user_id = %s", [user.pk])]
