"""Whether a class of information may be asked of somebody: by which category of the notice in force, and with what to say first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from earlyhelp.policy import vocabulary as words
from earlyhelp.policy.classes import ASKED, CLASSES, reading_of
from earlyhelp.policy.held import BY_READING, CONSENT
from earlyhelp.policy.information import Category
from earlyhelp.policy.schema import Policy

EXPLICIT = "9(2)(a)"
BY_BASIS, BY_CONSENT = "basis", "consent"  # what lets a class be kept: the notice or the council, or a family's own yes


@dataclass(frozen=True)
class Covering:
    """The category of each notice in force that covers a class: one, or as many as there are notices."""

    categories: tuple[Category, ...]
    consent_needed: bool = False  # nothing covers it but the explicit consent of those whose case it is

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
    said = answers or {}
    found = [_category(one, what, about, said) for one in policy.notices]
    covered = tuple(one for one in found if one is not None)
    if len(covered) < len(found):
        return None
    return Covering(covered, any(condition(one, what, said) == BY_CONSENT for one in policy.notices))


def asked_of(policy: Policy, what: str, answers: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """About whom a class is asked, in the order of the vocabulary."""
    return tuple(about for about in words.ABOUT if covering(policy, what, about, answers))


def may_be_opened(policy: Policy) -> bool:
    """Whether an answer of the council decides over any class: else nobody has to look the answers up."""
    opened = (category.covered_if_read for one in policy.notices for category in one.categories)
    return any(opened) or any(lifting(one) for one in policy.notices)


def condition(policy: Policy, what: str, answers: Mapping[str, str]) -> str:
    """What lets a class be kept under one notice beside the entry that lists it; empty where nothing does.

    What is special in law needs a condition of Article 9: that of a basis which is not consent, else the one that the council has
    read. Where explicit consent is all that the notice has, that covers the cases whose families gave it.
    """
    if CLASSES[what].law != "special":
        return BY_BASIS
    if any(basis.covers_special and basis.article_6 != CONSENT for basis in policy.bases):
        return BY_BASIS
    if any(answers.get(key) == answer for key, answer in lifting(policy)):
        return BY_BASIS
    return BY_CONSENT if explicit_bases(policy) else ""


def waits_for_a_condition(policy: Policy, what: str) -> bool:
    """Whether one of the notices by itself has nothing that lets this class be kept, or nothing but explicit consent."""
    return any(condition(one, what, {}) != BY_BASIS for one in policy.notices)


def lifting(policy: Policy) -> tuple[tuple[str, str], ...]:
    """The answers of the council, each with its question, that give the condition which the notice leaves open."""
    key = policy.topic("special_category_condition").reading
    return tuple((key, answer) for answer in BY_READING) if key else ()


def explicit_bases(policy: Policy) -> tuple[str, ...]:
    """The codes of explicit consent among the bases."""
    return tuple(basis.code for basis in policy.bases if basis.article_9 == EXPLICIT)


def _category(policy: Policy, what: str, about: str, answers: Mapping[str, str]) -> Category | None:
    """The first category of one notice that covers it. What is special in law needs a condition as well."""
    if not condition(policy, what, answers):
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
