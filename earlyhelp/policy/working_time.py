"""Working hours and days: when something is due, how long that is from now, and how late it is, in words.

A working day is as long as the hub is open. A clock of one working day that starts at 2pm ends at 2pm on the next day on which
the hub works. Time during which a clock stands still is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from earlyhelp.policy.bank_holidays import bank_holidays
from earlyhelp.policy.work import Clock, WorkingTime

UK = ZoneInfo("Europe/London")
Span = tuple[datetime, datetime | None]  # from, until; still going on without an until


@dataclass(frozen=True)
class Hours:
    """A council's working time, ready to be counted with."""

    opens: time
    closes: time
    nation: str
    closed: frozenset[str]

    @property
    def day(self) -> timedelta:
        """How long a working day is."""
        return datetime.combine(date.min, self.closes) - datetime.combine(date.min, self.opens)

    def works_on(self, day: date) -> bool:
        """Whether the hub is open on this day at all."""
        return (
            day.weekday() < 5 and f"{day:%m-%d}" not in self.closed and day not in bank_holidays(self.nation, day.year)
        )

    def span(self, day: date) -> tuple[datetime, datetime]:
        """From opening to closing of a day, in UK time."""
        return datetime.combine(day, self.opens, UK), datetime.combine(day, self.closes, UK)


@lru_cache
def hours(times: WorkingTime) -> Hours:
    """The hours that a policy states."""
    opens, closes = time.fromisoformat(times.opens), time.fromisoformat(times.closes)
    return Hours(opens, closes, times.nation, frozenset(times.closed))


def due(clock: Clock, start: datetime, times: WorkingTime, pauses: Iterable[Span] = ()) -> datetime | None:
    """When a clock that started at `start` runs out; None while it stands still.

    Days, weeks and months run out at the closing time of their last day, or of the first working day after it.
    """
    at_work, start = hours(times), start.astimezone(UK)
    if clock.unit in ("days", "weeks", "months"):
        day = last_day(clock, start.date())
        while not at_work.works_on(day):
            day += timedelta(days=1)
        return at_work.span(day)[1]
    unit = at_work.day if clock.unit == "working_days" else timedelta(hours=1)
    return _after(
        start, clock.amount * unit, at_work, [pause for pause in pauses if pause[1] is None or pause[1] > start]
    )


def last_day(clock: Clock, start: date) -> date:
    """The last day of a clock of days, weeks or months. A month ends on the day of the same number, or on its last."""
    if clock.unit == "months":
        month = start.year * 12 + start.month - 1 + clock.amount
        first = date(month // 12, month % 12 + 1, 1)
        return min(first + timedelta(days=start.day - 1), _end_of_month(first))
    return start + timedelta(days=clock.amount * (7 if clock.unit == "weeks" else 1))


def between(start: datetime, end: datetime, times: WorkingTime) -> timedelta:
    """How much working time lies between two moments; negative where `end` comes first."""
    if end < start:
        return -between(end, start, times)
    at_work, start, end = hours(times), start.astimezone(UK), end.astimezone(UK)
    found = timedelta()
    for opens, closes in _open_spans(start, at_work):
        if opens >= end:
            return found
        found += min(closes, end) - opens
    return found


def in_words(left: timedelta, times: WorkingTime) -> str:
    """“2 working days left”, “3 working hours late”, “due now”."""
    size, day = abs(left), hours(times).day
    if size < timedelta(hours=1):
        return "due now" if left >= timedelta() else "late by less than an hour"
    number, unit = (size // day, "working day") if size >= day else (size // timedelta(hours=1), "working hour")
    return f"{number} {unit}{'' if number == 1 else 's'} {'left' if left >= timedelta() else 'late'}"


def _after(start: datetime, wanted: timedelta, at_work: Hours, pauses: list[Span]) -> datetime | None:
    """The moment by which so much working time has passed outside the pauses."""
    for opens, closes in _open_spans(start, at_work):
        for begin, end in _without(opens, closes, pauses):
            if end is None:
                return None
            if end - begin >= wanted:
                return begin + wanted
            wanted -= end - begin
    return None


def _open_spans(start: datetime, at_work: Hours) -> Iterator[tuple[datetime, datetime]]:
    """The open hours from a moment on, without end."""
    day = start.date()
    while True:
        if at_work.works_on(day):
            opens, closes = at_work.span(day)
            if closes > start:
                yield max(opens, start), closes
        day += timedelta(days=1)


def _without(opens: datetime, closes: datetime, pauses: list[Span]) -> Iterator[tuple[datetime, datetime | None]]:
    """What is left of a span outside the pauses. A pause that goes on is an end without an end."""
    at = opens
    for since, until in sorted(pauses, key=lambda pause: pause[0]):
        if since >= closes or (until is not None and until <= at):
            continue
        if since > at:
            yield at, since
        if until is None:
            yield since, None
            return
        at = max(at, until)
    if at < closes:
        yield at, closes


def _end_of_month(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
