"""What the audit costs a write and a page, and how long it takes to verify a million rows and a day's worth."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

import psycopg
from django.db import connection
from django.test import override_settings

from access.audit import anchors, sealing, sinks
from access.audit.checking import check
from access.jobs import robot
from access.models import Seal
from access.readings import record_reading
from access.records import acting, uuid7
from bench.lines import Report, median, percentile
from cases.models import Person
from earlyhelp.database import history, ledger, roles

A_DAY = 30_000  # 200 people at 150 pages
EVENT = (
    "id, at, machine_at, kind, outcome, user_key, user_name, route, case_key, case_reference, fields, because, mac, tx"
)


def measure(report: Report, *, rows: int) -> None:
    """A reading; everything verified, and a day's worth; writes with and without the ledger."""
    with TemporaryDirectory() as folder:
        files = {name: Path(folder) / name.lower() for name in ("AUDIT_FILE", "AUDIT_ANCHOR")}
        with override_settings(DATABASE_AUDIT_URL=_audit_url(), **files):
            _readings(report)
            _verify(report, rows)
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
    report.goal("audit/reading", percentile(times, 0.95) * 1000, "<=5", always=True, p50_ms=median(times) * 1000)


def _verify(report: Report, rows: int) -> None:
    sealing.seal()
    _events(rows - Seal.objects.count())
    took = _timed(sealing.seal)
    anchors.drop()
    report.note("audit/seal", rows=rows, seconds=took)
    report.goal(
        "audit/verify", _verified(whole=True) * 1_000_000 / rows, "<=60", always=True, rows=Seal.objects.count()
    )
    _events(A_DAY)
    with acting(robot(), "the bench"):
        Person.objects.filter(pk__in=Person.objects.order_by("pk").values("pk")[:3_000]).update(known_as="A day")
    sealing.seal()
    report.goal("audit/nightly", _verified(whole=False), "<=5", always=True, rows=A_DAY + 3_000)


def _verified(*, whole: bool) -> float:
    before = time.perf_counter()
    result = check(whole=whole)
    if result.findings:
        raise RuntimeError(result.words)
    return time.perf_counter() - before


def _events(count: int) -> None:
    """Readings as the program writes them, handed over in one go by the server's superuser."""
    from tests import plugin

    url = plugin.os.environ["DATABASE_ADMIN_URL"]
    with psycopg.connect(roles.conninfo(url, dbname=str(connection.settings_dict["NAME"]))) as admin:
        (tx,) = admin.execute("SELECT pg_current_xact_id()::text::bigint").fetchone() or (0,)
        with admin.cursor().copy(f"COPY access_accessevent ({EVENT}) FROM STDIN") as copy:
            for number in range(count):
                copy.write_row(_event(number, tx))


def _event(number: int, tx: int) -> tuple[Any, ...]:
    now = datetime.now(UTC)
    event = {
        "stream": "reading", "id": str(uuid7()), "machine_at": now.strftime("%Y-%m-%dT%H:%M:%S.%f+00:00"), "kind": "case_page",
        "outcome": "shown", "user_key": number % 200, "user_name": "Somebody", "route": "cases:case", "case_key": str(uuid7()),
        "case_reference": f"EH-{number % 10**7:07d}", "fields": ["ethnicity"], "because": "",
    }  # fmt: skip
    said = [event[name] for name in sinks.SIGNED["reading"]]
    return (said[0], now, *said[1:9], '["ethnicity"]', "", sinks.sign(sinks.signed_text(event)), tx)
