"""A clear “No” to consent: kept as the answer that it is. Nothing rests on it, and what waits for a consent goes on waiting."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from access import clock, notice
from access.errors import Refused
from access.grants import require
from access.models import User
from access.records import uuid7
from cases.models import Case, Person
from cases.operations import needs
from cases.stages import Stage
from consent.models import Refusal
from consent.models.notices import How
from consent.operations import consents


@transaction.atomic
def record(
    case: Case, *, person: Person, how: str, asked_on: date, by: User, needs_met: str = "", key: UUID | None = None
) -> Refusal:
    """Record that somebody was asked and said no.

    Raises Refused where the notice does not rely on consent, on a closed case, where a consent of theirs stands (that is withdrawn
    instead), and for somebody whose need of a language or a format nobody has answered for.
    """
    case = Case.objects.for_change().get(pk=case.pk)
    require(by, "consent.record_consent", case)
    if key and (there := Refusal.objects.filter(pk=key, case=case).first()):
        return there
    if case.stage == Stage.CLOSED:
        raise Refused("This case is closed, so there is no work to consent to.")
    if consents.in_force(case).filter(person=person).exists():
        raise Refused(
            "This person’s consent is recorded. If they take it back, withdraw it on the privacy page.", "person"
        )
    if how != How.INTERPRETER or person.format_needed:
        needs.need_answer([person], needs_met)
    return write(case, person=person, how=how, asked_on=asked_on, by=by, needs_met=needs_met, key=key)


def write(
    case: Case,
    *,
    person: Person,
    how: str,
    asked_on: date,
    by: User,
    asked_by: str = "",
    needs_met: str = "",
    key: UUID | None = None,
) -> Refusal:
    """The row itself; also for the referral, whose sender has no grant on the case."""
    if asked_on > clock.today():
        raise Refused("The day on which they were asked must not be in the future.", "given_on")
    if not consents.may_be_given():
        raise Refused("The notice in force does not rely on consent, so none is asked for.")
    return Refusal(
        id=key or uuid7(),
        case=case,
        person=person,
        notice=notice.version(),
        how=how,
        asked_on=asked_on,
        asked_by="" if asked_by == by.name else asked_by,
        needs_met=needs_met,
        recorded_by=by,
        recorded_at=clock.now(),
    ).write(by=by, because="asked for consent; the answer was no")


def of_case(case: Case) -> "QuerySet[Refusal]":
    """Every “No” on this case, newest first."""
    return Refusal.objects.filter(case=case).order_by("-asked_on", "-recorded_at", "pk")
