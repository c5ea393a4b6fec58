"""When an answer to a person is due, found by walking from day to day (domain, A1, A2 and A7; the contract where it settles a choice)."""

from .almanac import (
    A_DAY,
    DAYS,
    ends_its_month,
    is_working_day,
    local_day,
    local_midnight,
    moment,
    on_the_clock,
    written,
)

STARTS_AT_THE_LATEST = ("received", "identity_confirmed", "authority_confirmed", "fee_paid")


def months_after(start: int, months: int) -> int:
    """A1: to the same number in a later month, or to that month's last day where it is shorter."""
    number, place = DAYS[start][2], start
    while months:
        place += 1
        today = DAYS[place][2]
        months -= today == number or (today < number and ends_its_month(place))
    return place


def paused_days(line: dict) -> set[int]:
    """A1: from the day of asking to that of the answer, both counted, each day once; an answer on the same day stops nothing."""
    if line["kind"] != "access":
        return set()
    answered = [one for one in line.get("clarifications", []) if one.get("answered")]
    spans = [(local_day(one["asked"]), local_day(one["answered"])) for one in answered]
    return {place for asked, answered in spans if asked < answered for place in range(asked, answered + 1)}


def end_of_period(start: int, months: int, paused: set[int], *, rolls: bool = True) -> int:
    """A1, Article 12A(5): a paused day within the period does not count towards it, and so the end moves by a day.

    Up to the working day to which its end rolls the time still runs: a question on that day is asked in time.
    """
    place, end = start, months_after(start, months)
    while place <= (next_working_day(end) if rolls else end):
        if place in paused:
            end = max(end, place) + 1
        place += 1
    return end


def next_working_day(place: int) -> int:
    while not is_working_day(place):
        place += 1
    return place


def is_waiting(line: dict) -> bool:
    return line["kind"] == "access" and any(one.get("answered") is None for one in line.get("clarifications", []))


def request(line: dict) -> dict:
    """A1: a month from the latest of what it needs, or three where it was extended; paused first, moved to a working day last.

    While an answer is awaited nothing is due. The day by which to tell of an extension can then only move further away: told is the earliest it can be.
    """
    start = max(local_day(line[name]) for name in STARTS_AT_THE_LATEST if line.get(name))
    paused = paused_days(line)
    said = {
        "state": "running",
        "due": written(next_working_day(end_of_period(start, 3 if line.get("extended") else 1, paused))),
    }
    if line.get("extended"):
        said["extension_notice_by"] = written(end_of_period(start, 1, paused, rolls=False))
    return said | {"state": "paused", "due": None} if is_waiting(line) else said


def complaint(line: dict) -> dict:
    """A2: thirty days counted from the day after receipt (the regulator), or from the day itself (the statute): either is right."""
    received = local_day(line["received"])
    return {
        "state": "running",
        "due": written(next_working_day(received + 30)),
        "also_safe": written(next_working_day(received + 29)),
    }


def breach(line: dict) -> dict:
    """A7: 72 hours that pass, weekend or not. A day alone is read from its first moment, which is the cautious end."""
    received = line["received"]
    aware = moment(received) if "T" in received else local_midnight(local_day(received))
    return {"state": "running", "due": on_the_clock(aware + 3 * A_DAY)}


def answer(line: dict) -> dict:
    return {"complaint": complaint, "breach": breach}.get(line["kind"], request)(line)
