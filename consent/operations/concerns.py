"""Record a concern about how information is used, and see it through: somebody answers it, by a day.

Section 164A of the Data Protection Act 2018 gives a complaint thirty days to be acknowledged; nobody who worries is asked to call it a
complaint first, so the same day is set for every concern.
"""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from access import clock
from access.errors import Forbidden, Refused, need_reason
from access.grants import active_staff, allows, may, require, works_with
from access.models import Staff, User
from access.notifications import notify
from access.records import uuid7
from cases.models import Case
from consent.models import Concern
from consent.models.concerns import ConcernQuerySet
from earlyhelp.policy.rights import Deadline, acknowledge_by

RECORD, ANSWER_ANY = "consent.record_concern", "consent.answer_any_concern"
WORKING = ["practitioner", "team_manager", "hub"]
OWNERS = {"dpo", *WORKING}  # roles that a concern can be given to
NOBODY = "Nobody is at work here as Data Protection Officer, so name who answers it."


@transaction.atomic
def record(
    case: Case | None,
    *,
    received_on: date,
    channel: str,
    from_whom: str,
    what: str,
    by: User,
    owner: Staff | None = None,
    key: UUID | None = None,
) -> Concern:
    """Record what somebody asked or worries about. Without an owner it is the Data Protection Officer's to answer.

    A worker records one about a case of theirs; the DPO about any case, or none. Raises Refused for a day to come, and for an
    owner who may not read it. The same `key` twice is one concern.
    """
    case = _case_of(case, by)
    if key and (there := Concern.objects.filter(pk=key, recorded_by=by).first()):
        return there
    need_reason(from_whom, "Write who has the concern.", "from_whom")
    need_reason(what, "Write what the question or worry is.", "what")
    if received_on > clock.today():
        raise Refused("The day it came must not be in the future.", "received_on")
    concern = Concern(
        id=key or uuid7(),
        case=case,
        received_on=received_on,
        channel=channel,
        from_whom=from_whom.strip(),
        what=what.strip(),
        answer_by=_answer_by(received_on),
        owner=_owner(owner, case),
        recorded_by=by,
        recorded_at=clock.now(),
    ).write(by=by, because="concern recorded")
    _tell(concern, by)
    return concern


def _answer_by(received_on: date) -> date:
    day = due(received_on).due
    assert day is not None  # nothing pauses it
    return day


def due(received_on: date) -> Deadline:
    """By when it is acknowledged and should be answered, and why."""
    return acknowledge_by(received_on)


def _case_of(case: Case | None, by: User) -> Case | None:
    """The case, if this person may record a concern about it. Across cases one sees its row and cannot lock it."""
    if may(by, ANSWER_ANY):
        return case
    if case is None:
        raise Forbidden(RECORD)
    case = Case.objects.for_change().get(pk=case.pk)
    require(by, RECORD, case)
    return case


def owners(case: Case | None) -> list[Staff]:
    """Who can be asked to answer: the DPO first; then whoever works with the case or, where there is none, the managers."""
    at_work = Staff.objects.at_work().select_related("user")
    officers = at_work.filter(roles__contains=["dpo"]).order_by("pk")
    others = at_work.exclude(roles__contains=["dpo"]).order_by("user__name", "pk")
    if case is None:
        return [*officers, *others.filter(roles__contains=["team_manager"])]
    if case.team_id is None:
        return list(officers)
    working = others.filter(user__memberships__group=case.team_id, roles__overlap=WORKING)
    return [*officers, *working]


def _owner(owner: Staff | None, case: Case | None) -> User:
    """The one named, if the concern is theirs to read; else the first Data Protection Officer at work."""
    if owner is None:
        first = next((one for one in owners(case) if may(one.user, ANSWER_ANY)), None)
        if first is None:
            raise Refused(NOBODY, "owner")
        return first.user
    if owner.pk not in {one.pk for one in owners(case)}:
        raise Refused("Choose somebody who works with this family, or the Data Protection Officer.", "owner")
    return owner.user


def _tell(concern: Concern, by: User) -> None:
    if concern.owner != by:
        notify(concern.owner, "concern.given")


@transaction.atomic
def acknowledge(concern: Concern, *, on: date, by: User) -> Concern:
    """Whoever has the concern was told that it came. Done twice it stays as it was done first."""
    concern = _mine(concern, by)
    if concern.acknowledged_on:
        return concern
    concern.acknowledged_on = _between(concern.received_on, on, "on")
    return concern.write(by=by, because="concern acknowledged")


@transaction.atomic
def answer(concern: Concern, *, words: str, on: date, by: User, settled: bool = False) -> Concern:
    """What was answered, and when; `settled` closes it on that day. An answer acknowledges too, where nothing did before."""
    concern = _mine(concern, by)
    if concern.answered_on:
        if concern.answer == words.strip():
            return concern  # sent twice
        raise Refused("This concern is answered already. What was said stays as it was said.")
    need_reason(words, "Write what was answered.", "words")
    concern.answer = words.strip()
    concern.answered_on = _between(concern.acknowledged_on or concern.received_on, on, "on")
    concern.acknowledged_on = concern.acknowledged_on or concern.answered_on
    concern.closed_on = concern.answered_on if settled else None
    return concern.write(by=by, because="concern answered and closed" if settled else "concern answered")


@transaction.atomic
def close(concern: Concern, *, on: date, by: User) -> Concern:
    """Nothing is left to do about it. Raises Refused while it has no answer."""
    concern = _mine(concern, by)
    if concern.closed_on:
        return concern
    if concern.answered_on is None:
        raise Refused("Record what was answered first.")
    concern.closed_on = _between(concern.answered_on, on, "on")
    return concern.write(by=by, because="concern closed")


@transaction.atomic
def hand_over(concern: Concern, *, owner: Staff, because: str, by: User) -> Concern:
    """Somebody else answers it from now on. The DPO alone decides that; the day by which it is answered stays."""
    require(by, ANSWER_ANY)
    concern = Concern.objects.for_change().get(pk=concern.pk)
    if concern.closed_on:
        raise Refused("This concern is closed.")
    to = _owner(owner, concern.case)
    if to == concern.owner:
        return concern
    need_reason(because, "Write why somebody else answers it.")
    concern.owner = to
    concern.write(by=by, because=because)
    _tell(concern, by)
    return concern


def _mine(concern: Concern, by: User) -> Concern:
    """The concern, locked, if this person answers for it: its owner, at work, or the DPO."""
    there = Concern.objects.get(pk=concern.pk)
    if not answers_for(there, by):
        raise Forbidden(ANSWER_ANY)
    return Concern.objects.for_change().get(pk=concern.pk)


def answers_for(concern: Concern, by: Any) -> bool:
    """Whether this person may take the concern on: the DPO may, and so may its owner while they may still read it."""
    if may(by, ANSWER_ANY):
        return True
    return concern.owner_id == by.pk and active_staff(by) is not None and _reads(concern, by)


def _reads(concern: Concern, by: User) -> bool:
    return concern.case is None or works_with(by, concern.case)


def _between(first: date, on: date, field: str) -> date:
    if not first <= on <= clock.today():
        raise Refused(f"The day must lie between {first:%-d %B %Y} and today.", field)
    return on


def seen_by(user: User) -> ConcernQuerySet:
    """Those that this person may read: all for the DPO; else of the cases they work with, and what they answer without a case."""
    return Concern.objects.all() if may(user, ANSWER_ANY) else _seen_by_a_worker(user)


def _seen_by_a_worker(user: User) -> ConcernQuerySet:
    return Concern.objects.filter(Q(case__in=Case.objects.visible_to(user).values("pk")) | Q(case=None, owner=user))


def answers_any(staff: Staff) -> bool:
    """Whether somebody of these roles answers whatever concern there is."""
    return allows(staff, ANSWER_ANY)


def answered_by(staff: Staff) -> "QuerySet[Concern]":
    """The open ones that somebody at work answers for and may read, soonest first."""
    if not OWNERS & set(staff.roles):
        return Concern.objects.none()
    seen = Concern.objects.all() if answers_any(staff) else _seen_by_a_worker(staff.user)
    return seen.filter(owner=staff.user).open().select_related("case").order_by("answer_by", "pk")


def is_late(concern: Concern) -> bool:
    """Whether the day has passed and nobody has answered."""
    return concern.answered_on is None and concern.answer_by < clock.today()


def next_step(concern: Concern) -> str:
    """What it waits for, as a job."""
    if concern.answered_on:
        return "Close a concern that is answered"
    return "Answer a concern" if concern.acknowledged_on else "Acknowledge and answer a concern"


def standing(concern: Concern) -> str:
    """Where it stands, in words."""
    by_day = f"{concern.answer_by:%-d %B %Y}"
    if concern.closed_on:
        return f"Closed on {concern.closed_on:%-d %B %Y}"
    if concern.answered_on:
        return f"Answered on {concern.answered_on:%-d %B %Y}, to be closed"
    if is_late(concern):
        what = "answered" if concern.acknowledged_on else "acknowledged and answered"
        days = (clock.today() - concern.answer_by).days
        return f"Late by {days} day{'' if days == 1 else 's'}: it was to be {what} by {by_day}"
    return f"To be {'answered' if concern.acknowledged_on else 'acknowledged and answered'} by {by_day}"
