"""Tests run against one change after another: everything is imported and collected once, then each change has a process of its own.

The process forks from one that has never asked the database anything, changes itself, runs the tests that can notice, and ends with
the first that fails. What it did to the database is rolled back as after every test; each slot has a database to itself.
"""

import gc
import json
import os
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mutants import code, slots
from mutants.changes import Lines, Mutant
from mutants.looking import Seen, look, passes, seen_in
from mutants.slots import Slot

SURVIVED, KILLED, UNFIT, BROKEN = 0, 1, 2, 3
POLL = 0.005
AT_MOST = 40  # tests for one change
EVERYTHING = 10**6


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
        pid = self._fork(self.slots[0], lambda: look(self.items, self.files, report), report)
        os.waitpid(pid, 0)
        self.children.discard(pid)
        self.seen = seen_in(report)
        return [item.nodeid for item in self.items if item.nodeid not in self.seen or not self.seen[item.nodeid].passed]

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

    def by_the_book(self, group: str, mutants: list[Mutant], book: Any) -> set[str]:
        """The names of those that the book of the walls notices: a share of them in each process, which takes each back itself."""
        os.environ["MUTANTS_GROUP"] = group
        shares = {}
        for number, slot in enumerate(self.slots):
            report = self.folder / f"book-{number}.jsonl"
            share = [one.name for one in mutants[number :: len(self.slots)]]
            os.environ |= {"MUTANTS_WANTED": " ".join(share), "MUTANTS_REPORT": str(report)}
            shares[self._fork(slot, lambda: SURVIVED if passes(book, None) else BROKEN, report)] = report, share
        return {name for pid, (report, share) in shares.items() for name in self._noticed(pid, report, share)}

    def _noticed(self, pid: int, report: Path, share: list[str]) -> set[str]:
        status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        self.children.discard(pid)
        noticed = dict(json.loads(line) for line in report.read_text().splitlines()) if report.exists() else {}
        if status or noticed.keys() != set(share):
            said = Path(f"{report}.log")  # gone with the folder
            raise RuntimeError(f"The book could not be asked: {said.read_text()[-3000:] if said.exists() else status}")
        return {name for name, seen in noticed.items() if seen}

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
        return sorted(chosen[:AT_MOST], key=lambda item: -self.noticed[self._at(mutant, item.nodeid)])

    def _width(self, test: str, mutant: Mutant) -> int:
        """How much of the core a test runs."""
        seen = self.seen[test]
        if mutant.calls:
            return EVERYTHING if seen.calls is None else len(seen.calls)
        return sum(map(len, seen.lines.values()))

    def _at(self, mutant: Mutant, test: str) -> str:
        return f"{mutant.place}|{test}"

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
            if not passes(item, following):
                return KILLED
        return SURVIVED

    def _result(self, one: Running, status: int) -> Result:
        seconds = time.monotonic() - one.began
        ended = os.waitstatus_to_exitcode(status)
        at = one.report.read_text() if one.report.exists() else ""
        if ended == SURVIVED:
            return Result(one.mutant, "", len(one.tests), seconds)
        if ended > KILLED:  # nothing could be told by it
            sys.stderr.write(f"{one.mutant.name} ({one.mutant.said}) could not be tried: {at}\n")
            return Result(one.mutant, "", len(one.tests), seconds)
        self.noticed[self._at(one.mutant, at)] += 1
        return Result(one.mutant, at if ended == KILLED else f"{at} (did not end)", len(one.tests), seconds)

    def _fork(self, slot: Slot, work: Callable[[], int], log: Path | None) -> int:
        sys.stdout.flush()
        sys.stderr.flush()
        pid = os.fork()
        if pid:
            self.children.add(pid)
            return pid
        ended = BROKEN
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
