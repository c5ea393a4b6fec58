"""Two notices of one council in force for the same families: the stricter wins, the longer period counts, and silence never beats a
statement. What both hold is one Policy, so that nothing else in the product knows that there were two.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import fields, replace
from typing import Any

from earlyhelp.policy.checks import check_together
from earlyhelp.policy.errors import PolicyError
from earlyhelp.policy.information import Basis, Purpose
from earlyhelp.policy.keeping import Rule
from earlyhelp.policy.loose_ends import with_purposes, without_loose_ends
from earlyhelp.policy.notice import Council
from earlyhelp.policy.schema import Joined, Policy
from earlyhelp.policy.sharing import OutsideRecipient
from earlyhelp.policy.stricter import of_both
from earlyhelp.policy.where import Source

# Lists of which only what both notices name is left, where both speak of them: whoever receives, for what, on which basis.
BOTH_MUST_NAME = {
    "bases": "lawful_bases",
    "purposes": "purposes",
    "recipients": "recipients",
    "channels": "channels",
    "research": "research",
}
# What both have to say alike: a study for another recipient, purpose or circle of families is another study.
SAME_TERMS = {"research": ("recipient", "purpose", "cohort")}
# Lists in which a closed one shuts out what it does not name, and an open one leaves room for what the other names.
CLOSED_SHUTS_OUT = {"categories": "categories", "grounds": "grounds", "powers": "powers", "informants": "informants"}
# Everything else that is a list: what either says holds.
EITHER = {
    "topics",
    "controllers",
    "contacts",
    "labels",
    "subjects",
    "ages",
    "levels",
    "services",
    "clocks",
    "assessment_sections",
    "outside_recipients",
    "pathways",
    "tellings",
    "minimums",
    "places",
    "rights",
    "holds",
    "readings",
    "wordings",
    "promises",
}
SINGLE = {"intake", "agreement_to_take_part", "sharing", "working_time", "hub", "records", "marketing", "breach"}


def in_force_together(first: Policy, second: Policy) -> Policy:
    """One policy that keeps both notices. Raises PolicyError where they are of two councils or leave nothing in common."""
    if first.council.name != second.council.name:
        raise PolicyError(
            f"{first.file_name} and {second.file_name} are notices of two councils: only one council's can be in force together."
        )
    one, other = _named(first), _named(second)
    found: dict[str, Any] = {name: of_both(getattr(one, name), getattr(other, name)) for name in SINGLE}
    found |= {name: _entries(one, other, name) for name in EITHER}
    found |= {name: _in_both(one, other, name, topic) for name, topic in BOTH_MUST_NAME.items()}
    found |= {name: _admitted(one, other, name, topic) for name, topic in CLOSED_SHUTS_OUT.items()}
    found["purposes"] = tuple(_with_bases(purpose, one, other, found["bases"]) for purpose in found["purposes"])
    found["recipients"] = with_purposes(found["recipients"], {purpose.code for purpose in found["purposes"]})
    found["outside_recipients"] += _on_a_ground_only(one, other, {kind.code for kind in found["recipients"]})
    found |= {"council": _council(first.council, second.council), "retention": _rules(one, other)}
    merged = Policy(
        name=f"{first.name},{second.name}",
        file_name=f"{first.file_name} with {second.file_name}",
        fingerprint=hashlib.sha256(f"{first.fingerprint} {second.fingerprint}".encode()).hexdigest(),
        joined=Joined((*one.notices, *other.notices)),
        **found,
    )
    merged = _consent_settled(without_loose_ends(merged))
    check_together(merged, Source(merged.file_name, ()))
    return merged


def _named(policy: Policy) -> Policy:
    """The policy with the notice's name before the paragraph that each entry keeps: two notices have two paragraphs 1."""

    def marked(entry: Any) -> Any:
        return replace(entry, source=f"{policy.council.notice}: {entry.source}") if entry else entry

    lists: dict[str, Any] = {
        item.name: tuple(map(marked, value))
        for item in fields(policy)
        if isinstance(value := getattr(policy, item.name), tuple)
    }
    return replace(policy, **lists, **{name: marked(getattr(policy, name)) for name in SINGLE})


def _council(one: Council, other: Council) -> Council:
    """Both names and versions; in force from the day on which both are, until the first of them ends."""
    return replace(
        one,
        notice=f"{one.notice}, and {other.notice}",
        version=f"{one.version} and {other.version}",
        effective_from=max(one.effective_from, other.effective_from),
        effective_until=min(filter(None, (one.effective_until, other.effective_until)), default=None),
        registration=one.registration or other.registration,
        corporate_notice=one.corporate_notice or other.corporate_notice,
        source=f"{one.source}; {other.source}",
    )


def _entries(one: Policy, other: Policy, name: str) -> tuple[Any, ...]:
    """What either names, in the order of the first; what both name, as the stricter has it."""
    first = {entry.code: entry for entry in getattr(one, name)}
    second = {entry.code: entry for entry in getattr(other, name)}
    return tuple(of_both(first.get(code), second.get(code)) for code in dict.fromkeys([*first, *second]))


def _in_both(one: Policy, other: Policy, name: str, topic: str) -> tuple[Any, ...]:
    if not (_states(one, topic) and _states(other, topic)):
        return _entries(one, other, name)
    return tuple(
        entry for entry in _entries(one, other, name) if all(_names(policy, name, entry) for policy in (one, other))
    )


def _names(policy: Policy, name: str, entry: Any) -> bool:
    """Whether the notice has this entry, a study with the same terms. A basis with an Article 9 condition stands beside a notice that
    is silent on conditions."""
    own = {one.code: one for one in getattr(policy, name)}
    if entry.code in own:
        return all(getattr(own[entry.code], term) == getattr(entry, term) for term in SAME_TERMS.get(name, ()))
    return name == "bases" and _is_silent_on(policy, entry, policy.bases)


def _is_silent_on(policy: Policy, basis: Basis, own: Iterable[Basis]) -> bool:
    """Whether the notice says nothing of conditions and has this basis without one: then the other's condition stands."""
    silent = not _states(policy, "special_category_condition")
    return silent and basis.article_9 != "" and basis.article_6 in {one.article_6 for one in own}


def _with_bases(purpose: Purpose, one: Policy, other: Policy, bases: Iterable[Basis]) -> Purpose:
    """The purpose on the bases that both notices allow it, each as far as it speaks of the purpose and of conditions."""

    def allows(policy: Policy, basis: Basis) -> bool:
        named = next((own for own in policy.purposes if own.code == purpose.code), None)
        if named is None:
            return not _states(policy, "purposes")
        return basis.code in named.bases or _is_silent_on(policy, basis, map(policy.basis, named.bases))

    return replace(purpose, bases=tuple(basis.code for basis in bases if allows(one, basis) and allows(other, basis)))


def _on_a_ground_only(one: Policy, other: Policy, left: Collection[str]) -> tuple[OutsideRecipient, ...]:
    """Whoever receives nothing by purpose any more: a ground, such as the law's duty to tell the police, still reaches them."""
    gone = {kind.code: kind for policy in (one, other) for kind in policy.recipients if kind.code not in left}
    there = {kind.code for policy in (one, other) for kind in policy.outside_recipients}
    return tuple(
        OutsideRecipient(code=kind.code, label=kind.label, source=kind.source)
        for kind in gone.values()
        if kind.code not in there
    )


def _admitted(one: Policy, other: Policy, name: str, topic: str) -> tuple[Any, ...]:
    """A ground that is a duty is the law's: no list shuts it out."""

    def admits(policy: Policy, entry: Any) -> bool:
        named = entry.code in {own.code for own in getattr(policy, name)}
        is_duty = getattr(entry, "force", "") == "duty"
        return named or is_duty or policy.is_open(topic) or not _states(policy, topic)

    return tuple(entry for entry in _entries(one, other, name) if admits(one, entry) and admits(other, entry))


def _states(policy: Policy, topic: str) -> bool:
    return policy.topic(topic).state == "stated"


def _rules(one: Policy, other: Policy) -> tuple[Rule, ...]:
    """Every rule of both: where a class of record has two, a date is worked out by each, and the later counts."""
    return tuple(dict.fromkeys([*one.retention, *other.retention]))


def _consent_settled(policy: Policy) -> Policy:
    """What both together say of consent: a gate stands, a basis that one of them lacks does not."""
    intake = policy.intake
    if intake.ask_consent_before:
        rule = "before_stages"
    elif any(basis.article_6 == "6(1)(a)" for basis in policy.bases):
        rule = "one_of_the_bases"
    else:
        rule = "never_asked" if _states(policy, "consent") else "not_mentioned"
    return replace(policy, intake=replace(intake, consent=rule))
