"""`python -m earlyhelp.embedded.checks test | quick | pages-full`: the checks one after another, and one line that counts them."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from xml.etree import ElementTree

from earlyhelp.embedded.progress import say
from earlyhelp.embedded.request import ROOT

PYTHON = sys.executable
REPORTS = ROOT / "var" / "checks"
FETCHING = Lock()  # the browser is fetched once, whoever needs it
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
BROWSER_PACKAGES = ("chromium", "fonts-dejavu-core")
JOURNEYS = ("tests/journeys",)
PAGES = ("tests/pages",)
STATES = ("tests/states",)
DRILLS = ("tests/drills",)
BROWSED = (*JOURNEYS, *PAGES, *STATES, *DRILLS)  # what starts demos, and is no part of the other tests
IMPORTS = "import sys; from importlinter.cli import lint_imports_command as check; sys.exit(check())"


@dataclass(frozen=True)
class Count:
    """How many passed, failed and were left out. A check that is no test suite counts as one."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other: "Count") -> "Count":
        return Count(self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped)


def command(*words: str) -> Callable[[], Count]:
    """One that passes or fails as a whole. It looks at the code, never at a demo that may be running."""

    def run() -> Count:
        return Count(passed=1) if _run(words) == 0 else Count(failed=1)

    return run


def tests(name: str, *words: str) -> Callable[[], Count]:
    """A run of pytest, counted from its report. No test at all is a failure: something was not found."""

    def run() -> Count:
        REPORTS.mkdir(parents=True, exist_ok=True)
        report = REPORTS / f"{name}.xml"
        report.unlink(missing_ok=True)
        code = _run((PYTHON, "-m", "pytest", "-q", "-rfEs", f"--junitxml={report}", *words))
        count = counted(report) if report.exists() else Count()
        return count + Count(failed=1) if code and not count.failed else count

    return run


def counted(report: Path) -> Count:
    """What a report of pytest says."""
    total = Count()
    for suite in ElementTree.parse(report).getroot().iter("testsuite"):
        failed = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
        skipped = int(suite.get("skipped", 0))
        total += Count(int(suite.get("tests", 0)) - failed - skipped, failed, skipped)
    return total


def browsed(name: str, folders: Sequence[str], *words: str) -> Callable[[], Count]:
    """Tests in a real browser, with `words` for pytest. Where there is none, and we may not fetch one, that is a failure."""

    def run() -> Count:
        there = [folder for folder in folders if (ROOT / folder).is_dir()]
        with FETCHING:
            can = browser_is_there()
        return tests(name, *words, *there)() if can else Count(failed=1)

    return run


def at_once(*checks: Callable[[], Count]) -> Callable[[], Count]:
    """Several beside each other, each in processes of its own: no longer than the longest takes."""

    def run() -> Count:
        with ThreadPoolExecutor(len(checks)) as pool:
            return sum(pool.map(lambda check: check(), checks), Count())

    return run


# No test in a browser asks a database of the tests' own: each has a demo.
NO_DATABASE = ("-p", "no:tests.plugin")
journeys = browsed("journeys", JOURNEYS, *NO_DATABASE)
pages = browsed("pages", PAGES, *NO_DATABASE)  # every page as it mostly is
states = browsed("states", STATES, *NO_DATABASE)  # every page empty, long, and for whoever may open it with less to see
in_a_browser = at_once(journeys, pages)  # half an hour one after the other
# What stops, hangs, is full or cut off: times are measured, so beside nothing else, and no database of the tests' own is asked.
drills = browsed("drills", DRILLS, *NO_DATABASE)


def browser_is_there() -> bool:
    """Root on Debian gets it installed; everybody else is told how."""
    if os.environ.get("CHROMIUM") or any(map(shutil.which, BROWSERS)):
        return True
    install = ("apt-get", "install", "-y", "--no-install-recommends", *BROWSER_PACKAGES)
    if os.geteuid() == 0 and shutil.which("apt-get"):
        say("Installing Chromium, which the page tests need")
        return _run(("apt-get", "update", "-q")) == 0 and _run(install) == 0
    say(f"The page tests need Chromium. Install it (Debian, as root: {' '.join(install)}) or set CHROMIUM to its path.")
    return False


def _run(words: Sequence[str]) -> int:
    return subprocess.run(words, cwd=ROOT, env=os.environ | {"EARLYHELP_ENV": "test"}, check=False).returncode


FORMAT = ("format", command(PYTHON, "-m", "ruff", "format", "--check", "."))
LINT = ("lint", command(PYTHON, "-m", "ruff", "check", "."))
STAIRS = ("imports", command(PYTHON, "-c", IMPORTS))
ALL = [
    FORMAT,
    LINT,
    ("types", command(PYTHON, "-m", "mypy", ".")),
    STAIRS,
    (
        "migrations",
        command(PYTHON, "-W", "ignore::RuntimeWarning", "manage.py", "makemigrations", "--check", "--dry-run"),
    ),
    ("stages", command(PYTHON, "manage.py", "stages", "--check")),
    ("tests", tests("unit", "-n", "2", "tests", *(f"--ignore={folder}" for folder in BROWSED))),
    ("pages", in_a_browser),
    ("drills", drills),
]
FEW = [
    FORMAT,
    LINT,
    STAIRS,
    (
        "tests",
        tests("quick", "-n", "2", "-m", "not slow and not browser", "tests", *(f"--ignore={f}" for f in BROWSED)),
    ),
]
FULL = [("pages", in_a_browser), ("states", states)]


def main(arguments: list[str]) -> int:
    """Run them all, also after one that fails, so that one run tells everything."""
    checks = {"test": ALL, "quick": FEW, "pages-full": FULL}.get(" ".join(arguments))
    if checks is None:
        say("Use: python -m earlyhelp.embedded.checks test | quick | pages-full")
        return 2
    total, lines = Count(), []
    for name, check in checks:
        say(f"== {name}")
        began = time.monotonic()
        count = check()
        total += count
        lines.append(f"{'failed' if count.failed else 'passed'}  {name}  {time.monotonic() - began:.0f} s")
    say("\n".join(["", *lines, *([f"{total.skipped} skipped: the reasons are above"] if total.skipped else [])]))
    say(f"{total.passed} passed, {total.failed} failed")
    return 1 if total.failed or total.skipped else 0  # green and skipped is red


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
