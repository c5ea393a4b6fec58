"""What whoever sent a referral is asked and told: as far as the notice lets them hear it, and nothing where they gave no name."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef

from access import clock, notice
from access.grants import active_staff
from access.labels import worded
from access.models import Staff, User
from access.notifications import notify
from cases.models import Case, Message, Pause, Referral
from cases.models.case import CaseQuerySet
from cases.models.triage import Decision
from earlyhelp.policy.information import Purpose

WAITS_FOR_REFERRER = "waiting for the referrer"
# What the referrer is told where nobody writes other words. They name nobody.
THANKS = "Thank you for your referral. "
WORDS: dict[Decision, str] = {
    Decision.ADVICE: THANKS + "We have given advice, and no further help from us is needed now.",
    Decision.SINGLE_SERVICE: THANKS + "One service can help by itself, and will be in touch with the family.",
    Decision.ALLOCATE: THANKS + "Somebody will lead the work and be in touch with the family.",
    Decision.MEETING: THANKS + "It is on the list for our next {hub_meeting}, and you will hear what it decides.",
    Decision.ATTACH: THANKS + "It has gone to somebody who works with the family already.",
    Decision.STEP_UP: THANKS + "We have passed it to children’s social care.",
    Decision.NO_ACTION: THANKS + "We have looked at it and take no further action.",
}
FIRST_CONSENT = THANKS + "It waits for the family’s agreement before our next {hub_meeting}."
TAKEN_BACK = THANKS + "It is looked at again: it had gone to somebody who works with another family."
ENDED = THANKS + "It has been looked at, and we have closed it."
NEUTRAL = THANKS + "It has been decided. The privacy notice does not let us tell you more."


def words_for(decision: Decision, *, waits: bool) -> str:
    """The sentence of a decision; `waits` says that the notice asks for the family's consent first."""
    return FIRST_CONSENT if waits and decision is Decision.MEETING else WORDS[decision]


def nobody_to_tell(case: Case) -> bool:
    """Whether the contact came from somebody who gave no name: then nobody can be asked, thanked or told."""
    return case.referrals.filter(gave_no_name=True).exists()


def sender_left(case: Case) -> str:
    """Where whoever sent it is no longer at work: that a question would reach nobody, and what to do instead. Empty where they are."""
    if active_staff(case.sent_by) is not None:
        return ""
    first = case.referrals.select_related("organisation").order_by("sent_at", "pk").first()
    whom = (first.taken_from or first.organisation) if first else "whoever knows the family there"
    return (
        f"{case.sent_by}, who sent this referral, is not at work any more: nobody would read a question. Ring {whom}, then"
        " decide; what stays open goes under “What you did not know”."
    )


def with_sender(cases: CaseQuerySet) -> CaseQuerySet:
    """Each with whether whoever sent it is still at work."""
    at_work = Staff.objects.at_work().filter(user=OuterRef("sent_by"))
    return cases.annotate(sender_at_work=Exists(at_work))


def nobody_to_ask(case: Case) -> str:
    """Why a question would reach nobody; empty where there is somebody to ask."""
    nameless = "Whoever told us gave no name, so nobody can be asked."
    return nameless if nobody_to_tell(case) else sender_left(case)


def may_hear_outcome(referrals: Iterable[Referral]) -> bool:
    """Whether the notice lets whoever sent the first of these referrals hear what was decided: colleagues do, partners that it may share
    with do."""
    referral = min(referrals, key=lambda one: one.sent_at, default=None)
    if referral is None or referral.gave_no_name:
        return False
    kind = referral.organisation.kind
    return kind == "council" or kind in {recipient for recipient, _ in notice.policy().allowed_pairs()}


def purpose_of_asking() -> Purpose | None:
    """For what whoever sent a referral is asked about it, where the notice names that: then it needs no consent, and is asked while
    one is awaited."""
    return next((purpose for purpose in notice.policy().purposes if purpose.while_consent_awaited), None)


def ask(case: Case, words: str, by: User) -> None:
    """A question to whoever sent it. The hub's clock stands still until the answer."""
    purpose = purpose_of_asking()
    _message(case, words, by, purpose.code if purpose else "")
    Pause(case=case, because=WAITS_FOR_REFERRER, since=clock.now(), paused_by=by).write(
        by=by, because=WAITS_FOR_REFERRER
    )
    notify(case.sent_by, "referral.question", case)


def tell(case: Case, words: str, by: User, *, more_follows: bool = False) -> None:
    """The outcome: the words where the notice lets them hear it, and that it is decided where not. Nobody, where nobody gave a name.

    `more_follows`: it is not the end, and they hear again. Whoever may not hear an outcome reads once that it is decided: a second
    time would say that something has moved since.
    """
    if nobody_to_tell(case):
        return
    hears = may_hear_outcome(case.referrals.select_related("organisation"))
    if not hears and knows_decided(case):
        return
    _message(case, words if hears else NEUTRAL, by, decides=not (hears and more_follows))
    notify(case.sent_by, "referral.outcome", case)


def tell_ended(case: Case, by: User) -> None:
    """Whoever sent it and was not told what was decided, because the case is closed before, reads that it is closed."""
    if not knows_decided(case):
        tell(case, ENDED, by)


def knows_decided(case: Case) -> bool:
    """Whether the hub's last message to whoever sent it told what was decided."""
    last = Message.objects.filter(case=case, to_referrer=True).order_by("-written_at", "-pk").first()
    return last is not None and last.decides


def tell_allocated(case: Case, by: User) -> None:
    """Whoever sent it hears that somebody leads the work."""
    tell(case, worded(WORDS[Decision.ALLOCATE]), by)


def _message(case: Case, text: str, by: User, purpose: str = "", *, decides: bool = False) -> None:
    Message(
        case=case,
        author=by,
        to_referrer=True,
        purpose=purpose,
        decides=decides,
        text=text,
        written_at=clock.now(),
    ).write(by=by, because="message to the referrer")
