"""What the hub and whoever sent a referral write to each other about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from access import clock, outbox
from access.errors import Forbidden, Refused
from access.grants import require
from access.labels import worded
from access.models import User
from access.notifications import notify
from cases.models import Case, Message
from cases.operations.answerers import answerers
from cases.operations.times import due_at
from cases.stages import Stage
from earlyhelp.database.turns import one_at_a_time

ANSWERED = "the question answered"


def between(case: Case, sender: User) -> "QuerySet[Message]":
    """What the hub wrote to the sender, and what the sender answered, oldest first."""
    mine = Message.objects.filter(case=case, to_referrer=True) | Message.objects.filter(case=case, author=sender)
    return mine.select_related("author").order_by("written_at", "pk")


def by_case(cases: Iterable[Case], sender: User) -> dict[UUID, list[Message]]:
    """The same for several referrals at once, by case."""
    said: dict[UUID, list[Message]] = {case.pk: [] for case in cases}
    mine = Message.objects.filter(case__in=list(said))
    for message in mine.filter(Q(to_referrer=True) | Q(author=sender)).order_by("written_at", "pk"):
        said[message.case_id].append(message)
    return said


def last_told(said: Iterable[Message]) -> Message | None:
    """What whoever sent it was told last: once it is decided what came of it, in the words that the notice let them hear.

    How the work ended, if there was any, is the family's: nobody who only referred them is told.
    """
    return next((one for one in reversed(list(said)) if one.to_referrer), None)


@dataclass(frozen=True)
class Hearing:
    """What whoever sent a referral was told so far, and by when they hear what is decided: nothing that moves with the work on it.

    `by` is None while the hub waits for an answer and once they were told what was decided. `told` is the hub's last message.
    `nobody`: it came from somebody who gave no name.
    """

    by: date | None
    told: Message | None = None
    late: bool = False
    asked: bool = False
    nobody: bool = False

    @property
    def decided(self) -> bool:
        """Whether they were told what was decided."""
        return not self.asked and self.told is not None and self.told.decides


def hearing(case: Case, said: Iterable[Message], now: datetime) -> Hearing:
    """By the policy's clock, which stands still from the hub's question to the answer. `said` is what lies between the two, oldest first.

    Asks of a case found `sent_by` somebody.
    """
    written = list(said)
    told = last_told(written)
    if getattr(case, "from_nobody", False):
        return Hearing(by=None, nobody=True)
    if case.stage == Stage.ASKED:
        return Hearing(by=None, told=told, asked=True)
    if told is not None and told.decides:
        return Hearing(by=None, told=told)
    pauses = [
        (question.written_at, reply.written_at)
        for question, reply in pairwise(written)
        if question.to_referrer and not reply.to_referrer
    ]
    due = due_at("outcome_to_referrer", case.received_at, pauses)
    assert due is not None  # every question in it is answered
    return Hearing(by=clock.uk_date(due), told=told, late=due < now)


@transaction.atomic
def answer(case: Case, *, text: str, by: User, key: UUID) -> Message:
    """Answer the hub's question. The case is back with the hub and its clock runs on: the database does that, whoever answers.

    `key` becomes the message's own: sending the page twice answers once. Raises Refused where the hub waits for nothing.
    """
    require(by, "cases.send_referral")
    one_at_a_time(f"cases.answer {case.pk}")  # its sender may not lock the case
    case = Case.objects.get(pk=case.pk)
    if case.sent_by_id != by.pk:
        raise Forbidden("cases.send_referral")
    if there := Message.objects.filter(pk=key, case=case).first():
        return there
    if case.stage != Stage.ASKED:
        raise Refused(
            worded("The {hub} is not waiting for an answer any more. If something has changed, ring the {hub}.")
        )
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
    """News for whoever asked; for everybody of the team where that person is no longer at work; for its owner where it is shut."""
    if asked_by is not None and notify(asked_by, "referral.answered", case):
        return
    if case.team is None:
        for owner in answerers(case.pk):
            notify(owner, "referral.answered", case)
        return
    for colleague in User.objects.filter(memberships__group__team=case.team).order_by("pk"):
        notify(colleague, "referral.answered", case)
