"""How a council works with families: what it offers, by when things are to be done, and what an assessment asks."""

from __future__ import annotations

from dataclasses import dataclass

from earlyhelp.policy import vocabulary as words
from earlyhelp.policy.fields import one_of, refers


@dataclass(frozen=True, kw_only=True)
class Service:
    """One offer of the catalogue. Allocation outside the catalogue is refused."""

    code: str
    label: str
    for_whom: str = ""
    offered_by: str = one_of(words.OFFERED_BY, default="early_help")
    from_age: int = 0
    until_birthday: int = 0  # 0: no upper age
    by_itself: bool = False  # can help without a lead practitioner
    source: str

    @property
    def opens_records(self) -> bool:
        """Whether a case may be allocated to it: what another part of the directorate offers is told of, and opens no record."""
        return self.offered_by == "early_help"

    @property
    def ages(self) -> str:
        """For which ages it is, in words; nothing where it is for all."""
        if not self.until_birthday:
            return f"from age {self.from_age}" if self.from_age else ""
        return f"ages {self.from_age} to {self.until_birthday - 1}" if self.from_age else f"under {self.until_birthday}"

    def is_for(self, ages: range) -> bool:
        """Whether it is for somebody who is one of these ages: a date of birth may be known to the year alone."""
        last = self.until_birthday or ages.stop
        return ages.start < last and self.from_age < ages.stop


@dataclass(frozen=True, kw_only=True)
class WorkingTime:
    """When the hub is at work. Bank holidays of the nation are closed, and so is every day in `closed`."""

    opens: str  # "09:00"
    closes: str
    nation: str = one_of(words.NATIONS)
    closed: tuple[str, ...] = ()  # days of every year, "12-27"
    source: str


@dataclass(frozen=True, kw_only=True)
class Clock:
    """By when something is to be done: an amount of a unit after what starts it."""

    code: str = one_of(words.CLOCKS)
    label: str
    amount: int
    unit: str = one_of(words.UNITS)
    source: str


@dataclass(frozen=True, kw_only=True)
class AssessmentSection:
    """One part of the early help assessment, in the order of the file. Strengths come before needs."""

    code: str
    label: str
    part: str = one_of(words.ASSESSMENT_PARTS)
    each_child: bool = False
    hint: str = ""
    categories: tuple[str, ...] = refers("categories", default=())
    source: str
