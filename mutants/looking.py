"""What each test runs of the program as it is: which lines, and which functions of the database."""

import functools
import gc
import json
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from psycopg.pq import TransactionStatus

from mutants.changes import Lines

ROOMS = ("access", "cases", "consent", "sharing", "retention", "earlyhelp")


@dataclass
class Seen:
    """What one test did on the unchanged program."""

    seconds: float
    passed: bool
    lines: Lines
    calls: set[str] | None  # None: nobody could look, so it may be anything


def seen_in(report: Path) -> dict[str, Seen]:
    """Name of a test to what it did; nothing where there is no report."""
    told = json.loads(report.read_text()) if report.exists() else {}
    return {
        test: Seen(
            one["seconds"],
            one["passed"],
            {name: set(numbers) for name, numbers in one["lines"].items()},
            None if one["calls"] is None else set(one["calls"]),
        )
        for test, one in told.items()
    }


def look(items: list[Any], files: list[str], report: Path) -> int:
    """Run every test, and write down what it ran of these files."""
    import coverage

    found, kept = {}, list(_kept_answers())
    for item, following in zip(items, [*items[1:], None], strict=True):
        tracing = coverage.Coverage(data_file=None, include=files, config_file=False)
        tracing.set_option("run:disable_warnings", ["no-data-collected"])
        looking = _Calls()
        item.config.pluginmanager.register(looking, "mutants-calls")
        began = time.monotonic()
        for forget in kept:
            forget()
        tracing.start()
        passed = passes(item, following)
        tracing.stop()
        item.config.pluginmanager.unregister(looking)
        data = tracing.get_data()
        found[item.nodeid] = {
            "seconds": time.monotonic() - began,
            "passed": passed,
            "lines": {name: data.lines(name) for name in data.measured_files()},
            "calls": looking.calls,
        }
    report.write_text(json.dumps(found))
    return 0


def passes(item: Any, following: Any) -> bool:
    """Whether a test passes, its fixtures included. What failed is printed."""
    from _pytest.runner import runtestprotocol

    failed = [report for report in runtestprotocol(item, log=False, nextitem=following) if report.failed]
    for report in failed:
        sys.stdout.write(f"{report.nodeid} {report.when}\n{report.longreprtext}\n")
    return not failed


def _kept_answers() -> Iterator[Callable[[], None]]:
    """What forgets each answer that the program keeps for as long as a process lives: else one test alone would be seen to ask."""
    from earlyhelp.database.questions import Question

    for one in gc.get_objects():
        if type(one) is functools._lru_cache_wrapper and str(one.__module__).partition(".")[0] in ROOMS:
            yield one.cache_clear
        elif type(one) is Question:
            yield partial(_ask_again, one)


def _ask_again(question: Any) -> None:
    for kept in ("_compiler", "_compiled"):
        vars(question).pop(kept, None)


class _Calls:
    """Which functions of the database a test calls, as the server counts them, asked before the test is rolled back."""

    ASK = "SELECT funcname FROM pg_stat_xact_user_functions"
    calls: list[str] | None = None

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_teardown(self, item: Any) -> None:
        from django.db import connection

        held = connection.connection
        if held is None or "real" in item.fixturenames or held.info.transaction_status != TransactionStatus.INTRANS:
            return
        with connection.cursor() as cursor:
            cursor.execute(self.ASK)
            self.calls = [name for (name,) in cursor.fetchall()]
