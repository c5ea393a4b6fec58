"""Goal 6: the log's page, deep in it as at its start, beside the best SQL; the two pictures beside counting the rows."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.test import RequestFactory

from access import clock
from access.models import User
from bench import limit
from bench.lines import Report
from bench.looks import on_the_web
from bench.turns import medians, taken
from sharing.forms.log import LogFilter
from sharing.operations import pictures
from sharing.views.log import PAGE, Filtered, Log, Pictures

DEEP = 500
COLUMNS = "d.*, o.name, EXISTS (SELECT FROM sharing_disclosure c WHERE c.corrects_id = d.id)"
LIMIT = f"""SELECT {COLUMNS} FROM (SELECT * FROM sharing_disclosure WHERE {{}} ORDER BY shared_on DESC, id DESC LIMIT {PAGE + 1}) AS d
JOIN access_organisation o ON o.id = d.recipient_id
ORDER BY d.shared_on DESC, d.id DESC"""
STANDING = """decision <> 'mistake' AND NOT EXISTS (SELECT FROM sharing_disclosure c WHERE c.corrects_id = d.id)"""
MONTHS = f"""SELECT date_trunc('month', shared_on)::date, lawful_basis, count(*) FROM sharing_disclosure d
WHERE shared_on >= %s AND {STANDING} GROUP BY 1, 2"""
PARTNERS = f"""SELECT o.name, d.lawful_basis, count(*) FROM sharing_disclosure d
JOIN access_organisation o ON o.id = d.recipient_id WHERE {STANDING} GROUP BY 1, 2"""
DIFFERENT = f"""
SELECT * FROM (SELECT date_trunc('month', shared_on)::date AS month, recipient_id, purpose, lawful_basis, ground, count(*) AS number
  FROM sharing_disclosure d WHERE {STANDING}
  GROUP BY 1, 2, 3, 4, 5) AS r
FULL JOIN (SELECT * FROM sharing_monthlycount WHERE number <> 0) AS s USING (month, recipient_id, purpose, lawful_basis, ground)
WHERE r.number IS DISTINCT FROM s.number LIMIT 1"""


@dataclass(frozen=True)
class Filter:
    """One way of filtering the log: as the DPO's address has it, and as the best SQL says it."""

    name: str
    asked: dict[str, str]
    where: str
    values: tuple[Any, ...]


def measure(report: Report, *, dpo: User, dice: random.Random) -> None:
    """Everything about the log that has a goal."""
    for one in _filters():
        _page(report, one, dpo, dice)
    _pictures(report, dpo, dice)


def _filters() -> Iterator[Filter]:
    """No filter, the commonest partner with its basis, that partner alone, a basis alone, a rare partner."""
    found = limit.rows(
        "SELECT recipient_id, lawful_basis, count(*) FROM sharing_disclosure WHERE lawful_basis <> ''"
        " GROUP BY 1, 2 ORDER BY 3 DESC",
        [],
    )
    (partner, basis, _), rare = (
        found[0],
        next(key for key, _, number in reversed(found) if number > PAGE * (DEEP + 1) / 40),
    )
    yield Filter("none", {}, "true", ())
    yield Filter(
        "pair", {"partner": str(partner), "basis": basis}, "recipient_id = %s AND lawful_basis = %s", (partner, basis)
    )
    yield Filter("partner", {"partner": str(partner)}, "recipient_id = %s", (partner,))
    yield Filter("basis", {"basis": basis}, "lawful_basis = %s", (basis,))
    yield Filter("rare", {"partner": str(rare)}, "recipient_id = %s", (rare,))


def _page(report: Report, one: Filter, dpo: User, dice: random.Random) -> None:
    """Page 1 and a deep one, by the product's own view and by SQL, in turns."""
    last, deep = _deep(one)
    further = f"{one.where} AND (shared_on, id) < (%s, %s)"
    ways = {
        "product_1": _product(one.asked, dpo),
        "product_deep": _product(one.asked | {"after": f"{last[0]}_{last[1]}"}, dpo),
        "limit_1": lambda: _limit(one.where, one.values),
        "limit_deep": lambda: _limit(further, (*one.values, *last)),
    }
    with on_the_web(dpo):
        found = {name: way() for name, way in ways.items()}
        times = medians(taken(ways, dice, rounds=41))
    report.equal(f"6.log.{one.name}.rows", all(found[f"product_{n}"] == found[f"limit_{n}"] for n in ("1", "deep")))
    deeper = times["product_deep"] / times["product_1"]
    both = {"first_ms": times["product_1"], "deep_ms": times["product_deep"]}
    report.goal(f"6.log.{one.name}.page_{deep}", deeper, "<=1.5", always=False, **both)
    for name, page in (("1", 1), ("deep", deep)):
        ours, best = times[f"product_{name}"], times[f"limit_{name}"]
        report.goal(
            f"6.log.{one.name}.orm_{page}", ours / best, "<=5", always=False, limit_ms=best, product_ms=ours, n=41
        )


def _deep(one: Filter) -> tuple[tuple[Any, UUID], int]:
    """The last row before page 500, and which page that is: a filter with few rows has fewer."""
    [(number,)] = limit.rows(f"SELECT count(*) FROM sharing_disclosure WHERE {one.where}", one.values)
    page = min(DEEP, number // PAGE)
    [last] = limit.rows(
        f"SELECT shared_on, id FROM sharing_disclosure WHERE {one.where} ORDER BY shared_on DESC, id DESC OFFSET %s LIMIT 1",
        [*one.values, (page - 1) * PAGE - 1],
    )
    return last, page


def _view(kind: type[Filtered], asked: dict[str, str], dpo: User) -> tuple[Any, LogFilter]:
    """The view with its filters understood. Its form asks for partners and authors: that belongs to the whole page (goal 7)."""
    view, request = kind(), RequestFactory().get("/", asked)
    request.user = dpo
    view.setup(request)
    with on_the_web(dpo):
        form = view.form()
        form.is_valid()
    return view, form


def _product(asked: dict[str, str], dpo: User) -> Callable[[], list[UUID]]:
    view, form = _view(Log, asked, dpo)
    return lambda: [row.pk for row in view.page(form)]


def _pictures(report: Report, dpo: User, dice: random.Random) -> None:
    """Both pictures beside the best SQL over the rows; and that they say what the entries say, with a filter too."""
    since = clock.today().replace(day=1, year=clock.today().year - 1)
    drawn = {"month": (_by_month, MONTHS, [since]), "partner": (pictures.by_partner, PARTNERS, [])}
    common = next(one.asked for one in _filters() if one.name == "partner")
    for picture, (draw, statement, values) in drawn.items():
        for name, asked in (("all", {}), ("partner", common)):
            view, form = _view(Pictures, asked, dpo)
            with on_the_web(dpo):
                equal = draw(view.numbers(form)) == draw(view.rows(form).standing())
            report.equal(f"6.picture.{picture}.{name}.rows", equal)
        view, form = _view(Pictures, {}, dpo)
        ways: dict[str, Callable[[], object]] = {
            "sums": partial(_drawn, draw, view.numbers, form),
            "rows": partial(limit.rows, statement, values),
            "orm": partial(_drawn, draw, partial(_standing, view), form),
        }
        with on_the_web(dpo):
            times = medians(taken(ways, dice))
        ours, theirs = times["sums"], times["rows"]
        both = {"peer": "over-the-rows", "peer_ms": theirs, "product_ms": ours, "product_over_rows_ms": times["orm"]}
        report.goal(f"6.picture.{picture}", theirs / ours, ">=15", always=False, **both)
    report.equal("6.sums.of_all_rows", not limit.rows(DIFFERENT, []))


def _drawn(draw: Callable[[Any], object], rows: Callable[[LogFilter], Any], form: LogFilter) -> object:
    return draw(rows(form))


def _standing(view: Filtered, form: LogFilter) -> Any:
    return view.rows(form).standing()


def _by_month(rows: Any) -> object:
    return pictures.by_month(rows, clock.today())


def _limit(where: str, values: tuple[Any, ...]) -> list[UUID]:
    return [row[0] for row in limit.rows(LIMIT.format(where), values)]
