"""On which days something was done on a case: a closing day does not lie before the last of them, or the record would be kept too short."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import CharField, F, Q, QuerySet, Value
from django.db.models.functions import TruncDate

from access import clock, slots
from access.labels import worded
from access.slots import Worked
from cases.models import Case, Triage
from cases.operations import notes


@dataclass(frozen=True)
class Last:
    """The last thing that was done: what it was, such as “a note”, and on which day."""

    kind: str
    on: date


def last(case: Case) -> Last:
    """The last thing that was done on a case, on every floor. One that has only been sent ends with its referral."""
    first, *others = (_rows(one, clock.today()) for one in _everything(case))
    row = first.union(*others, all=True).order_by("-worked_on", "worked_kind").first()
    return Last(row["worked_kind"], row["worked_on"]) if row else Last("the referral", clock.uk_date(case.received_at))


def _everything(case: Case) -> Iterable[Worked]:
    yield from _at_the_hub(case)
    yield from _with_the_family(case)
    yield from _in_the_plan(case)
    for filling in slots.days_worked.fillings:
        yield from filling(case)


def _at_the_hub(case: Case) -> list[Worked]:
    return [
        Worked("the referral", Case.objects.filter(pk=case.pk), _day("received_at")),
        Worked("a referral that was joined", Triage.objects.filter(other_case_key=case.pk), _day("decided_at")),
        Worked(worded("a decision of the {hub}"), case.triages, _day("decided_at")),
        Worked("a message", case.messages, _day("written_at")),
        Worked("an allocation", case.allocations, _day("since")),
        Worked("a judgement of the level of need", case.levels, _day("judged_at")),
    ]


def _with_the_family(case: Case) -> list[Worked]:
    """Notes and events as they stand: neither what was corrected nor what was taken back."""
    return [
        Worked("a note", notes.standing(case), F("happened_on")),
        Worked("a significant event", case.significant_events.filter(_standing()), F("happened_on")),
        Worked("an alert", case.alerts, _day("made_at")),
        Worked("the start of a service", case.services_received, F("since")),
        Worked("the end of a service", case.services_received, F("until")),
        Worked("a task that was done", case.tasks.filter(because=""), _day("done_at")),
    ]


def _standing() -> Q:
    return Q(corrections=None, withdrawn=False)


def _in_the_plan(case: Case) -> list[Worked]:
    return [
        Worked(worded("{an_assessment}"), case.assessments, _day("started_at")),
        Worked(worded("a step of {an_assessment}"), case.assessment_steps, _day("at")),
        Worked("an outcome of the plan", case.plan_outcomes, _day("made_at")),
        Worked("the end of an outcome of the plan", case.plan_outcomes, F("ended_on")),
        Worked("an action of the plan", case.actions, _day("made_at")),
        Worked("the end of an action of the plan", case.actions, F("ended_on")),
        Worked("a review", case.reviews, F("held_on")),
    ]


def _day(moment: str) -> TruncDate:
    return TruncDate(moment, tzinfo=clock.UK)


def _rows(one: Worked, today: date) -> "QuerySet[Any, dict[str, Any]]":
    found = one.rows.annotate(worked_kind=Value(one.kind, CharField()), worked_on=one.day)
    return found.filter(worked_on__lte=today).order_by().values("worked_kind", "worked_on")
