"""How many queries a page takes, and that rows do not add to them: everything but the marks of a transaction, readings included."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from access.models import User
from bench import limit
from bench.council import Council
from bench.lines import Report

MARKS = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE SAVEPOINT")
LIST, CASE = "<=8", "<=15"


@dataclass(frozen=True)
class Visit:
    """One page as somebody sees it."""

    name: str
    user: User
    path: str
    bound: str


def measure(report: Report, council: Council) -> None:
    """Lists with many rows and with few, a case with much in it and with little."""
    for few, many in _visits(council):
        small, big = _queries(few), _queries(many)
        report.goal(f"7.queries.{many.name}", float(big), many.bound, always=True, few_rows=small)
        report.equal(f"7.queries.{many.name}.whatever_the_rows", small == big)


def _queries(visit: Visit) -> int:
    """How many queries the page takes the second time that somebody opens it."""
    client = Client()
    client.force_login(visit.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    _second_factor(client, visit.user)
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE earlyhelp_web")
    try:
        assert client.get(visit.path).status_code == 200, visit
        before = _readings(visit.user)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(visit.path).status_code == 200
        asked = [one["sql"] for one in seen.captured_queries if not one["sql"].startswith(MARKS)]
        return len(asked) + _readings(visit.user) - before
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SET ROLE earlyhelp_owner")


def _second_factor(client: Client, user: User) -> None:
    session: Any = client.session
    moment = time.time()
    session["account_authentication_methods"] = [{"method": name, "at": moment} for name in ("password", "mfa")]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()


def _readings(user: User) -> int:
    """How many readings this person has left: each is one more query, on the connection of its own."""
    [(number,)] = limit.rows("SELECT count(*) FROM access_accessevent WHERE user_key = %s", [user.pk])
    return int(number)


def _visits(council: Council) -> Iterator[tuple[Visit, Visit]]:
    """Pairs of the same page with few rows and with many."""
    from tests.factories import AllocationFactory, CaseFactory, TeamFactory, somebody, working_day

    team = TeamFactory()
    lone, alone = somebody("hub", team=team), somebody("practitioner", team=team)
    few = CaseFactory(team=team)
    CaseFactory(team=team, stage="received")
    many = CaseFactory(team=council.teams[0])
    for case, times in ((few, 0), (many, 4)):
        working_day.family_facts(case)
        working_day.casework(case)
        AllocationFactory(case=case)
        for _ in range(times):
            _more(case)
    [(first,)] = limit.rows("SELECT min(shared_on) FROM sharing_disclosure", [])
    log, cases = reverse("sharing:log"), f"{reverse('cases:cases')}?show=all"
    hub, worker, dpo = council.hub, council.worker, council.dpo
    yield _pair("cases", LIST, (alone, cases), (worker, cases))
    yield _pair("log", LIST, (dpo, f"{log}?after={first + timedelta(days=1)}_{UUID(int=0)}"), (dpo, log))
    yield _pair("queue", LIST, (lone, reverse("cases:queue")), (hub, reverse("cases:queue")))
    yield _pair("case", CASE, (alone, few.get_absolute_url()), (worker, many.get_absolute_url()))


def _more(case: Any) -> None:
    """Another parent with an address, and another note about them."""
    from tests.factories import AddressFactory, NoteFactory
    from tests.factories.working_day import NotePerson, family_facts, write

    parent = family_facts(case)
    AddressFactory(person=parent)
    write(NotePerson(case=case, note=NoteFactory(case=case), person=parent, present=True))


def _pair(name: str, bound: str, few: tuple[User, str], many: tuple[User, str]) -> tuple[Visit, Visit]:
    return Visit(name, *few, bound), Visit(name, *many, bound)
