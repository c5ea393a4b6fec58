"""What the audit costs a write and a page, and how long it takes to verify a million rows and a day's worth."""

import hashlib
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch
from uuid import UUID

import psycopg
from django.db import connection
from django.db.models import Count
from django.test import RequestFactory, override_settings

from access import clock
from access.audit import anchors, sealing, sinks
from access.audit.checking import check
from access.jobs import robot
from access.models import AccessEvent, Seal, User
from access.readings import record_reading
from access.records import acting, uuid7
from bench.lines import Report, median, percentile
from bench.looks import on_the_web
from cases.forms.access_log import AccessLogFilter
from cases.models import Person
from cases.operations import readings as looked
from cases.views.access_log import AccessLog, lines
from cases.views.readings import CaseReadings
from earlyhelp.database import history, ledger, roles

A_DAY = 30_000  # 200 people at 150 pages
EVENT = "id, at, machine_at, kind, outcome, user_key, user_name, route, case_key, case_reference, fields, purpose, because, mac, tx"


def measure(report: Report, *, rows: int, events: int, dpo: User) -> None:
    """A reading; everything verified, and a day's worth; what is asked of `events` readings; writes with and without the ledger."""
    with TemporaryDirectory() as folder:
        files = {name: Path(folder) / name.lower() for name in ("AUDIT_FILE", "AUDIT_ANCHOR")}
        with override_settings(DATABASE_AUDIT_URL=_audit_url(), **files):
            _readings(report)
            _verify(report, rows)
            _questions(report, events, dpo)
            _writes(report)  # last: what is written without the ledger is a forgery to it


def _audit_url() -> str:
    from bench import server

    return server.url("audit")


def _writes(report: Report) -> None:
    """The same writes with the functions as they are, and as they were before there was a ledger, by turns."""
    took: dict[tuple[str, bool], list[float]] = {}
    for _ in range(5):
        for with_ledger in (True, False):
            with patch.object(ledger, "number_of", ledger.number_of if with_ledger else lambda *_: None):
                history.attach()
            for name, write in WRITES.items():
                took.setdefault((name, with_ledger), []).append(_timed(write))
    history.attach()
    for name, most in (("create", 1.5), ("bulk_create", 1.5), ("update", 1.5)):
        with_it, without = (median(took[name, flag]) for flag in (True, False))
        report.goal(
            f"audit/{name}",
            with_it / without,
            f"<={most}",
            always=False,
            with_ms=with_it * 1000,
            without_ms=without * 1000,
        )


def _timed(write: Callable[[], Any]) -> float:
    before = time.perf_counter()
    write()
    return time.perf_counter() - before


def _create() -> None:
    for _ in range(100):
        Person(full_name="Somebody New").write(by=robot(), because="the bench")


def _bulk_create() -> None:
    with acting(robot(), "the bench"):
        Person.objects.bulk_create([Person(full_name=f"Somebody {n}") for n in range(2_000)])


def _update() -> None:
    with acting(robot(), "the bench"):
        newest = list(Person.objects.order_by("-pk").values_list("pk", flat=True)[:2_000])
        Person.objects.filter(pk__in=newest).update(known_as=f"Now {time.time()}")


WRITES = {"create": _create, "bulk_create": _bulk_create, "update": _update}


def _readings(report: Report) -> None:
    times = [
        _timed(lambda: record_reading("list", by=None, route="cases:cases", fields=["EH-0000001"]))
        for _ in range(1_000)
    ]
    report.goal("audit/reading", percentile(times, 0.95) * 1000, "<=5", always=False, p50_ms=median(times) * 1000)


def _verify(report: Report, rows: int) -> None:
    sealing.seal()
    waiting = max(rows - Seal.objects.count(), A_DAY)
    _events(waiting)
    took = _timed(sealing.seal)
    anchors.drop()
    report.note("audit/seal", rows=waiting, seconds=took)
    sealed = Seal.objects.count()
    took = _verified(report, whole=True)
    report.goal("audit/verify", took * 1_000_000 / sealed, "<=60", always=False, rows=sealed, seconds=took)
    _events(A_DAY)
    with acting(robot(), "the bench"):
        Person.objects.filter(pk__in=Person.objects.order_by("pk").values("pk")[:3_000]).update(known_as="A day")
    sealing.seal()
    report.goal("audit/nightly", _verified(report, whole=False), "<=5", always=False, rows=A_DAY + 3_000)


def _verified(report: Report, *, whole: bool) -> float:
    before = time.perf_counter()
    result = check(whole=whole)
    took = time.perf_counter() - before
    if result.findings:
        print(result.words, flush=True)
    report.equal(f"audit/holds.{'all' if whole else 'day'}", not result.findings)
    return took


def _questions(report: Report, events: int, dpo: User) -> None:
    """Who opened this case, as its page asks; what somebody saw, the newest of it and by how many cases in a month."""
    _asked_about(events)
    with on_the_web(dpo):
        asked = {"who_viewed": _who_viewed, "what_viewed": _what_viewed, "log": _log, "one_person": _one_person}
        for name, ask in asked.items():
            times = [_timed(lambda ask=ask, number=number: ask(number)) for number in range(21)]  # type: ignore[misc]  # bound by its defaults
            report.goal(f"audit/{name}", percentile(times, 0.95), "<=2", always=False, events=events, n=len(times))


def _asked_about(events: int) -> None:
    """Readings in bulk, over two years: one in ten of a case that many open. Unsigned: they are asked about and not verified."""
    with _superuser() as admin:
        admin.execute(MANY, [max(events - AccessEvent.objects.count(), 0)])
        admin.execute("ANALYZE access_accessevent")


MANY = f"""INSERT INTO access_accessevent ({EVENT})
SELECT gen_random_uuid(), moment, moment, 'case_page', 'shown', n %% 200, 'Somebody', 'cases:case',
  md5(CASE WHEN n %% 10 = 0 THEN 'busy' ELSE 'case ' || n %% 50000 END)::uuid, 'EH-' || lpad((n %% 50000)::text, 7, '0'), '[]', 'casework', '', '', 0
FROM (SELECT n, now() - random() * interval '730 days' AS moment FROM generate_series(1, %s) AS n) AS g"""


def _who_viewed(number: int) -> None:
    case = hashlib.md5(b"busy" if number % 7 == 0 else f"case {number}".encode(), usedforsecurity=False).hexdigest()
    page = CaseReadings(request=RequestFactory().get("/"))
    of_case = AccessEvent.objects.filter(case_key=UUID(case)).order_by("-at", "-id")
    page.each(of_case)
    list(page.people(of_case))


def _what_viewed(number: int) -> None:
    mine = AccessEvent.objects.filter(user_key=number)
    list(mine.order_by("-at", "-id")[:50])
    list(mine.filter(at__gte=clock.now() - timedelta(days=31)).values("case_reference").annotate(times=Count("id")))


def _log(number: int) -> None:
    """A page of the log of a quarter, by another filter each time."""
    filters: list[dict[str, str]] = [{}, {"kind": "list"}, {"kind": "file"}, {"kind": "glass"}, {"outcome": "refused"}]
    filters.append({"reference": "EH-2222222"})
    asked = _quarter() | filters[number % len(filters)]
    page, form = AccessLog(request=RequestFactory().get("/")), AccessLogFilter(asked)
    lines(page.page(form)[:50])


def _one_person(number: int) -> None:
    """What one person opened in a quarter: by kind, by case."""
    form = AccessLogFilter(_quarter())
    assert form.is_valid()
    rows = looked.of_one(number, AccessEvent.objects.between(*form.moments))
    looked.by_kind(rows)
    looked.held(number, [case["case_key"] for case in looked.by_case(rows, 100)])


def _quarter() -> dict[str, str]:
    first = clock.today() - timedelta(days=AccessLogFilter.MOST - 1)
    return {f"from_{part}": str(getattr(first, part)) for part in ("day", "month", "year")}


def _events(count: int) -> None:
    """Readings as the program writes them, handed over in one go by the server's superuser."""
    with _superuser() as admin:
        (tx,) = admin.execute("SELECT pg_current_xact_id()::text::bigint").fetchone() or (0,)
        with admin.cursor().copy(f"COPY access_accessevent ({EVENT}) FROM STDIN") as copy:
            for number in range(count):
                copy.write_row(_event(number, tx))


def _superuser() -> "psycopg.Connection[Any]":
    from tests import plugin

    url = plugin.os.environ["DATABASE_ADMIN_URL"]
    return psycopg.connect(roles.conninfo(url, dbname=str(connection.settings_dict["NAME"])))


def _event(number: int, tx: int) -> tuple[Any, ...]:
    now = datetime.now(UTC)
    event = {
        "stream": "reading", "id": str(uuid7()), "machine_at": now.strftime("%Y-%m-%dT%H:%M:%S.%f+00:00"), "kind": "case_page",
        "outcome": "shown", "user_key": number % 200, "user_name": "Somebody", "route": "cases:case", "case_key": str(uuid7()),
        "case_reference": f"EH-{number % 10**7:07d}", "fields": ["ethnicity"], "purpose": "casework", "because": "",
    }  # fmt: skip
    said = [event[name] for name in sinks.SIGNED["reading"]]
    return (said[0], now, *said[1:9], '["ethnicity"]', *said[10:], sinks.sign(sinks.signed_text(event)), tx)
