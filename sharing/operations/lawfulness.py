"""May this go to them, for this, now: what the notice in force says, as one answer. It asks the database and changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from access import notice
from access.errors import Refused
from access.models import AllowedPair, Organisation
from cases.models import Case, Person
from cases.stages import Stage
from consent.operations import consents
from earlyhelp.policy import Policy, UnknownCode
from earlyhelp.policy.information import Basis
from earlyhelp.policy.sharing import Recipient

# What a ground rests on where the notice's own bases do not cover it (it relies on consent alone): UK GDPR Article 6 by the
# ground's force; for special category information safeguarding, DPA 2018 Schedule 1, Part 2, paragraph 18 (domain, section B).
BY_FORCE = {"duty": "6(1)(c)", "permission": "6(1)(e)"}
SAFEGUARDING = ("9(2)(g)", "Part 2, paragraph 18")
CONSENT = "6(1)(a)"


@dataclass(frozen=True)
class Wanted:
    """What somebody wants to share. `ground` is a code of the policy, or empty for the ordinary way."""

    recipient: Organisation
    purpose: str
    kinds: Sequence[str]
    people: Sequence[Person]
    involved: bool
    ground: str = ""
    reference: str = ""


@dataclass(frozen=True)
class Lawful:
    """Why it may be shared: the pair or the ground, the basis with its articles, and the paragraph that says so."""

    pair: AllowedPair | None
    basis: str
    article_6: str
    article_9: str
    schedule_1: str
    source: str
    special: bool


def check(case: Case, wanted: Wanted, *, today: date) -> Lawful:
    """Raise Refused, in words and at the answer that is at fault, unless the notice in force allows it."""
    policy = notice.policy()
    special = any(policy.category(kind).protected or policy.category(kind).criminal for kind in wanted.kinds)
    if wanted.ground:
        return _by_ground(policy, wanted, special)
    if case.stage != Stage.OPEN:
        raise Refused("This case is not open: information may leave it only on one of the grounds.", "ground")
    return _by_pair(policy, case, wanted, special, today)


def _by_ground(policy: Policy, wanted: Wanted, special: bool) -> Lawful:
    ground = policy.ground(wanted.ground)
    if ground.reference_required and not wanted.reference:
        raise Refused("Enter the reference, such as the court’s number of the order.", "ground_reference")
    if ground.only_to and wanted.recipient.kind not in ground.only_to:
        raise Refused(f"“{ground.label}” does not allow sharing with {wanted.recipient}.", "ground")
    own = [basis for basis in policy.bases if basis.article_6 != CONSENT]
    if own:
        basis = next((found for found in own if found.covers_special or not special), own[0])
        return Lawful(None, basis.code, basis.article_6, basis.article_9, basis.schedule_1, ground.source, special)
    article_9, schedule_1 = SAFEGUARDING if special else ("", "")
    return Lawful(None, ground.code, BY_FORCE[ground.force], article_9, schedule_1, ground.source, special)


def _by_pair(policy: Policy, case: Case, wanted: Wanted, special: bool, today: date) -> Lawful:
    pair = notice.pair(wanted.recipient.kind, wanted.purpose)
    if pair is None:
        raise Refused(
            f"The notice does not allow {wanted.recipient} information for this purpose. Choose another purpose, or name a ground.",
            "purpose",
        )
    recipient = policy.recipient(wanted.recipient.kind)
    if recipient.needs_involvement and not wanted.involved:
        raise Refused(
            f"The notice allows {recipient.label.lower()} information only when they take part in the support, or on a ground.",
            "involved",
        )
    for person in wanted.people:
        _check_age(recipient, person, today)
    basis = _basis(policy, case, wanted, special)
    return Lawful(pair, basis.code, basis.article_6, basis.article_9, basis.schedule_1, recipient.source, special)


def _check_age(recipient: Recipient, person: Person, today: date) -> None:
    if recipient.min_age is None and recipient.max_age is None:
        return
    age = person.age_on(today)
    if recipient.parents_too and age is not None and age >= 18:
        return
    if age is None or not recipient.takes_age(age):
        raise Refused(
            f"The notice names {recipient.label.lower()} for another age than {person}’s. Name a ground if there is one.",
            "people",
        )


def _basis(policy: Policy, case: Case, wanted: Wanted, special: bool) -> Basis:
    given = set(consents.in_force(case).values_list("basis", flat=True))
    for code in policy.purpose(wanted.purpose).bases:
        basis = policy.basis(code)
        if (basis.article_6 != CONSENT or code in given) and (basis.covers_special or not special):
            return basis
    if any(policy.basis(code).article_6 == CONSENT for code in policy.purpose(wanted.purpose).bases):
        raise Refused(
            "The consent that this needs is not recorded, or was withdrawn. Name a ground if there is one.", "purpose"
        )
    raise Refused(
        "The notice states no condition for special category information here. Leave that kind out, or name a ground.",
        "kinds",
    )


def known_kind(kind: str) -> bool:
    """Whether the notice speaks of this kind of recipient at all."""
    try:
        notice.policy().recipient(kind)
    except UnknownCode:
        return any(outside.code == kind for outside in notice.policy().outside_recipients)
    return True
