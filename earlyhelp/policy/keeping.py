"""What a notice says about how long records are kept, and what stops their destruction."""

from __future__ import annotations

from dataclasses import dataclass

from earlyhelp.policy import vocabulary as words
from earlyhelp.policy.fields import one_of, refers


@dataclass(frozen=True, kw_only=True)
class Keep:
    """A period: years, counted from the end of a year where the rule says so."""

    years: int
    then: str = one_of(words.THEN, default="none")


@dataclass(frozen=True, kw_only=True)
class Rule:
    """How long one class of record is kept, and from what."""

    record: str = one_of(words.RECORDS)
    starts: str = one_of(words.STARTS)
    keep: Keep
    at_end: str = one_of(words.AT_END)
    applies_to: str = one_of(words.RULE_SCOPES, default="all")
    source: str

    @property
    def code(self) -> str:
        return self.record

    @property
    def counts_from(self) -> str:
        """'birth' or 'event': the two treat 29 February differently."""
        return "birth" if self.starts == "birth" else "event"


@dataclass(frozen=True, kw_only=True)
class Hold:
    """A stop on destruction. It has no end until the council enters one for each inquiry, as a reading."""

    code: str
    label: str
    plus_years: int
    applies_to: str = one_of(words.HOLD_SCOPES)
    reading: str = refers("readings")
    source: str
