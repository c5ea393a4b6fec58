"""What the hub and whoever sent a referral write to each other about it."""

from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from access import clock, outbox
from access.errors import Forbidden, Refused
from access.grants import require
from access.models import User
from access.notifications import notify
from cases.models import Case, Message
from cases.stages import Stage

ANSWERED = "the hub’s question answered"


def between(case: Case, sender: User) -> "QuerySet[Message]":
    """What the hub wrote to the sender, and what the sender answered, oldest first."""
    mine = Message.objects.filter(case=case, to_referrer=True) | Message.objects.filter(case=case, author=sender)
    return mine.select_related("author").order_by("written_at", "pk")


@transaction.atomic
def answer(case: Case, *, text: str, by: User, key: UUID) -> Message:
    """Answer the hub's question. The case is back with the hub and its clock runs on: the database does that, whoever answers.

    `key` becomes the message's own: sending the page twice answers once. Raises Refused where the hub waits for nothing.
    """
    require(by, "cases.send_referral")
    case = Case.objects.get(pk=case.pk)
    if case.sent_by_id != by.pk:
        raise Forbidden("cases.send_referral")
    if there := Message.objects.filter(pk=key, case=case).first():
        return there
    if case.stage != Stage.ASKED:
        raise Refused("The hub is not waiting for an answer any more. If something has changed, ring the hub.")
    question = (
        Message.objects.filter(case=case, to_referrer=True).select_related("author").order_by("-written_at").first()
    )
    message = Message(id=key, case=case, author=by, to_referrer=False, text=text, written_at=clock.now()).write(
        by=by, because=ANSWERED
    )
    _tell_the_hub(case, question.author if question else None)
    outbox.leave("referral.answered", case.pk)
    return message


def _tell_the_hub(case: Case, asked_by: User | None) -> None:
    """News for whoever asked; for everybody of the team where that person is no longer at work."""
    if asked_by is not None and notify(asked_by, "referral.answered", case):
        return
    for colleague in User.objects.filter(memberships__group__team=case.team).order_by("pk"):
        notify(colleague, "referral.answered", case)
