"""How the notice for families is put into words: its sections and tables, lists inside a sentence, names that keep their capitals."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from earlyhelp.desk.words import WORDS
from earlyhelp.policy import Policy
from earlyhelp.policy.vocabulary import LABELS

LABELLED = re.compile(rf"\{{({'|'.join(sorted(LABELS))})\}}")
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


@dataclass(frozen=True)
class Table:
    """Rows of words below their headings; the first word of each row names it."""

    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def named(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """Each row: its name, then every other word with the heading it stands below."""
        return [(row[0], list(zip(self.headings[1:], row[1:], strict=True))) for row in self.rows]


@dataclass(frozen=True)
class Section:
    """One question that a family asks, and the answer. `law` is what no notice says but the law, for everybody."""

    code: str
    heading: str
    paragraphs: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    table: Table | None = None
    after: tuple[str, ...] = ()
    law: tuple[str, ...] = ()

    @property
    def says_something(self) -> bool:
        return bool(self.paragraphs or self.items or self.table)


def word(vocabulary: str, code: str) -> str:
    """How families read a value of a policy file."""
    return WORDS[vocabulary][code]


def in_its_words(told: Any, policy: Policy) -> Any:
    """The same with the council’s own words where a text of ours names things by their codes."""
    if isinstance(told, str):
        return LABELLED.sub(lambda found: policy.label(found[1]), told)
    if isinstance(told, tuple):
        return tuple(in_its_words(one, policy) for one in told)
    if is_dataclass(told) and not isinstance(told, type):
        return replace(told, **{one.name: in_its_words(getattr(told, one.name), policy) for one in fields(told)})
    return told


def one_sentence(start: str, things: Iterable[str]) -> tuple[str, ...]:
    """One sentence with all of them, names as they are; none where there are none."""
    listed = list(things)
    return (f"{start}: {listing(listed)}.",) if listed else ()


def listing(things: list[str]) -> str:
    """“a, b and c”; “a, of b; and c” where a comma belongs to one of them."""
    if len(things) == 1:
        return things[0]
    if any("," in thing for thing in things):
        return f"{'; '.join(things[:-1])}; and {things[-1]}"
    return f"{', '.join(things[:-1])} and {things[-1]}"


def sentences(parts: Iterable[str]) -> str:
    """Each part a sentence of its own, one after the other; empty ones are left out."""
    return " ".join(f"{part[0].upper()}{part[1:].rstrip('.')}." for part in parts if part)


def number(count: int) -> str:
    return NUMBERS[count] if count < len(NUMBERS) else str(count)
