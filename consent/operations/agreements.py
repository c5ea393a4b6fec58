"""Agreement to take part, and its end: help is voluntary. It never is the basis for using information."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from access import clock
from access.errors import Refused
from access.grants import require
from access.models import User
from cases.models import Case, Person
from cases.operations import needs
from consent.models import Agreement


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


def in_force(case: Case) -> "QuerySet[Agreement]":
    """The agreements of this case that stand."""
    return Agreement.objects.filter(case=case, ended_on=None)
