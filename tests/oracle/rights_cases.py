"""Two thousand requests, complaints and breaches to ask about, always the same ones."""

from random import Random

from .almanac import A_DAY, NUMBER_OF, on_the_clock, written
from .rights import months_after, next_working_day
from .some_days import clock_change, date, later, some_day, timestamp

SEED, HOW_MANY = 20260205, 2000
MONTHLY = ["access", "access", "access", "rectification", "erasure", "restriction", "objection"]
FIRST, LAST = 2020, 2034
Line = dict


def before_a_holiday(rng: Random) -> int:
    """A day whose period ends about Christmas, New Year, Easter or one of the holidays of May and August."""
    month, number = rng.choice(
        [(11, 24), (11, 25), (11, 26), (12, 1), (12, 2), (3, 1), (2, 28), (3, 18), (4, 4), (4, 25), (7, 28)]
    )
    return NUMBER_OF[rng.randint(FIRST, LAST), month, number] + rng.randint(0, 3)


def came(rng: Random) -> int:
    return before_a_holiday(rng) if rng.random() < 0.35 else some_day(rng, FIRST, LAST)


def received(rng: Random, place: int) -> str:
    return timestamp(rng, place) if rng.random() < 0.2 else written(place)


def needed_first(rng: Random, place: int) -> dict:
    """What the month waits for: an identity, an authority, a fee; soon, late, or there before the request."""
    names = [name for name in ("identity_confirmed", "authority_confirmed", "fee_paid") if rng.random() < 0.25]
    return {name: written(place + rng.choice([-3, 0, 1, 5, rng.randint(0, 60)])) for name in names}


def clarification(rng: Random, first: int, last: int) -> dict:
    """Asked within the period; answered the same day, soon or late."""
    asked = rng.randint(first, last)
    return {"asked": written(asked), "answered": written(asked + rng.choice([0, 1, 4, rng.randint(0, 40)]))}


def clarifications(rng: Random, start: int, months: int) -> list[dict]:
    """One to four of them, which may meet, lie within one another or reach back before the month began; the last may be unanswered."""
    end = next_working_day(months_after(start, months))
    first = start - 6 if rng.random() < 0.15 else start
    found = [clarification(rng, first, rng.choice([end, start + 10])) for _ in range(rng.randint(1, 4))]
    if rng.random() < 0.15:
        found[-1] = {"asked": found[-1]["asked"], "answered": None}
    rng.shuffle(found)
    return found


def request(rng: Random) -> Line:
    place = came(rng)
    line = {"kind": rng.choice(MONTHLY), "received": received(rng, place), **needed_first(rng, place)}
    starts = [place, *(NUMBER_OF[tuple(map(int, line[name].split("-")))] for name in list(line)[2:])]
    if rng.random() < 0.3:
        line["extended"] = rng.random() < 0.9
    if rng.random() < 0.45:
        line["clarifications"] = clarifications(rng, max(starts), 3 if line.get("extended") else 1)
    return line


def asked_too_late(rng: Random) -> Line:
    """A clarification sought after the month was over cannot bring it back."""
    place = came(rng)
    asked = written(next_working_day(months_after(place, 1)) + rng.randint(1, 20))
    late = {"asked": asked, "answered": later(rng, asked, 1, 10)}
    return {"kind": "access", "received": written(place), "clarifications": [late]}


def complaint(rng: Random) -> Line:
    """With things that a month would wait for, and that a complaint does not."""
    place = came(rng)
    return {
        "kind": "complaint",
        "received": received(rng, place),
        **(needed_first(rng, place) if rng.random() < 0.2 else {}),
    }


def breach(rng: Random) -> Line:
    """At any hour, the nights of the changing clocks more often, written in the UK's time or another."""
    place = some_day(rng, FIRST, LAST)
    local = on_the_clock(place * A_DAY + rng.randrange(A_DAY // 60) * 60)
    return {"kind": "breach", "received": rng.choice([timestamp(rng, place), local, local])}


def breach_of_a_day(rng: Random) -> Line:
    """A day alone, half of the time within three days of a change of the clocks."""
    near = written(clock_change(rng, rng.randint(FIRST, LAST)) - rng.randint(0, 3))
    return {"kind": "breach", "received": rng.choice([near, date(rng, FIRST, LAST)])}


KINDS = {request: 70, complaint: 15, breach: 12, breach_of_a_day: 2, asked_too_late: 3}


def lines(how_many: int = HOW_MANY) -> list[Line]:
    rng = Random(SEED)
    return [
        {"id": f"generated-{number:04}", **rng.choices(list(KINDS), KINDS.values())[0](rng)}
        for number in range(1, how_many + 1)
    ]
