"""Five thousand records to ask about, always the same ones: a seed, and awkward days more often than plain ones.

A scenario makes the facts of one record or of several that belong together (brothers and sisters; before and after a correction); holds, the
council's readings and the day of looking are laid over them.
"""

from collections.abc import Iterator
from random import Random

from . import retention
from .almanac import day, written
from .some_days import date, later, some_day, timestamp

SEED, HOW_MANY = 20261128, 5000
REDCAR_BOTH = "redcar-cleveland-early-help,redcar-cleveland-children-and-families"
TURNED_ROUND = ",".join(reversed(REDCAR_BOTH.split(",")))
COUNCILS = [
    "durham-early-help", "cambridgeshire-early-help", "redcar-cleveland-early-help",
    "redcar-cleveland-children-and-families", "achieving-for-children-early-help-hub", REDCAR_BOTH, TURNED_ROUND,
]  # fmt: skip
OFTEN = [14, 4, 2, 2, 2, 2, 1]
ENTERS_PERIODS = COUNCILS[1:4] + COUNCILS[5:]  # whose files ask for a period of their schedule
Line = dict


# --- what happened ---------------------------------------------------------------------------------------------------


def contact(rng: Random) -> list[Line]:
    closed = rng.choice([None, *[date(rng, 2008, 2030)] * 7])
    return [{"record": "contact", "facts": {"closed": closed, "progressed_to_referral": rng.random() < 0.2}}]


def contact_of_unknown_end(rng: Random) -> list[Line]:
    return [{"record": "contact", "facts": {"closed": date(rng, 2008, 2030), "progressed_to_referral": None}}]


def case(rng: Random) -> list[Line]:
    facts = {"closed": rng.choice([None, *[date(rng, 2008, 2030)] * 9])}
    if rng.random() < 0.3:
        facts["born"] = rng.choice([None, date(rng, 1988, 2024)])
    return [{"record": "case", "facts": facts}]


def case_closed_at_a_moment(rng: Random) -> list[Line]:
    return [{"record": "case", "facts": {"closed_at": timestamp(rng, some_day(rng, 2008, 2030))}}]


def case_reopened(rng: Random) -> list[Line]:
    """Open again, and closed again; the first closing now and then a moment."""
    first = date(rng, 2006, 2024)
    reopened = later(rng, first, 1, 4500)
    again = rng.choice([None, later(rng, reopened, 0), later(rng, reopened, 0), later(rng, reopened, 0)])
    name, value = rng.choice([("closed", first), ("closed", first), ("closed_at", f"{first}T12:00:00Z")])
    return [{"record": "case", "facts": {name: value, "reopened": reopened, "closed_again": again}}]


def case_date_corrected(rng: Random) -> list[Line]:
    """The same case before and after the day of closing was put right, by a day or by much."""
    closed = date(rng, 2008, 2028)
    right = rng.choice([later(rng, closed, 1, 2), later(rng, closed), written(day(closed) - 1)])
    return [{"record": "case", "facts": {"closed": one}} for one in (closed, right)]


def child(rng: Random, stepped_up: str | None) -> Line:
    """A child who stepped up: with a birthday, a year of birth, none yet or none known, alive or not."""
    year = int(stepped_up[:4]) if stepped_up else 2024
    facts: dict = {"born": date(rng, year - 24, year - 1), "stepped_up": stepped_up}
    kind = rng.random()
    if kind < 0.1:
        facts["born"] = rng.choice([str(rng.randint(year - 18, year)), str(year - year % 4)])
    elif kind < 0.17:
        facts |= {"born": None, "expected": date(rng, year, year + 1)}
    elif kind < 0.22:
        facts |= {"born": later(rng, stepped_up or "2024-06-01", 1, 270), "expected": date(rng, year, year + 1)}
    elif kind < 0.3:
        facts["born"] = None
    elif kind < 0.36:
        facts["died"] = later(rng, facts["born"], 0, 7000)
    return {"record": "children_in_need", "facts": facts}


def siblings(rng: Random) -> list[Line]:
    """Brothers and sisters of one family, each with a birth of their own, stepped up on one day or not at all."""
    together = date(rng, 2008, 2028)
    return [child(rng, rng.choice([together] * 9 + [None])) for _ in range(rng.randint(1, 4))]


def leap_children(rng: Random) -> list[Line]:
    born = f"{rng.choice([1992, 1996, 2000, 2004, 2008, 2012, 2016, 2020, 2024])}-02-29"
    return [{"record": "children_in_need", "facts": {"born": born, "stepped_up": later(rng, born, 1, 6000)}}]


def step_up_of_a_closed_case(rng: Random) -> list[Line]:
    """The family's case and the record of the child who went on from it."""
    closed = date(rng, 2010, 2028)
    return [{"record": "case", "facts": {"closed": closed}}, child(rng, closed)]


def programme(rng: Random) -> list[Line]:
    ends = [date(rng, 2012, 2028), rng.choice([None, date(rng, 2012, 2028), date(rng, 2012, 2028)])]
    ends[1] = rng.choice([ends[0], ends[1], ends[1]])
    rng.shuffle(ends)
    return [{"record": "programme", "facts": dict(zip(("case_closed", "programme_ended"), ends, strict=True))}]


def assessment(rng: Random) -> list[Line]:
    closed = rng.choice([None, *[date(rng, 2008, 2030)] * 7])
    facts = {"matter_closed": closed}
    if rng.random() < 0.6:
        facts["form_date"] = rng.choice([None, date(rng, 2006, 2030)])
    return [{"record": "assessment", "facts": facts}]


SCENARIOS = {
    contact: 9, contact_of_unknown_end: 1, case: 10, case_closed_at_a_moment: 6, case_reopened: 8, case_date_corrected: 4,
    siblings: 6, leap_children: 4, step_up_of_a_closed_case: 3, programme: 8, assessment: 8,
}  # fmt: skip


# --- what lies over it -----------------------------------------------------------------------------------------------


def inquiry(rng: Random, council: str) -> dict:
    running = rng.random() < 0.25
    return {"name": rng.choice(["inquiry", "second inquiry"]), "ended": None if running else date(rng, 2012, 2029)}


def hold(rng: Random, council: str) -> dict:
    """Nothing said (the policy's own), none, or one to three, running or ended."""
    kind = rng.random()
    if kind < 0.12:
        return {}
    if kind < 0.55:
        return {"inquiries": []}
    return {"inquiries": [inquiry(rng, council) for _ in range(rng.choice([1, 1, 1, 2, 3]))]}


def requests(rng: Random, as_of: str | None) -> list[dict]:
    """Rights requests that came before the day of looking, open or answered, and now and then answered only afterwards."""
    found = []
    for _ in range(rng.randint(1, 2)):
        received = written(day(as_of or "2026-11-28") - rng.randint(1, 400))
        afterwards = written(day(as_of or "2026-11-28") + rng.randint(1, 30))
        closed = rng.choice([None, later(rng, received, 0, 90), later(rng, received, 0, 90), afterwards])
        found.append({"received": received, "closed": closed})
    return found


def readings(rng: Random, council: str) -> dict:
    """What the council has entered: a year or none, a leap birthday or none, a period where its notice leaves one to a schedule."""
    found: dict = {}
    if "durham" in council:
        found["current_year"] = rng.choice(["financial", "calendar", "financial", "calendar", None])
        found["leap_birthday"] = rng.choice(["1_march", "28_february", None, None])
        found["stepped_up_file"] = rng.choice(["whole_file", "per_child", None])
    if council in ENTERS_PERIODS and rng.random() < 0.6:
        for record in ("contact", "case", "programme", "assessment"):
            found[f"period_{record}"] = str(rng.randint(1, 12))
        found["period_children_in_need"] = rng.choice(["20", "24", "25", "28", "30"])
    return {name: value for name, value in found.items() if value is not None}


def looked_at(rng: Random, line: Line) -> str | None:
    """A day to look from: often the very day before, of or after the first on which the record may go."""
    kind, first = rng.random(), retention.answer(line).get("dispose_from")
    if kind < 0.3:
        return None
    if kind < 0.75 and first:
        return written(day(first) + rng.choice([-2, -1, 0, 1]))
    return date(rng, 2020, 2055)


def dressed(rng: Random, facts: Line, council: str) -> Line:
    line = {"council": council, **facts, **hold(rng, council)}
    settings = readings(rng, council)
    if settings or rng.random() < 0.1:
        line["settings"] = settings
    as_of = looked_at(rng, line)
    if rng.random() < 0.12:
        line["open_requests"] = requests(rng, as_of)
    return {**line, "as_of": as_of} if as_of else line


def council_for(rng: Random, facts: Line) -> str:
    """Assessments mostly where a notice speaks of them."""
    usual = facts["record"] == "assessment" and rng.random() < 0.6
    return retention.CAMBRIDGESHIRE if usual else rng.choices(COUNCILS, OFTEN)[0]


def endless(rng: Random) -> Iterator[Line]:
    """Records that belong together lie in one council, each with holds and readings of its own: a new policy version is one of them."""
    while True:
        together = rng.choices(list(SCENARIOS), SCENARIOS.values())[0](rng)
        council = council_for(rng, together[0])
        for facts in together:
            yield dressed(rng, facts, council)
            if rng.random() < 0.15:
                yield dressed(rng, facts, council)  # the same record under another reading


def lines(how_many: int = HOW_MANY) -> list[Line]:
    found = endless(Random(SEED))
    return [{"id": f"generated-{number:04}", **next(found)} for number in range(1, how_many + 1)]
