"""Running tests against one change after another: everything is imported and collected once, then each change has a process of its own.

The process forks from one that has never asked the database anything, changes itself, runs the tests that can notice, and ends with
the first that fails. What it did to the database is rolled back as after every test; each slot has a database to itself.
"""

import functools
import gc
import json
import os
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from psycopg.pq import TransactionStatus

from mutants import code, slots
from mutants.changes import Lines, Mutant
from mutants.slots import Slot

SURVIVED, KILLED, UNFIT = 0, 1, 2
POLL = 0.005
AT_MOST = int(__import__("os").environ.get("MUTMOST", 40))  # tests for one change
EVERYTHING = 10**6
ROOMS = ("access", "cases", "consent", "sharing", "retention", "earlyhelp")


@dataclass
class Seen:
    """What one test did on the unchanged program."""

    seconds: float
    passed: bool
    lines: Lines
    calls: set[str] | None  # None: nobody could look, so it may be anything


@dataclass
class Result:
    """What became of a change: the test that noticed, `too slow`, or an empty word where none did."""

    mutant: Mutant
    by: str
    tried: int
    seconds: float


@dataclass
class Running:
    mutant: Mutant
    tests: list[Any]
    began: float
    until: float
    report: Path


class Runner:
    """Tests that were collected, slots, and what each test runs."""

    def __init__(self, items: list[Any], places: list[Slot], files: Iterable[Path]) -> None:
        self.items, self.slots = items, places
        self.files = [str(one) for one in files]
        self.folder = Path(tempfile.mkdtemp(prefix="eh-mutants-"))
        self.seen: dict[str, Seen] = {}
        self.noticed: Counter[str] = Counter()
        self.children: set[int] = set()

    # the unchanged program ------------------------------------------------------------------------------------------------

    def look(self) -> list[str]:
        """Run every test once, noting what it runs. Returns those that fail as it is."""
        report = self.folder / "seen.json"
        if os.environ.get("MUTSEEN"):
            report = Path(os.environ["MUTSEEN"])
        pid = 0 if report.exists() else self._fork(self.slots[0], lambda: self._look(report), report)
        if pid:
            os.waitpid(pid, 0)
        self.children.discard(pid)
        told = json.loads(report.read_text()) if report.exists() else {}
        for item in self.items:
            if one := told.get(item.nodeid):
                lines = {name: set(numbers) for name, numbers in one["lines"].items()}
                calls = None if one["calls"] is None else set(one["calls"])
                self.seen[item.nodeid] = Seen(one["seconds"], one["passed"], lines, calls)
        return [item.nodeid for item in self.items if item.nodeid not in self.seen or not self.seen[item.nodeid].passed]

    def _look(self, report: Path) -> int:
        import coverage

        found, kept = {}, list(_kept_answers())
        for item, following in zip(self.items, [*self.items[1:], None], strict=True):
            tracing = coverage.Coverage(data_file=None, include=self.files, config_file=False)
            tracing.set_option("run:disable_warnings", ["no-data-collected"])
            looking = _Calls()
            item.config.pluginmanager.register(looking, "mutants-calls")
            began = time.monotonic()
            for forget in kept:
                forget()
            tracing.start()
            passed = _passes(item, following)
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

    # one change after another ---------------------------------------------------------------------------------------------

    def run(self, mutants: list[tuple[Mutant, list[list[Any]]]], told: Callable[[Result], None]) -> list[Result]:
        """Every change against those of its tests that can notice. `told` hears each result as it comes."""
        code.functions_there()
        gc.freeze()  # so that a forked process neither looks through nor copies what is all of them's
        waiting, results = list(reversed(mutants)), []
        running: dict[int, tuple[Slot, Running]] = {}
        free = list(self.slots)

        def done(result: Result) -> None:
            results.append(result)
            told(result)

        while waiting or running:
            while waiting and free:
                mutant, among = waiting.pop()
                tests = self.those_that_notice(mutant, among)
                if not tests:
                    done(Result(mutant, "", 0, 0.0))
                    continue
                slot = free.pop()
                pid, one = self._begin(mutant, tests, slot)
                running[pid] = slot, one
            pid, status = os.waitpid(-1, os.WNOHANG) if running else (0, 0)
            for late in [p for p, (_, one) in running.items() if p != pid and time.monotonic() > one.until]:
                os.kill(late, signal.SIGKILL)
            if pid in running:
                slot, one = running.pop(pid)
                self.children.discard(pid)
                slots.change(slot, one.mutant.undo)
                free.append(slot)
                done(self._result(one, status))
            elif not pid:
                time.sleep(POLL)
        return results

    def run_together(self, mutants: list[Mutant], item: Any, told: Callable[[Result], None]) -> list[Result]:
        """All of them in one process, by a test that changes and asks by itself (tests/mutants/walls_one_by_one.py)."""
        report = self.folder / "together.jsonl"
        os.environ |= {"MUTANTS_OF_WALLS": " ".join(one.name for one in mutants), "MUTANTS_REPORT": str(report)}
        pid = self._fork(self.slots[0], lambda: 0 if _passes(item, None) else 1, report)
        status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        self.children.discard(pid)
        noticed = dict(json.loads(line) for line in report.read_text().splitlines()) if report.exists() else {}
        if status or noticed.keys() != {one.name for one in mutants}:
            raise RuntimeError(f"The walls could not be asked one by one: see {report}.log")
        results = [Result(one, item.nodeid if noticed[one.name] else "", 1, 0.0) for one in mutants]
        for one in results:
            told(one)
        return results

    def stop(self) -> None:
        """End whatever still runs: a process that was forked does not end with us by itself."""
        for pid in self.children:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def those_that_notice(self, mutant: Mutant, among: list[list[Any]]) -> list[Any]:
        """The tests that run what was changed: the part's own, then the narrowest of the others; first those that noticed most so far.

        A change that only tests of much else would notice counts as not noticed. So it is the same at every run.
        """
        for lines in (mutant.lines, mutant.around):
            found = [[item for item in few if self._runs(item.nodeid, lines, mutant.calls)] for few in among]
            if any(found):
                break
        chosen = [
            item for few in found for item in sorted(few, key=lambda one: (self._width(one.nodeid, mutant), one.nodeid))
        ]
        return sorted(chosen[:AT_MOST], key=lambda item: -self.noticed[self._at(mutant, item)])

    def _width(self, test: str, mutant: Mutant) -> int:
        """How much of the core a test runs."""
        seen = self.seen[test]
        if mutant.calls:
            return EVERYTHING if seen.calls is None else len(seen.calls)
        return sum(map(len, seen.lines.values()))

    def _at(self, mutant: Mutant, item: Any) -> str:
        return f"{mutant.place}|{item.nodeid}"

    def _runs(self, test: str, lines: Lines, calls: str) -> bool:
        seen = self.seen[test]
        if calls:
            return seen.calls is None or calls in seen.calls
        return not lines or any(seen.lines.get(name, set()) & wanted for name, wanted in lines.items())

    def _begin(self, mutant: Mutant, tests: list[Any], slot: Slot) -> tuple[int, Running]:
        slots.change(slot, mutant.statements)
        report = self.folder / slot.database
        report.unlink(missing_ok=True)
        began = time.monotonic()
        most = 20 + 4 * sum(self.seen[item.nodeid].seconds for item in tests)
        pid = self._fork(slot, lambda: self._try(mutant, tests, report), None)
        return pid, Running(mutant, tests, began, began + most, report)

    def _try(self, mutant: Mutant, tests: list[Any], report: Path) -> int:
        try:
            mutant.swap()
        except (LookupError, ValueError, SyntaxError) as error:
            report.write_text(f"{type(error).__name__}: {error}")
            return UNFIT
        for item, following in zip(tests, [*tests[1:], None], strict=True):
            report.write_text(item.nodeid)
            if not _passes(item, following):
                return KILLED
        return SURVIVED

    def _result(self, one: Running, status: int) -> Result:
        seconds = time.monotonic() - one.began
        ended = os.waitstatus_to_exitcode(status)
        at = one.report.read_text() if one.report.exists() else ""
        if ended == UNFIT:
            sys.stderr.write(f"{one.mutant.name} ({one.mutant.said}) could not be made: {at}\n")
        if ended in (SURVIVED, UNFIT):
            return Result(one.mutant, "", len(one.tests), seconds)
        self.noticed[f"{one.mutant.place}|{at}"] += 1
        return Result(one.mutant, at if ended == KILLED else f"{at} (did not end)", len(one.tests), seconds)

    def _fork(self, slot: Slot, work: Callable[[], int], log: Path | None) -> int:
        sys.stdout.flush()
        sys.stderr.flush()
        pid = os.fork()
        if pid:
            self.children.add(pid)
            return pid
        ended = 3
        try:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            output = os.open(f"{log}.log" if log else os.devnull, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            os.dup2(output, 1)
            os.dup2(output, 2)
            slots.use(slot)
            ended = work()
        except BaseException:  # whatever a changed program does, this process ends here
            import traceback

            traceback.print_exc()
        finally:
            sys.stdout.flush()
            os._exit(ended)


def _passes(item: Any, following: Any) -> bool:
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
