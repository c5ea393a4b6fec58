"""Goal 4: what a version costs each write, and that every way of writing leaves one.

The goal is of versions. What their digests in the ledger cost beside them has a goal of its own (bench/audit.py), and is printed here too.
"""

import random
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from unittest.mock import patch

from django.db import connection

from access.models import User
from access.records import acting
from bench import limit
from bench.lines import Report, median
from cases.models import Case, Task
from earlyhelp.database import history, ledger

TABLE, PAST = Task._meta.db_table, Task.history.model._meta.db_table
TRIGGERS = ("history_insert", "history_update", "history_delete")
KINDS = AS_IT_IS, VERSIONS, NEITHER = "versions and digests", "versions", "neither"
ONE_BY_ONE, BULK, CHANGED, ROUNDS = 20, 10_000, 2_000, 15
WORDS = "Ring the school about the breakfast club, and ask whether there is a place from Monday"


def measure(report: Report, by: User, dice: random.Random) -> None:
    """Create, save, bulk_create and update of one table with its versions and without; then each way of writing counted."""
    from tests.factories import CaseFactory

    case = CaseFactory()
    report.settle(lambda one: _ratios(one, case, by, dice))
    _every_way(report, case, by)
    _bytes(report)


def _ratios(report: Report, case: Case, by: User, dice: random.Random) -> None:
    """In turns: with versions and their digests in the ledger, as it is; with versions alone; with neither."""
    took: dict[tuple[str, str], list[float]] = {}
    kinds = list(KINDS)
    for turn in range(2 + ROUNDS):
        dice.shuffle(kinds)
        for kind in kinds:
            _switch(kind)
            for name, write in WRITES.items():
                rows = _there(case, by) if name in ("save", "update") else []
                start = time.perf_counter()
                with acting(by, "the bench"):  # person and reason named once a transaction, as a request does
                    write(case, by, rows)
                if turn >= 2:
                    took.setdefault((name, kind), []).append((time.perf_counter() - start) * 1000)
    _switch(AS_IT_IS)
    for name, bound in (("create", "<=1.3"), ("save", "<=1.2"), ("bulk_create", "<=1.3"), ("update", "<=2.2")):
        whole, versions, none = (median(took[name, kind]) for kind in KINDS)
        figures = {"without_ms": none, "versions_ms": versions, "with_digests_ms": whole, "n": ROUNDS}
        report.goal(f"4.{name}", versions / none, bound, always=False, with_digests=whole / none, **figures)


def _switch(kind: str) -> None:
    """Everything else that the table does at a write stays as it is."""
    numbered = ledger.number_of if kind == AS_IT_IS else lambda *_: None
    with patch.object(ledger, "number_of", numbered):
        history.attach()
    with connection.cursor() as cursor:
        for trigger in TRIGGERS:
            cursor.execute(f"ALTER TABLE {TABLE} {'DISABLE' if kind == NEITHER else 'ENABLE'} TRIGGER {trigger}")


def _new(case: Case, by: User) -> Task:
    """Of a moment that is asked for once: the database's clock is no part of what is measured."""
    return Task(
        case=case, what=WORDS, due_on=case.received_at.date() + timedelta(days=7), made_at=case.received_at, made_by=by
    )


def _there(case: Case, by: User) -> list[Task]:
    """Rows to be changed: enough of them, the same number for each turn."""
    missing = CHANGED - Task.objects.count()
    if missing > 0:
        with acting(by, "the bench"):
            Task.objects.bulk_create([_new(case, by) for _ in range(missing)])
    return list(Task.objects.order_by("-pk")[:CHANGED])


def _create(case: Case, by: User, _rows: list[Task]) -> None:
    for _ in range(ONE_BY_ONE):
        _new(case, by).save(force_insert=True)


def _save(_case: Case, _by: User, rows: list[Task]) -> None:
    for one in rows[:ONE_BY_ONE]:
        again = Task.objects.get(pk=one.pk)
        again.due_on += timedelta(days=1)
        again.save(force_update=True)


def _bulk_create(case: Case, by: User, _rows: list[Task]) -> None:
    Task.objects.bulk_create([_new(case, by) for _ in range(BULK)])


def _update(_case: Case, _by: User, rows: list[Task]) -> None:
    Task.objects.filter(pk__in=[one.pk for one in rows]).update(what=f"{WORDS} {time.time()}")


WRITES: dict[str, Callable[[Case, User, list[Task]], None]] = {
    "create": _create,
    "save": _save,
    "bulk_create": _bulk_create,
    "update": _update,
}


def _every_way(report: Report, case: Case, by: User) -> None:
    """Each way that Django or SQL has of writing rows leaves a version of each row."""
    for name, (write, rows) in _ways(case, by).items():
        before = _versions()
        with acting(by, "the bench"):
            write()
        report.equal(f"4.versions.{name}", _versions() - before == rows)


def _ways(case: Case, by: User) -> dict[str, tuple[Callable[[], Any], int]]:
    """What each does, and how many versions it has to leave."""
    rows = _there(case, by)
    some = Task.objects.filter(pk__in=[one.pk for one in rows[:50]])
    doomed = Task.objects.filter(pk__in=[one.pk for one in rows[100:150]])
    for one in rows[200:250]:
        one.what = "Changed in bulk"
    insert = (
        f"INSERT INTO {TABLE} (id, case_id, kind, what, due_on, made_at, made_by_id, because)"
        " SELECT gen_random_uuid(), %s, 'own', '', current_date, now(), %s, '' FROM generate_series(1, 50)"
    )
    return {
        "save": (_new(case, by).save, 1),
        "bulk_create": (lambda: Task.objects.bulk_create([_new(case, by) for _ in range(50)]), 50),
        "update": (lambda: some.update(what="Changed"), 50),
        "bulk_update": (lambda: Task.objects.bulk_update(rows[200:250], ["what"]), 50),
        "raw_insert": (lambda: _raw(insert, [case.pk, by.pk]), 50),
        "raw_update": (
            lambda: _raw(f"UPDATE {TABLE} SET what = 'Raw' WHERE id = ANY(%s)", [[one.pk for one in rows[:50]]]),
            50,
        ),
        "raw_delete": (
            lambda: _raw(f"DELETE FROM {TABLE} WHERE id = ANY(%s)", [[one.pk for one in rows[300:350]]]),
            50,
        ),
        "delete": (doomed.delete, 50),
    }


def _raw(statement: str, values: list[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def _versions() -> int:
    [(number,)] = limit.rows(f"SELECT count(*) FROM {PAST}", [])
    return int(number)


def _bytes(report: Report) -> None:
    """What a version takes beside its row, indexes included; in tables that hold nothing else."""
    sizes = {}
    for name, table in (("row", TABLE), ("version", PAST)):
        limit.connection().execute(f"VACUUM FULL {table}")
        [(size, number)] = limit.rows(f"SELECT pg_total_relation_size('{table}'), (SELECT count(*) FROM {table})", [])
        sizes[name] = size / number
    report.goal("4.bytes", sizes["version"] / sizes["row"], "<=1.4", always=False, **sizes)
