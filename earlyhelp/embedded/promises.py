"""`python -m earlyhelp.embedded.promises`: every promise of every notice, the tests that prove it, and how many are kept."""

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from earlyhelp.embedded.checks import BROWSED, JOURNEYS, PAGES, REPORTS, browsed, tests
from earlyhelp.embedded.progress import say
from earlyhelp.policy import load
from earlyhelp.policy.loading import available
from earlyhelp.policy.notice import Promise

MARKED = ("-m", "promise")
UNIT, IN_A_BROWSER = "promises", "promises-pages"
KEPT, BROKEN, NO_TEST, NOT_YET = "kept", "BROKEN", "NO TEST", "not yet kept"
Result = tuple[str, bool]  # a test, and whether it passed


def main() -> int:
    """Run the tests that prove promises, then say of each promise how it stands."""
    run = [
        tests(UNIT, *MARKED, "-n", "2", "tests", *(f"--ignore={folder}" for folder in BROWSED)),
        browsed(IN_A_BROWSER, (*JOURNEYS, *PAGES), *MARKED),
    ]
    failed = sum(check().failed for check in run)
    results = gathered(REPORTS / f"{name}.xml" for name in (UNIT, IN_A_BROWSER))
    promises = [one for name in available() for one in load(name).promises]
    unknown = sorted(results.keys() - {one.code for one in promises})
    states = [(one, state_of(one, results.get(one.code, []))) for one in promises]
    say("\n".join(["", *(line for one, state in states for line in lines_of(one, state, results.get(one.code, [])))]))
    for code in unknown:
        say(f"No notice makes the promise {code}, which these tests are marked with: {_names(results[code])}")
    bad = [one.code for one, state in states if state in (BROKEN, NO_TEST)]
    kept = sum(state == KEPT for _one, state in states)
    say(f"{kept} of {len(promises)} kept")
    return 1 if failed or unknown or bad else 0


def gathered(reports: Iterable[Path]) -> dict[str, list[Result]]:
    """Code of a promise to the tests marked with it, from reports in which each test says what it proves."""
    found: dict[str, list[Result]] = {}
    for report in reports:
        cases = ElementTree.parse(report).getroot().iter("testcase") if report.exists() else ()
        for case in cases:
            passed = not any(case.find(word) is not None for word in ("failure", "error", "skipped"))
            for one in case.iter("property"):
                if one.get("name") == "promise":
                    name = f"{case.get('classname')}.{case.get('name')}"
                    found.setdefault(str(one.get("value")), []).append((name, passed))
    return found


def state_of(promise: Promise, results: list[Result]) -> str:
    """A promise is kept where the part of the product that keeps it is delivered, and every test of it passes, and there is one."""
    if any(not passed for _name, passed in results):
        return BROKEN
    if not promise.delivered:
        return NOT_YET
    return KEPT if results else NO_TEST


def lines_of(promise: Promise, state: str, results: list[Result]) -> list[str]:
    """What is printed of one promise: its state and words, then each test with its result."""
    waits = f" (waits for {promise.capability})" if state == NOT_YET else ""
    first = f"{promise.code}  {state}{waits}: {promise.text}"
    return [
        first,
        *(f"    {'passed' if passed else 'FAILED'}  {name}" for name, passed in sorted(_once(results).items())),
    ]


def _once(results: list[Result]) -> Mapping[str, bool]:
    """A test that runs with many values is one line; it passed where all of them did."""
    found: dict[str, bool] = {}
    for name, passed in results:
        bare = name.partition("[")[0]
        found[bare] = found.get(bare, True) and passed
    return found


def _names(results: list[Result]) -> str:
    return ", ".join(sorted(_once(results)))


def properties_of(item: Any) -> list[tuple[str, str]]:
    """What a test says in a report about the promises that it proves; tests/plugin.py puts it there."""
    return [("promise", code) for marker in item.iter_markers("promise") for code in marker.args]


if __name__ == "__main__":
    sys.exit(main())
