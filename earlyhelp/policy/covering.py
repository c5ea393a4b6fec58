"""Whether a class of information may be asked of somebody: by which category of the notice in force, and with what to say first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from earlyhelp.policy import vocabulary as words
from earlyhelp.policy.classes import ASKED, CLASSES, reading_of
from earlyhelp.policy.information import Category
from earlyhelp.policy.schema import Policy


@dataclass(frozen=True)
class Covering:
    """The category of each notice in force that covers a class: one, or as many as there are notices."""

    categories: tuple[Category, ...]

    @property
    def protected(self) -> bool:
        """Special in law or by the word of a notice, or about offences."""
        return any(one.protected or one.criminal for one in self.categories)

    @property
    def relevance_needed(self) -> bool:
        """Whether each item needs the reason why it matters."""
        return any(one.reason_needed == "relevance" for one in self.categories)


def covering(policy: Policy, what: str, about: str = "", answers: Mapping[str, str] | None = None) -> Covering | None:
    """What covers a class of information about somebody (a word of ABOUT, or anybody); None where it is not asked.

    `answers` are the council's readings by key. With two notices in force both have to cover it.
    """
    found = [_category(one, what, about, answers or {}) for one in policy.notices]
    covered = tuple(one for one in found if one is not None)
    return Covering(covered) if len(covered) == len(found) else None


def asked_of(policy: Policy, what: str, answers: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """About whom a class is asked, in the order of the vocabulary."""
    return tuple(about for about in words.ABOUT if covering(policy, what, about, answers))


def may_be_opened(policy: Policy) -> bool:
    """Whether an answer of the council decides over any class: else nobody has to look the answers up."""
    return any(category.covered_if_read for one in policy.notices for category in one.categories)


def _category(policy: Policy, what: str, about: str, answers: Mapping[str, str]) -> Category | None:
    """The first category of one notice that covers it. What is special in law needs a basis with a condition as well."""
    if CLASSES[what].law == "special" and not any(basis.covers_special for basis in policy.bases):
        return None
    opened = answers.get(reading_of(what)) == ASKED
    return next((one for one in policy.categories if _covers(one, what, about, opened)), None)


def _covers(category: Category, what: str, about: str, opened: bool) -> bool:
    listed = (what in category.covers and category.of_every_case) or (what in category.covered_if_read and opened)
    if listed and _is_about(category.about, about):
        return True
    reasoned = (one for one in category.covered_by_reason if one.what == what)
    return category.of_every_case and any(_is_about(one.about or category.about, about) for one in reasoned)


def _is_about(listed: tuple[str, ...], about: str) -> bool:
    return not about or not listed or about in listed
