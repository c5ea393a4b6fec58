"""`python -m mutants [--group core] [--only access.grants] [--processes 2] [--list]`: the core with one check missing at a time."""

import argparse
import os
import signal
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import psycopg
import pytest

from earlyhelp.embedded.progress import say
from mutants.changes import Mutant
from mutants.explained import PAGE, explained
from mutants.groups import GROUPS, TOO_WIDE, Part
from mutants.loop import Result, Runner, Slot
from mutants.verdict import Verdict

EVERY = 60.0  # seconds between two lines while it runs


def main() -> int:
    """Collect once, run the tests as they are, then against every change; say what was noticed."""
    asked = argparse.ArgumentParser(prog="mutants")
    asked.add_argument("--group", choices=GROUPS, default="core")
    asked.add_argument("--only", default="", help="places that begin so: access.grants, earlyhelp_mine")
    asked.add_argument("--processes", type=int, default=2)
    asked.add_argument("--list", action="store_true", help="name the changes and run nothing")
    given = asked.parse_args()
    os.environ["EARLYHELP_ENV"] = "test"
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what was begun ends with us then too
    run = Run(given.group, given.only, given.processes, listing=given.list)
    tests = sorted({test for part in GROUPS[given.group].values() for test in part.tests})
    code = pytest.main(["-qqs", "-p", "no:cacheprovider", "-p", "no:playwright", *tests], plugins=[run])
    return run.verdict if run.verdict is not None else int(code) or 1


class Run:
    """Takes the place of pytest's own loop, once everything is collected."""

    def __init__(self, group: str, only: str, processes: int, *, listing: bool) -> None:
        self.group, self.only, self.processes, self.listing = group, only, processes, listing
        self.verdict: int | None = None
        self.told = time.monotonic()

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        if session.testsfailed:
            return False  # pytest says what could not be collected
        self.verdict = self._run(session.items)
        return True

    def _run(self, items: list[Any]) -> int:
        from mutants.making import mutants_of

        parts = GROUPS[self.group]
        made = {name: mutants_of(part) for name, part in parts.items()}
        why = explained(PAGE.read_text())
        every = {one.name for mutants in made.values() for one in mutants}
        chosen = {
            name: [one for one in mutants if one.place.startswith(tuple(self.only.split(",")))]
            for name, mutants in made.items()
        }
        if self.listing:
            say("\n".join(f"{one.name}  {one.said}" for mutants in chosen.values() for one in mutants))
            return 0
        needed = [
            item
            for item in items
            if any(chosen[name] and _guards(part, item) for name, part in parts.items() if not part.walls)
        ]
        runner = Runner(needed, slots(self.processes), _files(chosen.values()), change)
        say(f"{sum(map(len, chosen.values()))} changes; first {len(needed)} tests of the program as it is")
        try:
            with counting():
                failed = runner.look()
            if failed:
                say("These fail as it is, so that nothing could be told by them:\n  " + "\n  ".join(failed))
                return 1
            results = self._changed(runner, items, chosen)
        finally:
            runner.stop()
            leave(runner.slots)
        return self._say(results, why, every)

    def _changed(self, runner: Runner, items: list[Any], chosen: dict[str, list[Mutant]]) -> list[Result]:
        parts, number = GROUPS[self.group], sum(map(len, chosen.values()))
        work = [
            (one, [item for item in runner.items if _guards(parts[name], item)])
            for name, few in chosen.items()
            if not parts[name].walls
            for one in few
        ]
        results = runner.run(work, lambda result: self._tell(result, number))
        for name, few in chosen.items():
            if parts[name].walls and few:
                (asking,) = [item for item in items if _guards(parts[name], item)]
                results += runner.run_together(few, asking, lambda result: self._tell(result, number))
        return results

    def _tell(self, result: Result, of: int) -> None:
        self.count = getattr(self, "count", 0) + 1
        if os.environ.get("MUTLOG"):
            with open(os.environ["MUTLOG"], "a") as f:
                f.write(
                    f"{result.mutant.name}\t{result.by}\t{result.tried}\t{result.seconds:.2f}\t{result.mutant.said}\n"
                )
        if not result.by:
            say(
                f"  survives: {result.mutant.name}  {result.mutant.said}  ({result.tried} tests, {result.seconds:.0f} s)"
            )
        if time.monotonic() - self.told > EVERY:
            self.told = time.monotonic()
            say(f"  {self.count} of {of}")

    def _say(self, results: list[Result], why: dict[str, str], every: set[str]) -> int:
        verdict = Verdict(self.group)
        order = {one.mutant.name: one for one in results}
        for one in order.values():
            verdict.add(one.mutant.place, one.mutant.name, one.mutant.said, noticed=bool(one.by))
        say("\n".join(["", *verdict.lines(why)]))
        stale = sorted(why.keys() - every) if len(GROUPS) == 1 else []
        for name in stale:
            say(f"docs/mutants.md explains {name}, and there is no such change any more: take the row out.")
        for name in sorted(why.keys() & {one.mutant.name for one in results if one.by}):
            say(f"docs/mutants.md explains {name}, and a test notices it: take the row out.")
        say(verdict.last(why))
        return 0 if verdict.holds(why) and not stale else 1


def _guards(part: Part, item: Any) -> bool:
    bare = item.nodeid.partition("[")[0]
    if bare in TOO_WIDE:
        return False
    return any(bare == one or bare.startswith((f"{one}/", f"{one}::")) for one in part.tests)


def _files(chosen: Iterable[list[Mutant]]) -> set[Path]:
    return {Path(name) for mutants in chosen for one in mutants for name in one.lines}


def slots(number: int) -> list[Slot]:
    """A database for each process, and what its tests with real commits copy: both as the template is."""
    from tests import plugin

    made = []
    for i in range(number):
        name = f"earlyhelp_mutants_{os.getpid()}_{i}"
        made.append(Slot(plugin.copy(name), plugin.copy(f"{name}_template")))
    return made


def leave(made: Iterable[Slot]) -> None:
    """Nothing of it stays on a server that is kept up."""
    from tests import plugin

    for slot in made:
        plugin.drop(slot.database)
        plugin.drop(slot.template)


def _admin(database: str) -> psycopg.Connection:
    from tests import plugin

    return psycopg.connect(plugin.roles.conninfo(os.environ["DATABASE_ADMIN_URL"]), dbname=database, autocommit=True)


def change(slot: Slot, statements: Iterable[str]) -> None:
    """Change a slot's databases. Whatever a process that was stopped still asks there ends."""
    if not statements:
        return
    for database in (slot.database, slot.template):
        with _admin(database) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()",
                [database],
            )
            for statement in statements:
                connection.execute(statement)  # type: ignore[arg-type]  # constants of this program


class counting:
    """While the server counts which functions a test calls."""

    def __enter__(self) -> None:
        self._set("SET track_functions = 'all'")

    def __exit__(self, *_: object) -> None:
        self._set("RESET track_functions")

    def _set(self, what: str) -> None:
        with _admin("postgres") as connection:
            connection.execute(f"ALTER ROLE earlyhelp_test {what}")


if __name__ == "__main__":
    sys.exit(main())
