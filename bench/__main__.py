"""`python -m bench [--size small|full] [--only 3] [--seed 7] [--json FILE]`: an own PostgreSQL, nothing left running."""

import argparse
import json
import os
import sys
from pathlib import Path

SIZES = {"small": (10_000, 100_000, 300), "full": (100_000, 1_000_000, 1_000)}


def main() -> int:
    """Start, fill, measure, print."""
    asked = argparse.ArgumentParser(prog="bench")
    asked.add_argument("--size", choices=SIZES, default="small")
    asked.add_argument("--only", default="3", help="numbers of goals, such as 3")
    asked.add_argument("--seed", type=int, default=7)
    asked.add_argument("--json", type=Path)
    given = asked.parse_args()
    if given.only != "3":
        asked.error("this bench measures goal 3")
    _begin()
    return _measure(given)


def _begin() -> None:
    """A server of our own with the product's roles, tables, walls and triggers."""
    os.environ |= {"EARLYHELP_ENV": "test", "DJANGO_SETTINGS_MODULE": "earlyhelp.settings"}
    os.environ.pop("DATABASE_ADMIN_URL", None)
    from tests import plugin

    plugin._start()
    plugin.use(plugin.TEMPLATE)
    import django

    django.setup()


def _measure(given: argparse.Namespace) -> int:
    from bench import search
    from bench.lines import Report
    from tests.factories import TeamFactory, installation, somebody

    small, big, questions = SIZES[given.size]
    print(_environment(given), flush=True)
    report = Report(enforced=given.size == "full")
    team = TeamFactory()
    looker = somebody("hub", team=team)
    search.measure(
        report,
        small=small,
        big=big,
        questions=questions,
        seed=given.seed,
        by=installation(),
        looker=looker,
        team=team.pk,
    )
    if given.json:
        given.json.write_text(json.dumps(report.lines, indent=1))
    return report.end()


def _environment(given: argparse.Namespace) -> str:
    import django
    import psycopg
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        server = cursor.fetchone()[0]
        cursor.execute("SET pg_trgm.similarity_threshold = 0.2")
        cursor.execute("SET statement_timeout = '600s'")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**30
    return (
        f"env cores={os.cpu_count()} ram={memory}G pg={server} django={django.__version__}"
        f" psycopg={psycopg.__version__} size={given.size} seed={given.seed}"
    )


if __name__ == "__main__":
    sys.exit(main())
