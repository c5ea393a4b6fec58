"""`python -m bench [--size small|full] [--only 3,6,7] [--seed 7] [--json FILE]`: an own PostgreSQL, nothing left running."""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bench.council import Council
    from bench.lines import Report

GOALS = {"1", "2", "4", "3", "6", "7", "B"}
# Goals that are measured while cases grow from a thousand, so in a database of their own: 2 is measured within 1.
GROWING = {"1", "2", "4"}


@dataclass(frozen=True)
class Size:
    """How much there is of everything."""

    few: int  # people before the law of growth
    people: int
    questions: int
    disclosures: int
    teams: int
    authors: int
    audited: int  # rows that the audit is verified over
    asked: int  # readings that it is asked about


SIZES = {
    "small": Size(10_000, 100_000, 300, 100_000, 20, 40, 200_000, 400_000),
    "full": Size(100_000, 1_000_000, 1_000, 1_000_000, 200, 200, 1_000_000, 5_000_000),
}


def main() -> int:
    """Start, fill, measure, print."""
    asked = argparse.ArgumentParser(prog="bench")
    asked.add_argument("--size", choices=SIZES, default="small")
    asked.add_argument("--only", default=",".join(sorted(GOALS)), help="numbers of goals, such as 3,6; B is the audit")
    asked.add_argument("--seed", type=int, default=7)
    asked.add_argument("--json", type=Path)
    given = asked.parse_args()
    goals = set(given.only.split(","))
    if goals - GOALS:
        asked.error(f"this bench measures the goals {', '.join(sorted(GOALS))}")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the server ends with us then too
    apart = [goals & GROWING, goals - GROWING]
    if all(apart):
        return _one_after_the_other(given, apart)
    from bench import server

    server.begin()
    return _measure(given, goals)


def _one_after_the_other(given: argparse.Namespace, apart: list[set[str]]) -> int:
    """Each part by itself, in a database of its own; their lines and counts are one."""
    lines: list[dict[str, Any]] = []
    codes: list[int] = []
    with tempfile.TemporaryDirectory() as folder:
        for part in apart:
            told = Path(folder) / "lines.json"
            told.unlink(missing_ok=True)
            only, seed = ",".join(sorted(part)), str(given.seed)
            words = ["--size", given.size, "--seed", seed, "--only", only, "--json", str(told)]
            codes.append(subprocess.run([sys.executable, "-m", "bench", *words], check=False).returncode)
            lines += json.loads(told.read_text()) if told.exists() else []
    if given.json:
        given.json.write_text(json.dumps(lines, indent=1))
    verdicts = [one["verdict"] for one in lines]
    print(f"{verdicts.count('PASS')} passed, {verdicts.count('FAIL')} failed in all", flush=True)
    return max(codes)


def _measure(given: argparse.Namespace, goals: set[str]) -> int:
    from bench.audit import measure as audit
    from bench.council import Council
    from bench.lines import Report
    from bench.log import measure as log
    from bench.pages import measure as pages
    from bench.search import measure as search

    size, report = SIZES[given.size], Report(enforced=given.size == "full")
    dice = random.Random(given.seed)  # noqa: S311 - invented people, no secret
    print(_environment(given), flush=True)
    council = Council.found(1 if goals & GROWING else size.teams, dice)
    if goals & GROWING:
        _measure_growing(given, goals, council, report)
    elif "3" in goals:
        search(report, council, few=size.few, many=size.people, questions=size.questions)
    else:
        council.grow(size.people if goals - {"B"} else size.few)
    if goals & {"6", "7"}:
        council.share(size.disclosures, size.authors)
    if "6" in goals:
        report.settle(lambda one: log(one, dpo=council.dpo, dice=dice))
    if "7" in goals:
        pages(report, council)
    if "B" in goals:
        audit(report, rows=size.audited, events=size.asked, dpo=council.dpo)
    if given.json:
        given.json.write_text(json.dumps(report.lines, indent=1, default=str))
    return report.end()


def _measure_growing(given: argparse.Namespace, goals: set[str], council: "Council", report: "Report") -> None:
    from bench.caseload import measure as caseload
    from bench.holdings import Holders
    from bench.writing import measure as writing

    if goals & {"1", "2"}:
        caseload(report, Holders(council.dice, council.by), given.size)
    if "4" in goals:
        writing(report, council.by, council.dice)


def _environment(given: argparse.Namespace) -> str:
    import django
    import psycopg
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        server = cursor.fetchone()[0]
        cursor.execute("SET statement_timeout = '600s'")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**30
    return (
        f"env cores={os.cpu_count()} ram={memory}G pg={server} django={django.__version__}"
        f" psycopg={psycopg.__version__} size={given.size} seed={given.seed}"
    )


if __name__ == "__main__":
    sys.exit(main())
