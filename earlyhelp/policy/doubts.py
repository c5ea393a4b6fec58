"""What in a council's file is lawful to say and doubtful all the same: warnings for the Data Protection Officer, never refusals."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from earlyhelp.policy import vocabulary as words
from earlyhelp.policy.contradictions import contradictions
from earlyhelp.policy.law import LAWS
from earlyhelp.policy.schema import Policy
from earlyhelp.policy.superseded import OldLaw, Superseded, superseded

OLD_WORDS = "data_protection_act_1998"


@dataclass(frozen=True)
class Doubt:
    """One warning: which entry of which file, why, the paragraph that it keeps, and the version of the table behind it."""

    kind: str
    section: str
    entry: str
    reason: str
    source: str
    table: str = ""


def doubts(policy: Policy, others: Iterable[Policy] = ()) -> list[Doubt]:
    """Every doubt about a policy. `others` are the notices beside it: those of the same council are held against it."""
    table = superseded()
    found = [doubt for look in LOOKS for doubt in look(policy, table)]
    return [*found, *_contradicted(policy, others)]


def _old_law(policy: Policy, table: Superseded) -> Iterator[Doubt]:
    for power in policy.powers:
        if old := table.law(power.law, power.provision):
            name = f"{LAWS[power.law]}{', ' if power.provision else ''}{power.provision}"
            yield Doubt("old_law", "power", power.code, _replaced(name, old), power.source, table.version)
    for basis in policy.bases:
        if old := table.law(basis.law):
            reason = _replaced(LAWS[basis.law], old)
            yield Doubt("old_law", "lawful_basis", basis.code, reason, basis.source, table.version)


def _replaced(name: str, old: OldLaw) -> str:
    return f"The notice names {name}. {old.because}."


def _old_names(policy: Policy, table: Superseded) -> Iterator[Doubt]:
    for section, entry, text, source in _names(policy):
        for old in table.names:
            if old.name.lower() in text.lower():
                reason = f"The notice says “{old.name}”. Since {old.since} it is called {old.replaced_by}."
                yield Doubt("old_name", section, entry, reason, source, table.version)


def _names(policy: Policy) -> Iterator[tuple[str, str, str, str]]:
    """Whatever the file says that may be a name: the section, the entry, the text, the paragraph."""
    for label in policy.labels:
        yield "label", label.code, label.text, label.source
    for recipient in policy.recipients:
        yield "recipient", recipient.code, "; ".join(recipient.names), recipient.source
    for study in policy.research:
        texts = (study.study, study.recipient, *study.commissioners, *study.linked_with)
        yield "research", study.code, "; ".join(texts), study.source


def _old_rights(policy: Policy, table: Superseded) -> Iterator[Doubt]:
    for right in policy.rights:
        text = f"{right.label} {right.condition} {words.RIGHT_TESTS[right.test]}".lower()
        reasons = [phrase.because for phrase in table.phrases if phrase.words in text]
        if reasons or right.law == OLD_WORDS:
            reason = ". ".join(
                ["The notice gives this right in the words of the Data Protection Act 1998", *reasons, ""]
            )
            yield Doubt("old_rights", "right", right.code, reason.strip(), right.source, table.version)


def _later_law(policy: Policy, table: Superseded) -> Iterator[Doubt]:
    for right in policy.rights:
        for later in table.later:
            if (right.code, right.contact) == (later.right, later.not_first):
                reason = f"{later.because}, since {later.since}. The notice sends people elsewhere first."
                yield Doubt("later_law", "right", right.code, reason, right.source, table.version)


def _no_basis(policy: Policy, _table: Superseded) -> Iterator[Doubt]:
    for purpose in policy.purposes:
        if not purpose.bases:
            reason = "The notice says that information is used for this, and states no legal basis for it."
            yield Doubt("no_basis", "purpose", purpose.code, reason, purpose.source)


def _marks(policy: Policy, _table: Superseded) -> Iterator[Doubt]:
    """A notice may promise more than the law asks. What it calls special is protected so, and is not so in law."""
    for category in policy.categories:
        if category.notice_marks_special and category.criminal:
            reason = "The notice lists it as special category information. In law it is criminal offence information (Article 10), which needs a condition of its own."
            yield Doubt("offences_as_special", "category", category.code, reason, category.source)
        elif category.notice_marks_special and not category.special:
            reason = (
                "The notice lists it as special category information. In law it is not; it is protected as promised."
            )
            yield Doubt("ordinary_as_special", "category", category.code, reason, category.source)


def _places(policy: Policy, _table: Superseded) -> Iterator[Doubt]:
    for place in policy.places:
        said = place.notice_within or place.within
        if "UK" not in said:
            where = " and ".join(said)
            named = "The file names the UK beside it." if "UK" in place.within else "The UK is not covered at all."
            reason = f"The notice says {where}, and the United Kingdom is in neither EU nor EEA. {named}"
            yield Doubt("places_without_uk", "place", place.code, reason, place.source)


def _contradicted(policy: Policy, others: Iterable[Policy]) -> Iterator[Doubt]:
    for other in others:
        if other.council.name == policy.council.name and other.name != policy.name:
            for found in contradictions(policy, other):
                yield Doubt("contradiction", found.section, found.entry, found.reason, found.source)


LOOKS: tuple[Callable[[Policy, Superseded], Iterator[Doubt]], ...] = (
    _no_basis,
    _old_law,
    _old_names,
    _old_rights,
    _later_law,
    _marks,
    _places,
)
