"""Whether the service is for the children of a family by their ages, in words: the notice names the ages, and nobody is refused for them."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Protocol

from access import notice
from access.labels import worded
from cases.operations.services import ANY_AGE, ages_of
from earlyhelp.policy.information import AgeRange
from earlyhelp.policy.vocabulary import AGE_CONDITIONS


class SomeChild(Protocol):
    """A child of a case, or one whom a referral names."""

    @property
    def born(self) -> date | None: ...
    @property
    def expected(self) -> date | None: ...
    @property
    def born_precision(self) -> str: ...


def by_age(children: Iterable[SomeChild]) -> list[str]:
    """A sentence for each child, in their order, with the reason; none where the notice names no ages."""
    ranges = notice.policy().ages
    return [_sentence(one, ranges) for one in children] if ranges else []


def _sentence(child: SomeChild, ranges: Sequence[AgeRange]) -> str:
    ages, unborn = (
        ages_of(child.born, child.expected, child.born_precision),
        child.born is None and bool(child.expected),
    )
    if ages == ANY_AGE:
        return "A child’s age is not known, so nobody can say yet whether help is for them by their age."
    who = "A child to come" if unborn else f"A child of {' or '.join(dict.fromkeys(map(str, ages)))}"
    fits = [one for one in ranges if one.is_for(ages, unborn=unborn)]
    if sure := next((one for one in fits if not one.condition), None):
        return f"{who}: within the ages of the notice ({sure.label})."
    if fits:
        return f"{who}: within the ages of the notice on a condition alone ({fits[0].label}{AGE_CONDITIONS[fits[0].condition]}). {_decides()}"
    named = "; ".join(one.label for one in ranges)
    return f"{who}: outside the ages of the notice ({named}). Nobody is refused for it. {_decides()}"


def _decides() -> str:
    return worded("The {hub} decides, and writes why.")
