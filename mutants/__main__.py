"""`python -m mutants [--group core] [--only access.grants] [--processes 2] [--list]`: the core with one check missing at a time."""

import argparse
import os
import shutil
import signal
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from earlyhelp.embedded.progress import say
from earlyhelp.embedded.request import ROOT
from mutants import slots
from mutants.changes import Mutant
from mutants.explained import PAGE, explained
from mutants.groups import GROUPS, THE_BOOK, TOO_WIDE, Part
from mutants.loop import Result, Runner
from mutants.verdict import Verdict

EVERY = 60.0  # seconds between two lines while it runs


def main() -> int:
    """Collect once, run the tests as they are, then against every change; say what was noticed."""
    asked = argparse.ArgumentParser(prog="mutants")
    asked.add_argument("--group", choices=GROUPS, default="core")
    asked.add_argument("--only", default="", help="places that begin so, by commas: access.grants,earlyhelp_mine")
    asked.add_argument("--processes", type=int, default=2)
    asked.add_argument("--list", action="store_true", help="name the changes and run nothing")
    given = asked.parse_args()
    os.environ["EARLYHELP_ENV"] = "test"
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what was begun ends with us then too
    run = Run(given.group, tuple(given.only.split(",")), given.processes, listing=given.list)
    tests = sorted({test for part in GROUPS[given.group].values() for test in (*part.own, *part.tests)} | {THE_BOOK})
    code = pytest.main(["-qqs", "-p", "no:cacheprovider", "-p", "no:playwright", *tests], plugins=[run])
    return run.verdict if run.verdict is not None else int(code) or 1


class Run:
    """Takes the place of pytest's own loop, once everything is collected."""

    def __init__(self, group: str, only: tuple[str, ...], processes: int, *, listing: bool) -> None:
        self.group, self.only, self.processes, self.listing = group, only, processes, listing
        self.parts = GROUPS[group]
        self.chosen: dict[str, list[Mutant]] = {}
        self.verdict: int | None = None
        self.told, self.count = time.monotonic(), 0
        self.report = ROOT / "var" / "mutants" / f"{group}.tsv"  # each change, and the test that noticed it

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        if session.testsfailed:
            return False  # pytest says what could not be collected
        self.verdict = self._run(session.items)
        return True

    def _run(self, items: list[Any]) -> int:
        from mutants.making import mutants_of

        made = {name: mutants_of(part) for name, part in self.parts.items()}
        self.chosen = {name: [one for one in few if one.place.startswith(self.only)] for name, few in made.items()}
        if self.listing:
            say("\n".join(f"{one.name}  {one.said}" for few in self.chosen.values() for one in few))
            return 0
        guards = [
            item for item in items if any(few and guarded(self.parts[name], item) for name, few in self.chosen.items())
        ]
        files = {Path(name) for few in self.chosen.values() for one in few for name in one.lines}
        runner = Runner(guards, slots.made(self.processes), files)
        say(f"{sum(map(len, self.chosen.values()))} changes; first {len(guards)} tests of the program as it is")
        try:
            with slots.counting():
                failed = runner.look()
            if failed:
                say("These fail as it is, so that nothing could be told by them:\n  " + "\n  ".join(failed))
                return 1
            results = self._changed(runner, items)
        finally:
            runner.stop()
            slots.left(runner.slots)
        shutil.rmtree(runner.folder)  # its logs are of use where something went wrong
        return self._say(results, {one.name for few in made.values() for one in few})

    def _changed(self, runner: Runner, items: list[Any]) -> list[Result]:
        self.report.parent.mkdir(parents=True, exist_ok=True)
        self.report.unlink(missing_ok=True)
        asked = [one for name, part in self.parts.items() if part.by_the_book for one in self.chosen[name]]
        (book,) = [item for item in items if named((THE_BOOK,), item)]
        noticed = runner.by_the_book(self.group, asked, book) if asked else set()
        results = []
        for name, part in self.parts.items():
            tests = [[item for item in runner.items if named(few, item)] for few in (part.own, part.tests)]
            found = [one for one in self.chosen[name] if one.name in noticed]
            results += [Result(one, book.nodeid, 1, 0.0) for one in found]
            for one in results[len(results) - len(found) :]:
                self._tell(one)
            left = [(one, tests) for one in self.chosen[name] if one.name not in noticed]
            results += runner.run(left, self._tell)
        return results

    def _tell(self, result: Result) -> None:
        self.count += 1
        one = result.mutant
        with self.report.open("a") as report:
            report.write("\t".join((one.name, result.by, str(result.tried), f"{result.seconds:.2f}", one.said)) + "\n")
        if not result.by:
            say(f"  not noticed: {one.name}  {one.said}  ({result.tried} tests, {result.seconds:.0f} s)")
        if time.monotonic() - self.told > EVERY:
            self.told = time.monotonic()
            say(f"  {self.count} of {sum(map(len, self.chosen.values()))}")

    def _say(self, results: list[Result], every: set[str]) -> int:
        verdict, why = Verdict(self.group), explained(PAGE.read_text())
        for one in results:
            verdict.add(one.mutant.place, one.mutant.name, one.mutant.said, noticed=bool(one.by))
        say("\n".join(["", *verdict.lines(why)]))
        for name in sorted(why.keys() & {one.mutant.name for one in results if one.by}):
            say(f"docs/mutants.md explains {name}, and a test notices it: take the row out.")
        say(verdict.last(why))
        return 0 if verdict.holds(why) else 1


def guarded(part: Part, item: Any) -> bool:
    return named((*part.own, *part.tests), item)


def named(tests: tuple[str, ...], item: Any) -> bool:
    """Whether this test is one of them: by its file, its folder or its name."""
    bare = item.nodeid.partition("[")[0]
    return bare not in TOO_WIDE and any(bare == one or bare.startswith((f"{one}/", f"{one}::")) for one in tests)


if __name__ == "__main__":
    sys.exit(main())
