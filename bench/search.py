"""Goals 3a and 3c: the product's matcher beside six blocks in SQL (the limit) and letters within three years (the peer)."""

import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from datetime import date
from typing import Any
from uuid import UUID

from access.models import User
from bench import limit
from bench.council import Council
from bench.lines import Report, median, percentile
from bench.looks import on_the_web
from bench.people import Invented, mistyped, mistyped_badly
from cases.operations import matches
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
    report.settle(lambda one: _say(one, before, _times(_questions(council, questions), council.hub), questions))
    badly = questions // 5
    report.settle(lambda one: _say_badly(one, _times(_questions(council, badly, mistyped_badly), council.hub), badly))


Mistype = Callable[[Invented, random.Random], Query]


def _questions(council: Council, number: int, mistype: Mistype = mistyped) -> list[tuple[UUID, Query]]:
    return [(one.key, mistype(one, council.dice)) for one in council.dice.sample(council.everybody, number)]


def _times(questions: list[tuple[UUID, Query]], looker: User) -> dict[str, Any]:
    """Each question to each of the three in turn, in an order that changes."""
    ways: dict[str, Callable[[Query], list[UUID]]] = {
        "limit": _limit,
        "letters": _letters,
        "product": lambda query: _product(query, looker),
    }
    times: dict[str, list[float]] = {name: [] for name in ways}
    places: list[int | None] = []
    fell: list[bool] = []  # whether the product compared letters as well
    order = list(ways)
    for turn, (key, query) in enumerate(questions):
        order = order[1:] + order[:1]
        for name in order:
            with on_the_web(looker) if name == "product" else nullcontext(), _comparing_letters() as compared:
                start = time.perf_counter()
                found = ways[name](query)
                took = time.perf_counter() - start
            if turn >= 2:  # two to warm up
                times[name].append(took * 1000)
            if name == "product":
                places.append(found.index(key) if key in found else None)
                fell.append(bool(compared))
    return {"times": times, "places": places, "fell": fell}


@contextmanager
def _comparing_letters() -> Iterator[list[Asked]]:
    """What the product asked for by letters while the block ran."""
    compared: list[Asked] = []
    by_letters = matches._alike_in_letters

    def noted(asked: Sequence[Asked]) -> list[list[tuple[Any, ...]]]:
        compared.extend(asked)
        return by_letters(asked)

    matches._alike_in_letters = noted
    try:
        yield compared
    finally:
        matches._alike_in_letters = by_letters


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
    product, limit = times["product"], times["limit"]
    for share, name, bound in ((0.5, "p50", "<=2.5"), (0.95, "p95", "<=3")):
        ours, theirs = percentile(product, share), percentile(limit, share)
        report.goal(f"3a.search.{name}", ours / theirs, bound, always=False, limit_ms=theirs, product_ms=ours, n=number)
    _say_letters(report, "3a.search.fallback", times)
    for most, bound in ((1, ">=.90"), (10, ">=.97")):
        report.goal(f"3a.recall@{most}", _recall(places, most), bound, always=most == 10, n=number)
    _say_fallen(report, "3a.recall@10.with_letters", after, ">=.99")
    growth = median(product) / median(before["times"]["product"])
    report.goal(
        "3c.law.search", growth, "<=4", always=True, small_ms=median(before["times"]["product"]), big_ms=median(product)
    )


def _say_badly(report: Report, found: dict[str, Any], number: int) -> None:
    """Both names mistyped, first letters too: what letters are compared for. No goal names how many of these are found."""
    _say_letters(report, "3a.badly.fallback", found["times"])
    report.note("3a.badly.recall", at_1=_recall(found["places"], 1), at_10=_recall(found["places"], 10), n=number)
    _note_fallen(report, "3a.badly.fell", found)


def _say_letters(report: Report, name: str, times: dict[str, list[float]]) -> None:
    ours, theirs = percentile(times["product"], 0.95), percentile(times["letters"], 0.95)
    report.goal(name, ours / theirs, "<=1.2", always=False, peer="letters", peer_ms=theirs, product_ms=ours)


def _say_fallen(report: Report, name: str, found: dict[str, Any], bound: str) -> None:
    """Of all searches, with letters compared where nothing else was good."""
    report.goal(name, _recall(found["places"], 10), bound, always=False, n=len(found["places"]))
    _note_fallen(report, f"{name}.fell", found)


def _note_fallen(report: Report, name: str, found: dict[str, Any]) -> None:
    fallen = [place for place, fell in zip(found["places"], found["fell"], strict=True) if fell]
    share = len(fallen) / len(found["places"])
    report.note(name, share=share, recall_at_10=_recall(fallen, 10) if fallen else None, n=len(fallen))


def _recall(places: list[int | None], most: int) -> float:
    """The share that is found among the first `most`."""
    return sum(place is not None and place < most for place in places) / len(places)
