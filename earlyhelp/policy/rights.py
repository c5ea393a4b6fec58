"""By when the law wants an answer: requests about one's information, complaints about it, and breaches.

UK GDPR Articles 12 and 12A as the Data (Use and Access) Act 2025 leaves them, counted as the Information Commissioner counts; a
complaint's acknowledgement by section 164A of the Data Protection Act 2018; 72 hours for a breach by Article 33. Plain
arithmetic on UK days: no clock, no database.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from earlyhelp.policy.bank_holidays import bank_holidays, last_published
from earlyhelp.policy.years import UK, said

MONTH_KINDS = (
    "access",
    "rectification",
    "erasure",
    "restriction",
    "objection",
)  # Article 12(3): Articles 15 to 22D alike
KINDS = (*MONTH_KINDS, "complaint", "breach")
NATION = "england"
EXTENDED = 3  # months in all: one and two further ones
ACKNOWLEDGE = timedelta(days=30)
BREACH = timedelta(hours=72)
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Clarification:
    """What was asked back, and the day on which the answer came; None while it has not."""

    asked: date
    answered: date | None


@dataclass(frozen=True)
class Deadline:
    """By when, and why. `due` is None while the time stands still; `moment` is set for what is counted in hours."""

    state: str
    because: tuple[str, ...]
    due: date | None = None
    moment: datetime | None = None
    extension_notice_by: date | None = None
    provisional: bool = False


def answer_by(
    kind: str,
    received: date,
    *,
    confirmed: Iterable[tuple[str, date]] = (),
    clarifications: Iterable[Clarification] = (),
    extended: bool = False,
) -> Deadline:
    """One month from the latest of receipt and what had to be confirmed first (Article 12A(1)), later by what does not count.

    `confirmed` are days with what came on them, such as "proof of identity". Only a request for access is paused by a
    clarification (Article 12A(5)). Raises ValueError for a kind that has no month.
    """
    if kind not in MONTH_KINDS:
        raise ValueError(f"a request is one of {', '.join(MONTH_KINDS)}")
    start, because = _start(received, confirmed)
    months = EXTENDED if extended else 1
    end = months_after(start, months)
    because.append(
        f"{'Three months from' if extended else 'One month from'} {said(start)} {'end' if extended else 'ends'} on {said(end)}."
    )
    notice = months_after(start, 1) if extended else None
    if kind == "access":
        for begin, last in merged(clarifications, start):
            if begin > next_working_day(end):
                because.append(f"The question of {said(begin)} came after the time had run out and stops nothing.")
            elif last is None:
                because.append(
                    f"Since {said(begin)} the council waits for an answer to its question; the time stands still."
                )
                return Deadline("paused", tuple(because), extension_notice_by=notice)
            else:
                stood = last - begin + ONE_DAY
                end = max(end, begin) + stood  # asked on a day to which the end had rolled, that day is still to come
                notice = notice + stood if notice and begin <= notice else notice
                because.append(
                    f"{_days(stood)} from {said(begin)} to {said(last)} do not count: the council waited for an answer."
                )
    due = next_working_day(end)
    because += _rolled(end, due)
    if notice:
        because.append(f"That it takes longer has to be said, with the reason, by {said(notice)}.")
    return Deadline(
        "running", tuple(because), due, extension_notice_by=notice, provisional=due > last_published(NATION)
    )


def acknowledge_by(received: date) -> Deadline:
    """The 30 days in which a complaint is acknowledged, counted from the day after it came, as the Commissioner counts."""
    end = received + ACKNOWLEDGE
    due = next_working_day(end)
    because = (
        f"Thirty days from the day after {said(received)} end on {said(end)}.",
        *_rolled(end, due),
        f"Counted by the words of the Act they end a day earlier: acknowledge by {said(end - ONE_DAY)} to be safe.",
    )
    return Deadline("running", because, due, provisional=due > last_published(NATION))


def report_by(aware: datetime) -> Deadline:
    """72 hours after the council became aware: nights, weekends and bank holidays count (Article 33(1)). `aware` has its zone."""
    moment = (aware.astimezone(UTC) + BREACH).astimezone(
        UK
    )  # hours that pass, not hours by a clock that is put forward or back
    told = f"{moment:%H:%M} on {said(moment.date())}"
    return Deadline("running", (f"72 hours end at {told}; weekends and bank holidays count.",), moment.date(), moment)


def start_of(day: date) -> datetime:
    """The earliest moment of a day: what is known by its day alone is counted from there."""
    return datetime.combine(day, time(), UK)


def months_after(day: date, months: int) -> date:
    """The day of the same number so many months on, or the last of that month."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def next_working_day(day: date) -> date:
    """This day, or the first after it that is neither at a weekend nor a bank holiday."""
    while day.weekday() >= 5 or day in bank_holidays(NATION, day.year):
        day += ONE_DAY
    return day


def merged(clarifications: Iterable[Clarification], start: date) -> list[tuple[date, date | None]]:
    """Spans of days that do not count, first and last included: none before the start, none twice, none for a same-day answer."""
    spans: list[tuple[date, date | None]] = []
    for one in sorted(clarifications, key=lambda one: one.asked):
        begin, last = max(one.asked, start), one.answered
        if last is not None and (last <= one.asked or last < begin):
            continue
        if spans and (spans[-1][1] is None or begin <= spans[-1][1] + ONE_DAY):
            before = spans[-1][1]
            spans[-1] = (spans[-1][0], None if before is None or last is None else max(before, last))
        else:
            spans.append((begin, last))
    return spans


def _start(received: date, confirmed: Iterable[tuple[str, date]]) -> tuple[date, list[str]]:
    start, because = received, [f"It came on {said(received)}."]
    for what, day in sorted(confirmed, key=lambda pair: pair[1]):
        if day > start:
            start = day
            because.append(f"The time starts again on {said(day)}, when {what} came.")
    return start, because


def _rolled(end: date, due: date) -> list[str]:
    if due == end:
        return []
    return [f"{said(end)} is a weekend or bank holiday: the next working day is {said(due)}."]


def _days(span: timedelta) -> str:
    return "1 day" if span == ONE_DAY else f"{span.days} days"
