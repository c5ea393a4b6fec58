"""End the work on a case."""

from datetime import date

from django.db import transaction

from access import clock, outbox
from access.errors import Refused
from access.grants import require
from access.models import User
from access.records import acting
from cases.models import Case
from cases.models.case import Outcome
from cases.operations import grants
from cases.stages import Stage, check_move


@transaction.atomic
def close(case: Case, *, on: date, outcome: str, because: str, by: User) -> Case:
    """Close the case as of the day `on`: the council's retention clock starts then, and grants end 28 days later."""
    case = Case.objects.for_change().get(pk=case.pk)
    require(by, "cases.work_case", case)
    check_move(case.stage, Stage.CLOSED)
    check_closing_day(case, on)
    case.stage, case.closed_on, case.outcome = Stage.CLOSED, on, Outcome(outcome)
    case.changed_at = clock.now()
    with acting(by, because):
        case.allocations.filter(until=None).update(until=clock.now())
    case.write(by=by, because=because)
    grants.end_after(case, clock.now(), by=by, because=because)
    outbox.leave("case.closed", case.pk)
    return case


def check_closing_day(case: Case, on: date) -> None:
    """Raise Refused for a day in the future, or before the last thing that was recorded."""
    if on > clock.today():
        raise Refused("The closing day must not be in the future.", "on")
    last = max([clock.uk_date(case.received_at), *case.notes.values_list("happened_on", flat=True)])
    if on < last:
        raise Refused(f"The closing day must not be before {last:%-d %B %Y}, the last event on this case.", "on")
