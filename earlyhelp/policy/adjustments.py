"""One thing that a council says instead of its file, and what every kind of such a thing can answer about itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from earlyhelp.policy.errors import PolicyError
from earlyhelp.policy.years import said

if TYPE_CHECKING:
    from earlyhelp.policy.schema import Policy

LONGEST = 200  # characters that a value may have
OWN = ("Not in the notice", "the council's own")  # how the source of an entry says that it is none of the notice's
NEW_VERSION = "That would need a new version of the notice."


class LayerError(PolicyError):
    """A setting that may not be: the sentence is for whoever proposed it."""


@dataclass(frozen=True, kw_only=True)
class Adjustment:
    """One setting of the council. Without a value the file's own stands again. `number` and `since` once it is in force.

    `subject` names which one where a question may have several answers; `was` is what the file says, once it is laid over it.
    """

    what: str
    entry: str
    value: str
    subject: str = ""
    number: int = 0
    since: date | None = None
    was: str = ""

    @property
    def thing(self) -> tuple[str, str, str]:
        """What it is about: of several settings of one thing the last one holds."""
        return self.what, self.entry, self.subject

    @property
    def called(self) -> str:
        """“setting 3”, or what it is before it is in force."""
        return f"setting {self.number}" if self.number else "proposed setting"

    @property
    def begins(self) -> str:
        """“ from 1 May 2027”, or nothing before there is a day."""
        return f" from {said(self.since)}" if self.since else ""


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of setting: which entries of a file it is about, what may be said, and what the policy is with it.

    `fault` says in a sentence why a value may not be; an empty one is right. It is asked of the file, never of what stands over it.
    """

    code: str
    group: str
    words: str  # what is asked, above the entry's own name
    asks: str  # number, hours, days, ages, text, yes or answer: which form asks for it
    follows: str  # what a change of it means for records
    entries: Callable[[Policy], Mapping[str, str]]  # entry to its name
    read: Callable[[Policy, str], str]
    source: Callable[[Policy, str], str]
    fault: Callable[[Policy, str, str], str]
    put: Callable[[Policy, Adjustment], Policy]
    say: Callable[[Policy, str, str], str]  # a value in words
    keeping: bool = False  # whether it says how long records are kept
    action: str = "Change"  # what a page calls doing it


def own(source: str) -> bool:
    """Whether an entry is the council's own business and none of its notice's."""
    return any(words in source for words in OWN)


def marked(source: str, adjustment: Adjustment) -> str:
    """The paragraph that an entry keeps, and whose value stands in it now."""
    return f"{source}; the council's {adjustment.called}{adjustment.begins}"


def entry_of(policy: Policy, part: str, code: str) -> Any:
    """The first entry of a part with this code."""
    return next(entry for entry in getattr(policy, part) if entry.code == code)


def number_in(value: str, numbers: range, what: str) -> str:
    """Why this is no such number; empty where it is one."""
    if value.isascii() and value.isdecimal() and int(value) in numbers:
        return ""
    return f"Enter {what} between {numbers.start} and {numbers.stop - 1}, as a whole number."


def as_it_is(_policy: Policy, _entry: str, value: str) -> str:
    """A value that is its own words."""
    return value
