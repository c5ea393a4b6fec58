"""What invented partners hear, under whatever the notice in force allows them and asks of it."""

from collections.abc import Iterator
from datetime import date

from access import clock, notice
from access.models import Organisation, User
from access.records import uuid7
from cases.models import Case
from earlyhelp.policy.sharing import Condition
from sharing.models.disclosures import Asked
from sharing.operations import disclosures, facts, lawfulness, questions
from sharing.operations.disclosures import Circumstances, Words
from sharing.operations.lawfulness import CONSENT, Wanted
from sharing.operations.questions import Answers

SAID = {
    Asked.CONDITION: "They told us so themselves at the last visit.",
    Asked.TEST: "It is part of their own work with the family, and they get no more than that takes.",
    Asked.ITEM: "They cannot plan their part without it.",
}
DOOR_WORDS = Words(
    why_needed="So that we know together how much help is needed.",
    described="That a referral came, and the question what they know",
)


def purposes(partner: Organisation, *, at_front_door: bool = False) -> list[str]:
    """What this partner may hear by purpose, as far as that needs no word of social care, nor at the front door anybody's consent."""
    policy = notice.policy()
    found = [policy.purpose(code) for kind, code in policy.allowed_pairs() if kind == partner.kind]
    return [
        purpose.code
        for purpose in found
        if (purpose.scope == "front_door") == at_front_door
        and any(policy.basis(code).article_6 != CONSENT or not at_front_door for code in purpose.bases)
        and all(condition.kind == "confirmed" for condition in conditions(partner, purpose.code))
    ]


def conditions(partner: Organisation, purpose: str) -> tuple[Condition, ...]:
    """What the notice asks before this partner may hear it for that."""
    return notice.policy().recipient(partner.kind).conditions(purpose)


def under_a_condition() -> Iterator[tuple[Organisation, str]]:
    """The partners that may hear something only if something is so, each with what for."""
    for partner in Organisation.objects.exclude(kind="council").order_by("name"):
        yield from ((partner, code) for code in purposes(partner) if conditions(partner, code))


def kinds(partner: Organisation, purpose: str) -> list[str]:
    """The least that the notice's file proposes for them; without that, the first kind of it. Nothing that is protected."""
    policy = notice.policy()
    open_ones = [kind.code for kind in policy.categories if not (kind.protected or kind.criminal)]
    least = policy.minimum(partner.kind, purpose)
    return [code for code in least.categories if code in open_ones] if least else open_ones[:1]


def share(
    case: Case,
    partner: Organisation,
    purpose: str,
    words: Words,
    *,
    by: User,
    on: date | None = None,
    why_not_told: str = "",
) -> None:
    """Record it, with what the notice asks answered. What is shared is the least that is not protected."""
    policy, day = notice.policy(), on or clock.today()
    case = Case.objects.get(pk=case.pk)  # what became of it since
    wanted = Wanted(
        recipient=partner, purpose=purpose, kinds=kinds(partner, purpose), people=case.children, involved=True
    )
    lawful = lawfulness.propose(policy, wanted, facts.facts_of(case, day), on=day)
    said = {one.field: SAID[Asked(one.about)] for one in questions.asked(policy, wanted, lawful)}
    disclosures.record(
        case,
        wanted,
        Circumstances("shared", day, "spoken", encrypted=False, told=not why_not_told, why_not_told=why_not_told),
        words,
        by=by,
        key=uuid7(),
        answers=Answers(words=said, power=questions.proposed(policy, lawful)),
    )
