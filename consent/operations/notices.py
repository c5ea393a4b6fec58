"""Tell people what happens to their information, and record it."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from access import clock, notice
from access.errors import need_reason
from access.grants import require
from access.labels import worded
from access.models import User
from access.records import uuid7
from cases.models import Case, Person
from cases.models.families import Part
from cases.models.tasks import TaskKind
from cases.operations import days, needs, tasks
from consent.models import NoticeGiven
from consent.models.notices import How, WhyNot
from earlyhelp.policy import Policy
from earlyhelp.policy.vocabulary import TELLINGS

EACH_PERSON = " (each grown-up, and each child who understands it)"


@transaction.atomic
def give(
    case: Case,
    *,
    person: Person,
    told: bool,
    by: User,
    how: str = "",
    told_on: date | None = None,
    why_not: str = "",
    why_words: str = "",
    needs_met: str = "",
    key: UUID | None = None,
) -> NoticeGiven:
    """Record that `person` was told of the notice in force, how and when (today if not said); or why not yet.

    Raises Refused where they need a language or a format, until it is said how that was met, or why not. Once nobody is left to be told, the task that the referral made of it is done.
    """
    case = Case.objects.for_change().get(pk=case.pk)
    require(by, "cases.work_case", case)
    if key and (there := NoticeGiven.objects.filter(pk=key, case=case).first()):
        return there
    if not told:
        need_reason(why_not, "Say why they have not been told yet.", "why_not")
        if why_not == WhyNot.OTHER:
            need_reason(why_words, "Write the other reason.", "why_words")
    elif how != How.INTERPRETER or person.format_needed:
        needs.need_answer([person], needs_met)
    given = write(
        case,
        person=person,
        told=told,
        how=how,
        told_on=told_on,
        why_not=why_not,
        why_words=why_words,
        needs_met=needs_met if told else "",
        by=by,
        key=key,
    )
    if not not_told(case):
        tasks.settle(case, kind=TaskKind.TELL_FAMILY, by=by)
    return given


def write(
    case: Case,
    *,
    person: Person,
    told: bool,
    by: User,
    how: str = "",
    told_on: date | None = None,
    why_not: str = "",
    why_words: str = "",
    needs_met: str = "",
    told_by: str = "",
    key: UUID | None = None,
) -> NoticeGiven:
    """The row itself; also for the referral, whose sender has no grant on the case. Raises Refused for a day to come, and
    for one long before the referral."""
    if told_on:
        days.check_told(told_on, clock.uk_date(case.received_at), "told_on")
    return NoticeGiven(
        id=key or uuid7(),
        case=case,
        person=person,
        notice=notice.version(),
        told=told,
        how=how if told else "",
        told_on=(told_on or clock.today()) if told else None,
        why_not="" if told else why_not,
        why_words="" if told or why_not != WhyNot.OTHER else why_words.strip(),
        needs_met=needs_met,
        told_by=told_by if told and told_by != by.name else "",
        given_by=by,
        recorded_at=clock.now(),
    ).write(by=by, because="told about the notice" if told else "not told yet")


def promised(policy: Policy) -> str:
    """What the notice tells families without being asked, for whoever tells them; empty where it promises nothing of the kind."""
    told = [worded(TELLINGS[one.code]) + (EACH_PERSON if one.each_person else "") for one in policy.tellings]
    return f"The notice also promises to tell families: {'; '.join(told)}." if told else ""


def given_in(case: Case) -> "QuerySet[NoticeGiven]":
    """Each time that somebody of this family was told."""
    return case.notices_given.filter(told=True)


def not_told(case: Case, given: Iterable[NoticeGiven] | None = None) -> list[Person]:
    """Members of the family whom nobody has told yet. Nobody tells a child to come."""
    told = {one.person_id for one in (given_in(case) if given is None else given)}
    members = [member for member in case.household if member.part != Part.UNBORN]
    return [member.person for member in members if member.person_id not in told]
