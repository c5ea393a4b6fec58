"""What is known about a record, and the day from which its period runs, if that day has come."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from earlyhelp.policy.years import birthday, said, uk_date

NAMES = {
    "opened": "the day of opening",
    "closed": "the day of closing",
    "closed_at": "the time of closing",
    "reopened": "the day of reopening",
    "closed_again": "the day of closing again",
    "born": "the date of birth",
    "expected": "the expected date of birth",
    "stepped_up": "the day of stepping up",
    "case_closed": "the day of closing the case",
    "programme_ended": "the day of leaving the programme",
    "matter_closed": "the day of closing the matter",
    "form_date": "the date of the form",
}
CLOSINGS = ("closed", "closed_at", "reopened", "closed_again")  # what tells whether a case is closed, and since when
BELIEVABLE = range(1900, 2201)  # outside it is a slip of the keyboard, and nothing may be destroyed because of one


class FactError(ValueError):
    """Something that is not a fact of the agreed shape; the sentence says which."""


@dataclass(frozen=True)
class Facts:
    """The facts of one record, read once."""

    days: Mapping[str, date]
    not_yet: frozenset[str]
    progressed: bool | None
    year_alone: bool = False  # of the birth no more is known than its year

    @classmethod
    def read(cls, raw: Mapping[str, object]) -> Facts:
        """Known names are read strictly; others are somebody else's and are left alone."""
        progressed = raw.get("progressed_to_referral")
        if progressed is not None and not isinstance(progressed, bool):
            raise FactError("progressed_to_referral must be true, false or null")
        return cls(
            days={name: read_day(name, raw[name]) for name in NAMES if raw.get(name) is not None},
            not_yet=frozenset(name for name in NAMES if name in raw and raw[name] is None),
            progressed=progressed,
            year_alone=isinstance(born := raw.get("born"), str) and len(born) == len("2012"),
        )

    def day(self, name: str) -> date | None:
        return self.days.get(name)

    def says_of(self, *names: str) -> bool:
        """Whether anything is said of one of these, be it that it has not happened yet."""
        return any(name in self.days or name in self.not_yet for name in names)

    def latest(self, *names: str) -> date | None:
        return max((self.days[name] for name in names if name in self.days), default=None)

    @property
    def closed_by_stepping_up(self) -> Facts | None:
        """Of somebody who may have been grown up when they stepped up, and of whose closing nothing is said: the case as closed that day.

        A child's own period is always the longer one; somebody over 18 has an early help case whose period may end later.
        """
        born, day = self.day("born"), self.day("stepped_up")
        if not born or not day or self.says_of(*CLOSINGS):
            return None
        earliest = born.replace(month=1, day=1) if self.year_alone else born
        return replace(self, days={**self.days, "closed": day}) if birthday(earliest, 18) <= day else None

    @property
    def doubts(self) -> tuple[str, ...]:
        """Days that cannot be right."""
        return tuple(
            f"{NAMES[name].capitalize()}, {said(day)}, cannot be right: somebody has to correct it."
            for name, day in self.days.items()
            if day.year not in BELIEVABLE
        )

    @property
    def adult_throughout(self) -> bool:
        """Certain only where the birth and the opening are both known; everything else is a child's record."""
        born, opened = self.day("born"), self.day("opened")
        return bool(born and opened and not self.doubts and birthday(born, 18) <= opened)


def read_day(name: str, value: object) -> date:
    """A day from a date, a moment with its time zone, or text; the year alone of a birth is read as its last day."""
    if isinstance(value, datetime):
        return _uk_day(name, value)
    if isinstance(value, date):
        return value
    text = value if isinstance(value, str) else ""
    try:
        if name == "closed_at":
            return _uk_day(name, datetime.fromisoformat(text))
        if name == "born" and re.fullmatch(r"[0-9]{4}", text):
            return date(int(text), 12, 31)
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            return date.fromisoformat(text)
    except FactError:
        raise
    except ValueError:
        pass
    wanted = "a time with its zone, such as 2021-03-31T23:30Z" if name == "closed_at" else "a date, such as 2021-03-31"
    raise FactError(f"{name} must be {wanted}, not {value!r}")


def _uk_day(name: str, moment: datetime) -> date:
    if moment.tzinfo is None:
        raise FactError(f"{name} needs its time zone: without one the day is not certain")
    return uk_date(moment)


@dataclass(frozen=True)
class Start:
    """From when a period runs, or why it does not: the event is still to come, or a fact is missing."""

    day: date | None = None
    because: str = ""
    still_open: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


def contact_closed(facts: Facts) -> Start:
    closed = facts.latest("closed", "closed_at")
    if closed is None:
        return Start(still_open=("The contact is not closed.",))
    unknown = () if facts.progressed is not None else ("Nobody has said whether the contact became a referral.",)
    return Start(closed, f"The contact was closed on {said(closed)}.", missing=unknown)


def case_closed(facts: Facts) -> Start:
    """A reopened case is one record, and its last closing counts."""
    closed, reopened, again = facts.latest("closed", "closed_at"), facts.day("reopened"), facts.day("closed_again")
    if reopened and not again:
        return Start(still_open=(f"The case was reopened on {said(reopened)} and is not closed again.",))
    last = facts.latest("closed", "closed_at", "closed_again")
    if last is None:
        return Start(still_open=("The case is not closed.",))
    if reopened and again and again < reopened:
        return Start(missing=("The case is said to have closed again before it was reopened.",))
    word = "last closed" if closed and again else "closed"
    return Start(last, f"The case was {word} on {said(last)}.")


def programme_and_case_ended(facts: Facts) -> Start:
    """The later of the two, because the record is kept while either goes on."""
    case, programme = facts.day("case_closed"), facts.day("programme_ended")
    if case and programme:
        last = max(case, programme)
        return Start(last, f"The case and the programme had both ended by {said(last)}.")
    going_on = [] if case else ["The case is not closed."]
    return Start(still_open=(*going_on, *([] if programme else ["The family is still on the programme."])))


def matter_closed(facts: Facts) -> Start:
    closed = facts.day("matter_closed")
    if closed is None:
        return Start(still_open=("The matter is not closed.",))
    return Start(closed, f"The matter was closed on {said(closed)}.")


def birth(facts: Facts) -> Start:
    """An expected date is for planning: nothing is destroyed because of it."""
    born, expected = facts.day("born"), facts.day("expected")
    if born:
        return Start(born, f"The date of birth is taken as {said(born)}.")
    plan = f" The expected date, {said(expected)}, is for planning only." if expected else ""
    return Start(missing=(f"The date of birth is not known.{plan} Somebody has to find it.",))


def stepped_up(facts: Facts) -> Start:
    """The class begins when the child steps up; its period runs from birth."""
    if "stepped_up" in facts.not_yet:
        return Start(still_open=("The child has not stepped up to Children in Need.",))
    return birth(facts)


def never(_facts: Facts) -> Start:
    """For a class of record that nobody has described: nothing happens to it."""
    return Start()


# What a rule may count from.
STARTS: dict[str, Callable[[Facts], Start]] = {
    "contact_closed": contact_closed,
    "case_closed": case_closed,
    "programme_and_case_ended": programme_and_case_ended,
    "matter_closed": matter_closed,
    "birth": birth,
}

# What has to have happened to a record of each class, whether or not a rule is stated for it.
EVENTS: dict[str, Callable[[Facts], Start]] = {
    "contact": contact_closed,
    "case": case_closed,
    "children_in_need": stepped_up,
    "programme": programme_and_case_ended,
    "assessment": matter_closed,
}
