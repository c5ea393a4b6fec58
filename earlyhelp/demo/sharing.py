"""What invented partners hear, under whatever the notice in force allows them and asks of it."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import product
from random import Random

from access import clock, notice
from access.errors import Refused
from access.models import Organisation, User
from access.records import uuid7
from cases.models import Case
from earlyhelp.policy.sharing import Condition
from earlyhelp.policy.vocabulary import SOCIAL_CARE
from sharing.models import Disclosure
from sharing.models.disclosures import Asked, Decision, Method
from sharing.operations import disclosures, facts, lawfulness, questions
from sharing.operations.disclosures import Circumstances, Words
from sharing.operations.lawfulness import CONSENT, OF_THE_WORK, Wanted
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


def share(case: Case, partner: Organisation, purpose: str, words: Words, *, by: User) -> None:
    """Record that it was shared today. What is shared is the least that is not protected."""
    case = Case.objects.get(pk=case.pk)  # what became of it since
    kinds = _least(partner, purpose)
    wanted = Wanted(recipient=partner, purpose=purpose, kinds=kinds, people=case.children, involved=True)
    _record(case, wanted, Circumstances("shared", clock.today(), "spoken", encrypted=False, told=True), words, by=by)


def _least(partner: Organisation, purpose: str) -> list[str]:
    """What the notice's file proposes for them, without what is protected; where it proposes nothing, the first plain kind."""
    plain = _plain_kinds()
    least = notice.policy().minimum(partner.kind, purpose)
    return [code for code in least.categories if code in plain] if least else plain[:1]


# --- a year of it ---------------------------------------------------------------------------------------------------------

WORDS = Words(why_needed="So that we pull the same way.", described="What helps, and what was agreed")
ON_A_GROUND = Words(
    why_needed="A child told us something that they have to know at once.", described="What was said, and to whom"
)
TOLD = Words(
    why_needed="So that they can keep the child safe tonight.", described="What the child said, and where they live"
)
KEPT_BACK = Words(
    why_needed="They asked how the family is.", weighed="It is no part of their own work with the family, who said no."
)
CORRECTED = Words(
    why_needed="So that we pull the same way.",
    described="What was agreed, without the address",
    why_corrected="The entry said that the address went too. It did not.",
)
SENT = (Method.SPOKEN, Method.SPOKEN, Method.SECURE_EMAIL, Method.SECURE_EMAIL, Method.POST, Method.PORTAL)
UNTOLD = ("not_reached", "unsafe", "other")


def exchange(case: Case, partners: Sequence[Organisation], chance: Random, *, by: User) -> None:
    """One exchange with a partner: mostly something is shared that the notice allows, now and then on a ground, or it is not.

    It was days ago now and then, and one in twenty entries is corrected. Where the notice allows nothing, nothing happens.
    """
    case, day = Case.objects.get(pk=case.pk), max(_days_ago(chance), clock.uk_date(case.received_at))
    found = chance.random()
    if found < 0.08:
        _keep_back(case, chance.choice(partners), day, by=by)
        return
    wanted = next(_allowed(case, partners, chance, day, on_a_ground=found < 0.18), None)
    if wanted is None:
        return
    untold = "" if chance.random() < 0.85 else chance.choice(UNTOLD)
    method = chance.choice(SENT)
    how = Circumstances("shared", day, method, method != Method.SPOKEN, told=not untold, why_not_told=untold)
    made = _record(case, wanted, how, ON_A_GROUND if wanted.ground else WORDS, by=by)
    if chance.random() < 0.05:
        _record(case, wanted, how, CORRECTED, by=by, corrects=made)


def step_up(case: Case, *, by: User) -> bool:
    """Social care hears by telephone what the hub saw. False where the notice lets it hear nothing."""
    policy, case = notice.policy(), Case.objects.get(pk=case.pk)
    known = facts.facts_of(case, clock.today())
    reasons = ["", *(ground.code for ground in policy.grounds if not ground.reference_required)]
    for partner, ground, purpose in product(
        Organisation.objects.filter(kind=SOCIAL_CARE), reasons, [one.code for one in policy.purposes]
    ):
        wanted = Wanted(
            recipient=partner,
            purpose=purpose,
            kinds=_least(partner, purpose),
            people=case.children,
            involved=False,
            ground=ground,
        )
        if _fits(wanted, known, clock.today()):
            _record(case, wanted, Circumstances("shared", clock.today(), Method.SPOKEN, False, told=True), TOLD, by=by)
            return True
    return False


def _fits(wanted: Wanted, known: facts.Facts, on: date) -> bool:
    """Whether the notice allows it: what it does not allow does not happen."""
    try:
        lawfulness.propose(notice.policy(), wanted, known, on=on)
    except Refused:
        return False
    return True


def _days_ago(chance: Random) -> date:
    return clock.today() - timedelta(days=chance.choice((0, 0, 0, 1, 2, 9)))


def _keep_back(case: Case, partner: Organisation, day: date, *, by: User) -> None:
    wanted = Wanted(recipient=partner, purpose="", kinds=[_plain_kinds()[0]], people=case.children, involved=False)
    _record(case, wanted, Circumstances("not_shared", day, Method.NONE, encrypted=False, told=True), KEPT_BACK, by=by)


def _allowed(
    case: Case, partners: Sequence[Organisation], chance: Random, day: date, *, on_a_ground: bool
) -> Iterator[Wanted]:
    """What may be shared of this case on that day, in an order of chance: the notice is asked about each."""
    policy, kinds = notice.policy(), _kinds(chance)
    known = facts.facts_of(case, day)
    reasons = [one.code for one in policy.grounds] if on_a_ground else []
    work = [purpose.code for purpose in policy.purposes if purpose.scope in OF_THE_WORK]
    pairs = [pair for one in partners for pair in product([one], reasons or purposes(one))]
    for partner, code in chance.sample(pairs, len(pairs)):
        wanted = Wanted(
            recipient=partner,
            purpose=chance.choice(work) if on_a_ground else code,
            kinds=kinds,
            people=case.children,
            involved=not on_a_ground,
            ground=code if on_a_ground else "",
            reference=f"{chance.randint(100, 999)}/{day:%y}" if on_a_ground else "",
        )
        if _fits(wanted, known, day):
            yield wanted


def _kinds(chance: Random) -> list[str]:
    """One to three kinds; now and then one that is protected, as health is."""
    policy, plain = notice.policy(), _plain_kinds()
    protected = [one.code for one in lawfulness.offered(policy) if one.protected and not one.criminal]
    chosen = chance.sample(plain, min(len(plain), chance.choice((1, 1, 2, 3))))
    return chosen + (chance.sample(protected, 1) if protected and chance.random() < 0.2 else [])


def _plain_kinds() -> list[str]:
    return [one.code for one in lawfulness.offered(notice.policy()) if not (one.protected or one.criminal)]


def _record(
    case: Case, wanted: Wanted, how: Circumstances, words: Words, *, by: User, corrects: Disclosure | None = None
) -> Disclosure:
    """Record it, with what the notice asks answered."""
    policy, said, power = notice.policy(), {}, ""
    if how.decision == Decision.SHARED:
        lawful = lawfulness.propose(policy, wanted, facts.facts_of(case, how.shared_on), on=how.shared_on)
        said = {one.field: SAID[Asked(one.about)] for one in questions.asked(policy, wanted, lawful)}
        power = questions.proposed(policy, lawful)
    answers = Answers(words=said, power=power)
    return disclosures.record(case, wanted, how, words, by=by, key=uuid7(), corrects=corrects, answers=answers)
