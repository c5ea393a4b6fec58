"""Goals 3a and 3c: the product's matcher beside six blocks in SQL (the limit) and letters within three years (the peer)."""

import time
from collections.abc import Callable
from contextlib import nullcontext
from datetime import date
from typing import Any
from uuid import UUID

from access.models import User
from bench import limit
from bench.council import Council
from bench.lines import Report, median, percentile
from bench.looks import on_the_web
from bench.people import mistyped
from cases.operations.matches import Asked, candidates

Query = tuple[str, date]
BLOCK = "(SELECT person_id, forename, surname, born FROM cases_searchkey WHERE {} LIMIT 400)"
BLOCKS = (
    "surname_code = a.s AND year BETWEEN a.y - 1 AND a.y + 1",
    "surname_code = a.s AND forename_code = a.f",
    "surname_code = a.f AND forename_code = a.s",
    "born = a.born",
    "forename_code = a.f AND year BETWEEN a.y - 1 AND a.y + 1 AND born BETWEEN a.born - 31 AND a.born + 31",
    "forename_code = a.f AND year BETWEEN a.y - 1 AND a.y + 1",
)
LIMIT = f"""
SELECT b.person_id FROM (SELECT k.forename AS fn, k.surname AS sn, k.forename_code AS f, k.surname_code AS s,
    %s::date AS born, extract(year FROM %s::date)::int AS y FROM earlyhelp_name_keys(%s) AS k LIMIT 1) AS a,
LATERAL ({" UNION ALL ".join(BLOCK.format(one) for one in BLOCKS)}) AS b
ORDER BY levenshtein(a.fn, b.forename) + levenshtein(a.sn, b.surname) + least(abs(a.born - b.born), 400) / 60.0 LIMIT 10"""
LETTERS = """
SELECT person_id FROM cases_searchkey WHERE whole %% %s AND year BETWEEN %s - 3 AND %s + 3
ORDER BY similarity(whole, %s) DESC LIMIT 10"""


def measure(report: Report, council: Council, *, few: int, many: int, questions: int) -> None:
    """Grow in two steps, and ask the same kind of questions after each."""
    council.grow(few)
    before = _times(_questions(council, questions), council.hub)
    council.grow(many)
    after = _times(_questions(council, questions), council.hub)
    _say(report, before, after, questions)


def _questions(council: Council, number: int) -> list[tuple[UUID, Query]]:
    return [(one.key, mistyped(one, council.dice)) for one in council.dice.sample(council.everybody, number)]


def _times(questions: list[tuple[UUID, Query]], looker: User) -> dict[str, Any]:
    """Each question to each of the three in turn, in an order that changes."""
    ways: dict[str, Callable[[Query], list[UUID]]] = {
        "limit": _limit,
        "letters": _letters,
        "product": lambda query: _product(query, looker),
    }
    times: dict[str, list[float]] = {name: [] for name in ways}
    places: list[int | None] = []
    order = list(ways)
    for turn, (key, query) in enumerate(questions):
        order = order[1:] + order[:1]
        for name in order:
            with on_the_web(looker) if name == "product" else nullcontext():
                start = time.perf_counter()
                found = ways[name](query)
                took = time.perf_counter() - start
            if turn >= 2:  # two to warm up
                times[name].append(took * 1000)
            if name == "product":
                places.append(found.index(key) if key in found else None)
    return {"times": times, "places": places}


def _product(query: Query, looker: User) -> list[UUID]:
    name, born = query
    return [one.person_key for one in candidates(Asked(names=(name,), born=born), looker)]


def _limit(query: Query) -> list[UUID]:
    name, born = query
    return _keys(LIMIT, [born, born, name])


def _letters(query: Query) -> list[UUID]:
    name, born = query[0].lower(), query[1]
    return _keys(LETTERS, [name, born.year, born.year, name])


def _keys(statement: str, values: list[Any]) -> list[UUID]:
    return [row[0] for row in limit.rows(statement, values)]


def _say(report: Report, before: dict[str, Any], after: dict[str, Any], number: int) -> None:
    times, places = after["times"], after["places"]
    product, limit, letters = times["product"], times["limit"], times["letters"]
    for share, name, bound in ((0.5, "p50", "<=2.5"), (0.95, "p95", "<=3")):
        ours, theirs = percentile(product, share), percentile(limit, share)
        report.goal(f"3a.search.{name}", ours / theirs, bound, always=False, limit_ms=theirs, product_ms=ours, n=number)
    ours, theirs = percentile(product, 0.95), percentile(letters, 0.95)
    report.goal(
        "3a.search.fallback", ours / theirs, "<=1.2", always=False, peer="letters", peer_ms=theirs, product_ms=ours
    )
    for most, bound in ((1, ">=.90"), (10, ">=.97")):
        share = sum(place is not None and place < most for place in places) / number
        report.goal(f"3a.recall@{most}", share, bound, always=most == 10, n=number)
    growth = median(product) / median(before["times"]["product"])
    report.goal(
        "3c.law.search", growth, "<=4", always=True, small_ms=median(before["times"]["product"]), big_ms=median(product)
    )
