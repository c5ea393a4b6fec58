"""May this go to them, for this, now: what the notice in force says, as one answer with its basis, condition and paragraph.

`propose` is pure: policy and facts in, answer or Refused out. `check` asks the database for the facts.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from access import notice
from access.errors import Refused
from access.models import AllowedPair, Organisation
from cases.models import Case, Person
from cases.stages import Stage
from earlyhelp.policy import Policy, UnknownCode
from earlyhelp.policy.called import inside
from earlyhelp.policy.held import BY_FORCE, BY_READING, CONSENT, SAFEGUARDING, brings_its_own_condition, condition_of
from earlyhelp.policy.information import Basis, Category
from earlyhelp.policy.places import recipients_in
from earlyhelp.policy.sharing import Condition, Ground, Recipient
from sharing.operations.bases import fitting, of_purpose, taken
from sharing.operations.facts import Facts, facts_of

# The stages in which information may leave the ordinary way, by when the notice lets sharing start. A closed or stopped case
# is in none: for that there must be a ground. What was shared before it closed is asked about as it stood then.
BEFORE_ALLOCATION = {Stage.RECEIVED, Stage.ASKED, Stage.FOR_MEETING}
STARTS = {
    "at_referral": {*BEFORE_ALLOCATION, Stage.OPEN},
    "after_consent": {*BEFORE_ALLOCATION, Stage.OPEN},  # the consent itself is asked for with the basis
    "pathway_or_team": {Stage.OPEN},
    "involvement_or_ground": {Stage.OPEN},
}
OF_THE_WORK = ("service", "task")  # scopes of purposes that hold wherever a case stands


@dataclass(frozen=True)
class Wanted:
    """What somebody wants to share. `ground` is a code of the policy, or empty for the ordinary way; `basis` is the one that somebody
    chose out of those that fit, or empty for the first of them."""

    recipient: Organisation
    purpose: str
    kinds: Sequence[str]
    people: Sequence[Person]
    involved: bool
    ground: str = ""
    reference: str = ""
    basis: str = ""

    def __post_init__(self) -> None:
        """Each kind and each person once, however often they were sent."""
        object.__setattr__(self, "kinds", tuple(dict.fromkeys(self.kinds)))
        object.__setattr__(self, "people", tuple(dict.fromkeys(self.people)))


@dataclass(frozen=True)
class Lawful:
    """Why it may be shared: the pair or the ground, the basis with its articles, and the paragraph that says so.

    `bases` are the codes of all that it could rest on, the one it does among them.
    """

    pair: AllowedPair | None
    basis: str
    article_6: str
    article_9: str
    schedule_1: str
    source: str
    special: bool
    criminal: str = ""
    conditions: tuple[str, ...] = ()  # codes of what has to be so for this recipient and purpose
    bases: tuple[str, ...] = ()


def check(case: Case, wanted: Wanted, *, today: date, shared: bool = True, corrected: bool = False) -> Lawful:
    """Raise Refused, in words and at the answer that is at fault, unless the notice in force allows it on the day `today`.

    `corrected`: an entry of that day is put right, and what it rested on then still counts.

    A decision not to share needs no basis: it is recorded whatever the notice says.
    """
    policy = notice.policy()
    if not shared:
        special = any(policy.category(kind).protected for kind in wanted.kinds)
        return Lawful(notice.pair(wanted.recipient.kind, wanted.purpose), "", "", "", "", "", special)
    lawful = propose(policy, wanted, facts_of(case, today, corrected=corrected), on=today)
    return lawful if wanted.ground else replace(lawful, pair=notice.pair(wanted.recipient.kind, wanted.purpose))


def propose(policy: Policy, wanted: Wanted, facts: Facts, *, on: date) -> Lawful:
    """The answer without its row in the table of pairs. Raises Refused where the notice does not allow it."""
    kinds = [_category(policy, kind) for kind in wanted.kinds]
    _check_only_for(kinds)
    _check_country(policy, wanted.recipient)
    special = any(kind.protected for kind in kinds)
    if wanted.ground:
        lawful = _by_ground(policy, wanted, facts, special, on)
    else:
        lawful = _by_pair(policy, wanted, facts, special, on)
    return replace(lawful, criminal=_criminal(policy, kinds, facts))


def smallest(policy: Policy) -> list[str]:
    """The kinds proposed before anybody has chosen: who it is about, and nothing else."""
    return [kind.code for kind in policy.categories if kind.code == "identity"]


def offered(policy: Policy) -> list[Category]:
    """The kinds of information that a case may hold; what only a programme asks for is not among them."""
    return [kind for kind in policy.categories if not kind.only_for or "case" in kind.only_for]


def _category(policy: Policy, code: str) -> Category:
    try:
        return policy.category(code)
    except UnknownCode:
        named = "; ".join(kind.label for kind in offered(policy))
        raise Refused(f"“{code}” is no kind of information of the notice, which names: {named}.", "kinds") from None


def _check_only_for(kinds: Sequence[Category]) -> None:
    for kind in kinds:
        if kind.only_for and "case" not in kind.only_for:
            raise Refused(f"“{kind.label}” is not held for a case, so it cannot be shared from one.", "kinds")


def _check_country(policy: Policy, recipient: Organisation) -> None:
    """A recipient is where the notice lets information go; a notice that says nothing of it does not ask."""
    allowed = recipients_in(policy)
    if allowed is not None and recipient.country not in allowed:
        raise Refused(
            f"{recipient} is in another country ({recipient.country}). The notice lets information go only to: {', '.join(sorted(allowed))}.",
            "recipient",
        )


def _criminal(policy: Policy, kinds: Sequence[Category], facts: Facts) -> str:
    """The condition of Schedule 1 for criminal offence information, as the council has read it; empty where there is none of it."""
    if not (found := [kind.label for kind in kinds if kind.criminal]):
        return ""
    key = policy.topic("criminal_offence_condition").reading
    if not key or key not in facts.readings:
        raise Refused(
            f"The law asks for a condition of Schedule 1 for “{found[0]}”, and the notice names none. Until the council has"
            " entered its reading, leave that kind out.",
            "kinds",
        )
    label = next(choice.label for choice in policy.reading(key).choices if choice.code == facts.readings[key])
    return condition_of(label)


def _by_ground(policy: Policy, wanted: Wanted, facts: Facts, special: bool, on: date) -> Lawful:
    _check_purpose(policy, wanted.purpose, facts, on)
    ground = _ground(policy, wanted.ground)
    if ground.reference_required and not wanted.reference:
        raise Refused("Enter the reference, such as the court’s number of the order.", "ground_reference")
    if ground.only_to and wanted.recipient.kind not in ground.only_to:
        raise Refused(
            f"“{ground.label}” does not allow sharing with {wanted.recipient}. It is for: {_kinds(policy, ground.only_to)}.",
            "ground",
        )
    own = [basis for basis in policy.bases if basis.article_6 != CONSENT]
    if there := fitting(own, special=special):
        return _resting_on(taken(wanted.basis, there), there, ground.source, special)
    taken(wanted.basis, [ground])
    articles = (BY_FORCE[ground.force], *(_condition(policy, ground, facts) if special else ("", "")))
    return Lawful(None, ground.code, *articles, ground.source, special, bases=(ground.code,))


def _resting_on(basis: Basis, there: Sequence[Basis], source: str, special: bool) -> Lawful:
    articles = (basis.article_6, basis.article_9, basis.schedule_1)
    return Lawful(None, basis.code, *articles, source, special, bases=tuple(one.code for one in there))


def _kinds(policy: Policy, codes: Sequence[str]) -> str:
    """Kinds of partners, in the notice's words."""
    known = {one.code: one.label for one in policy.outside_recipients} | {
        one.code: one.label for one in policy.recipients
    }
    return "; ".join(known.get(code, code) for code in codes)


def _ground(policy: Policy, code: str) -> Ground:
    try:
        return policy.ground(code)
    except UnknownCode:
        named = "; ".join(ground.label for ground in policy.grounds)
        raise Refused(f"“{code}” is no ground of the notice, which names: {named}.", "ground") from None


def _check_purpose(policy: Policy, code: str, facts: Facts, on: date) -> None:
    """The notice names it; and what it names for the front door alone is not used once the case has left it."""
    if code not in {purpose.code for purpose in policy.purposes}:
        named = "; ".join(purpose.label for purpose in policy.purposes)
        raise Refused(f"“{code}” is no purpose of the notice, which names: {named}.", "purpose")
    if policy.purpose(code).scope == "front_door" and not facts.at_front_door(on):
        others = "; ".join(purpose.label for purpose in policy.purposes if purpose.scope in OF_THE_WORK)
        raise Refused(
            f"“{_purpose(policy, code)}” is a purpose of the {policy.label('front_door')} alone, and this case had left it by then."
            f" The notice names for the work itself: {others}.",
            "purpose",
        )


def _condition(policy: Policy, ground: Ground, facts: Facts) -> tuple[str, str]:
    if brings_its_own_condition(ground):
        return SAFEGUARDING
    read = facts.readings.get(policy.topic("special_category_condition").reading, "")
    if read not in BY_READING:
        raise Refused(
            "The notice names no condition for special category information on this ground, and the council has entered none."
            " Leave that kind out.",
            "kinds",
        )
    return BY_READING[read]


def _by_pair(policy: Policy, wanted: Wanted, facts: Facts, special: bool, on: date) -> Lawful:
    if not facts.stood_in(_stages(policy, wanted)):
        then = "was not open on that day: information could" if facts.then else "is not open: information may"
        raise Refused(f"This case {then} leave it only on one of the grounds.", "ground")
    consents = facts.consents if not (refusing := _refusing(wanted.people, facts)) else frozenset()
    if "sharing" in policy.intake.ask_consent_before and not consents:
        _need_no_refusal(refusing)
        raise Refused(
            "The notice asks for consent before anything is shared, and none stands on this case. Record it first, or name a ground.",
            "ground",
        )
    if (wanted.recipient.kind, wanted.purpose) not in policy.allowed_pairs():
        raise Refused(
            f"The notice does not allow {wanted.recipient} information for “{_purpose(policy, wanted.purpose)}”."
            f" {_allowed_for(policy, wanted.recipient.kind)} Choose another purpose, or name a ground.",
            "purpose",
        )
    _check_purpose(policy, wanted.purpose, facts, on)
    recipient = policy.recipient(wanted.recipient.kind)
    conditions = recipient.conditions(wanted.purpose)
    _look_up(recipient, conditions, facts)
    if recipient.needs_involvement and not wanted.involved:
        raise Refused(
            f"The notice allows {inside(recipient.label)} information only when they take part in the support, or on a ground.",
            "involved",
        )
    _check_ages(recipient, wanted.people, facts.adults, on)
    there = _bases(policy, wanted.purpose, consents, refusing, special=special)
    lawful = _resting_on(taken(wanted.basis, there), there, recipient.source, special)
    return replace(lawful, conditions=tuple(condition.code for condition in conditions))


def _refusing(people: Sequence[Person], facts: Facts) -> list[Person]:
    return [person for person in people if person.pk in facts.refusing]


def _need_no_refusal(refusing: Sequence[Person]) -> None:
    """Raise Refused where somebody of whom it speaks has said no: one consent speaks for the family where others are silent, never
    for whoever refused (docs/decisions/0010)."""
    if refusing:
        named = " and ".join(str(person) for person in refusing)
        raise Refused(
            f"{named} did not consent, or took it back, so nothing about them rests on consent. Leave them out, or name a ground.",
            "people",
        )


def _bases(
    policy: Policy, purpose: str, consents: frozenset[str], refusing: Sequence[Person], *, special: bool
) -> list[Basis]:
    """What it may rest on. Where it would rest on consent and somebody refused, the refusal says why not."""
    try:
        return of_purpose(policy, purpose, consents, special=special)
    except Refused:
        _need_no_refusal(refusing)
        raise


def _stages(policy: Policy, wanted: Wanted) -> set[Stage]:
    """The stages in which this may leave the ordinary way. What is only for cases that social care had comes after their end too."""
    starts = policy.sharing.starts if policy.sharing else ""
    stages = STARTS[starts] if starts else {Stage.OPEN}
    named = [one for kind in policy.recipients if kind.code == wanted.recipient.kind for one in kind.only_if]
    looked_up = any(one.purpose == wanted.purpose and one.kind == "social_care_case" for one in named)
    return stages | {Stage.CLOSED} if looked_up else stages


def _look_up(recipient: Recipient, conditions: Sequence[Condition], facts: Facts) -> None:
    """What nobody has to be asked: whether social care had this case."""
    for condition in conditions:
        if condition.kind == "social_care_case" and not facts.social_care:
            raise Refused(
                f"The notice allows {recipient.label} this only if: {condition.text}. Nothing here says that social care had it.",
                "purpose",
            )


def _purpose(policy: Policy, code: str) -> str:
    return next((purpose.label for purpose in policy.purposes if purpose.code == code), code)


def _allowed_for(policy: Policy, kind: str) -> str:
    """What the notice does allow this kind of recipient, in words."""
    named = [policy.purpose(purpose).label for one, purpose in policy.allowed_pairs() if one == kind]
    return f"It allows: {'; '.join(named)}." if named else "It names no purpose for them."


def _check_ages(recipient: Recipient, people: Sequence[Person], adults: frozenset[UUID], on: date) -> None:
    """Each child is of the age that the notice names the partner for; a parent alone only where it names parents too."""
    if recipient.min_age is None and recipient.max_age is None:
        return
    children = [person for person in people if person.pk not in adults]
    if not children and not recipient.parents_too:
        raise Refused(
            f"The notice names {inside(recipient.label)} for children. Choose the child that it is about.", "people"
        )
    for child in children:
        age = 0 if child.expected else child.age_on(on)
        if age is None:
            raise Refused(
                f"The notice names {inside(recipient.label)} for an age, and {child}’s date of birth is not recorded.",
                "people",
            )
        if not recipient.takes_age(age):
            raise Refused(
                f"The notice names {inside(recipient.label)} for another age than {child}’s. Name a ground if there is one.",
                "people",
            )


def known_kind(kind: str) -> bool:
    """Whether the notice speaks of this kind of recipient at all."""
    try:
        notice.policy().recipient(kind)
    except UnknownCode:
        return any(outside.code == kind for outside in notice.policy().outside_recipients)
    return True
