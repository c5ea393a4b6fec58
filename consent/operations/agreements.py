"""Agreement to take part, and its end: help is voluntary. It never is the basis for using information."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.urls import reverse

from access import clock, notice
from access.errors import Refused
from access.grants import allows, require
from access.labels import worded
from access.models import Staff, User
from access.slots import Due
from cases.models import Allocation, Case, Person
from cases.operations import needs
from cases.operations.due import answered_for
from cases.stages import Stage
from consent.models import Agreement
from earlyhelp.policy import working_time
from earlyhelp.policy.vocabulary import STAGES


@transaction.atomic
def record(case: Case, *, person: Person, agreed_on: date, by: User, key: UUID, needs_met: str = "") -> Agreement:
    """Record that `person` agreed that the family takes part."""
    case = Case.objects.for_change().get(pk=case.pk)
    require(by, "cases.work_case", case)
    if there := Agreement.objects.filter(pk=key, case=case).first():
        return there
    if agreed_on > clock.today():
        raise Refused("The day they agreed must not be in the future.", "agreed_on")
    if in_force(case).filter(person=person).exists():
        raise Refused("This person’s agreement is recorded already.", "person")
    needs.need_answer([person], needs_met)
    return Agreement(
        id=key,
        case=case,
        person=person,
        agreed_on=agreed_on,
        needs_met=needs_met,
        recorded_by=by,
        recorded_at=clock.now(),
    ).write(by=by, because="agreement to take part recorded")


@transaction.atomic
def end(agreement: Agreement, *, by: User, on: date | None = None) -> Agreement:
    """Record that somebody no longer takes part, and ask for no reason. The record stays, and so does the right to use it."""
    case = Case.objects.for_change().get(pk=agreement.case_id)
    require(by, "cases.work_case", case)
    agreement = Agreement.objects.for_change().get(pk=agreement.pk)
    if agreement.ended_on:
        return agreement
    agreement.ended_on = on or clock.today()
    if not agreement.agreed_on <= agreement.ended_on <= clock.today():
        raise Refused("The day must lie between the day they agreed and today.", "agreed_on")
    return agreement.write(by=by, because="agreement to take part ended")


def not_agreed(case: Case, standing: Iterable[Agreement] | None = None) -> bool:
    """Whether nobody of this family has agreed to take part, or everybody who had has stopped."""
    return case.stage != Stage.CLOSED and not list(in_force(case) if standing is None else standing)


def to_ask() -> str:
    """What is to be done about it, in words: nothing waits for it, and the file says before which stage it is asked."""
    before = worded(STAGES[notice.policy().agreement_to_take_part.ask_before])
    return f"Ask whether the family agrees to take part. It is to be asked before {before}"


def missing_for(staff: Staff) -> "QuerySet[Case]":
    """The open cases of somebody who works on them in which nobody has agreed yet, each with `since`: when it became theirs."""
    if not allows(staff, "cases.work_case"):
        return Case.objects.none()
    since = Allocation.objects.filter(case=OuterRef("pk"), until=None).values("since")[:1]
    standing = Agreement.objects.filter(case=OuterRef("pk"), ended_on=None)
    return answered_for(staff).filter(~Exists(standing)).annotate(since=Subquery(since)).order_by("pk")


def due(case: Case) -> Due:
    """For Today: an agreement that is missing, due with the first contact."""
    policy = notice.policy()
    since = getattr(case, "since", None) or case.received_at
    by = working_time.due(policy.clock("first_contact"), since, policy.working_time)
    assert by is not None  # nothing pauses it
    href = reverse("consent:record_agreement", args=[case.reference])
    return Due("Ask whether the family agrees to take part", case.reference, by.date(), href)


def in_force(case: Case) -> "QuerySet[Agreement]":
    """The agreements of this case that stand."""
    return Agreement.objects.filter(case=case, ended_on=None)
