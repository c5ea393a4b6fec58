"""News for people at work: which there are, in which words. A name never stands in one, nor a word of a record."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from access import clock, mail, outbox
from access.grants import active_staff
from access.models import Notification, User


@dataclass(frozen=True)
class News:
    """One kind of news: its sentence, and the name of the page that it leads to, which is one of the case or a list."""

    words: str
    leads_to: str
    to_the_case: bool = True


SENT = "cases:referral_sent"  # the page of whoever sent a referral, who need not see the case
KINDS: dict[str, News] = {
    "case.allocated": News("You lead the work on {reference}.", "cases:case"),
    "case.reallocated": News("Somebody else leads the work on {reference} now.", "cases:cases", to_the_case=False),
    "case.cover": News("You cover {reference} for a colleague.", "cases:case"),
    "referral.acknowledged": News("Your referral {reference} has come.", SENT),
    "referral.question": News("The {hub} asks you something about {reference}.", SENT),
    "referral.answered": News("The referrer has answered about {reference}.", "cases:case"),
    "referral.outcome": News("The {hub} has decided on {reference}.", SENT),
    "referral.attached": News("Another referral was joined to {reference}.", "cases:case"),
    "referral.separated": News(
        "The referral that was joined to {reference} belongs to another family. You see it no more.", "cases:case"
    ),
    "match.to_settle": News("A possible match on {reference} is to be settled.", "cases:case"),
    "task.given": News("There is a task for you on {reference}.", "cases:case"),
    "consent.withdrawn": News("A consent on {reference} was withdrawn.", "consent:privacy"),
    "concern.given": News(
        "There is a concern for you to answer: it is on your Today page.", "desk:today", to_the_case=False
    ),
    "assessment.submitted": News("{An_assessment} on {reference} waits for you to sign it off.", "cases:case"),
    "assessment.returned": News("{An_assessment} on {reference} came back with comments.", "cases:case"),
    "assessment.signed": News("{An_assessment} on {reference} is signed off.", "cases:case"),
    "restriction.owned": News("You own the restriction of {reference}.", "cases:restriction"),
    "seal.asked": News("A seal waits for the second person.", "cases:seals", to_the_case=False),
    "seal.match": News("A referral may be about somebody in {reference}.", "cases:restriction"),
    "seal.date": News(
        "The time for which {reference} is kept is over: it goes once its seal is lifted.", "cases:restriction"
    ),
    "access.asked": News("A colleague asks to see {reference}.", "cases:requests"),
    "access.answered": News("Your request to see {reference} is answered.", "cases:ask"),
    "flag.asked": News(
        "The Data Protection Officer asks you about something that you opened.", "cases:asked", to_the_case=False
    ),
    "access_review.opened": News(
        "The access review of your team waits for you.", "cases:access_reviews", to_the_case=False
    ),
    "access_review.late": News("An access review is late.", "cases:access_reviews", to_the_case=False),
    "glass.broken": News("Somebody opened a record by break-glass.", "cases:glass_list", to_the_case=False),
}


def notify(user: User, kind: str, case: Any = None) -> Notification | None:
    """Leave one line of news in the transaction at hand, and an e-mail with a link for after it.

    None where the person is no longer at work.
    """
    assert kind in KINDS, f"say in access/notifications.py what “{kind}” is"
    if active_staff(user) is None:
        return None
    news = Notification(
        user=user,
        kind=kind,
        case_key=case.pk if case is not None else None,
        case_reference=case.reference if case is not None else "",
        at=clock.now(),
    )
    news.save(force_insert=True)
    outbox.leave("news.written", news.pk)
    if kind in mail.ALARMS:
        transaction.on_commit(lambda: mail.send_alarm(news), robust=True)
    return news
