"""What the lower floors recorded about a case, as the retention rules ask for it. Reads neither notes nor people."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from access import clock
from access.labels import worded
from cases.models import Case
from cases.models.case import Outcome
from cases.stages import Stage

CONTACT, CASE, CHILDREN_IN_NEED, ASSESSMENT = "contact", "case", "children_in_need", "assessment"
# A referral that a service took, or that belongs to a case, has progressed: the period of a contact that did not is not for it.
PROGRESSED = (Outcome.SINGLE_SERVICE, Outcome.ATTACHED)
CLASSES = {
    CONTACT: "Contact without an accepted referral",
    CASE: "Case of {service}",
    CHILDREN_IN_NEED: "Case that stepped up to Children in Need",
}


def class_in_words(code: str) -> str:
    """What a class of record is called here."""
    return worded(CLASSES[code])


@dataclass(frozen=True)
class Known:
    """One case: its class, what happened when, and its children's births (None: not known)."""

    record_class: str
    days: tuple[tuple[str, date | None], ...]
    births: tuple[date | None, ...] = ()
    assessed: bool = False
    progressed: bool = False  # of a contact: whether it became a referral that somebody took up

    @property
    def facts(self) -> dict[str, Any]:
        """For the rule of its class. A birth is told only where every child's is known: the youngest counts."""
        told: dict[str, Any] = dict(self.days)
        if self.record_class == CONTACT:
            told["progressed_to_referral"] = self.progressed
        if self.births and None not in self.births:
            told["born"] = max(birth for birth in self.births if birth)
        return told

    @property
    def assessment_facts(self) -> dict[str, Any]:
        """For the rule of assessments: the matter is closed when its case is, for the last time."""
        days = dict(self.days)
        again = days.get("closed_again") if "reopened" in days else days.get("closed")
        return {"matter_closed": again}


def known_about(cases: Sequence[Case]) -> dict[UUID, Known]:
    """The facts of several cases at once: the same few questions however many they are."""
    closed = [case.pk for case in cases if case.closed_on]
    (accepted, assessed), spells, births = accepted_and_assessed(closed), _spells(closed), births_of(closed)
    return {
        case.pk: Known(
            class_of(case, case.pk in accepted),
            (("opened", clock.uk_date(case.received_at)), *closings(spells[case.pk], case)),
            births.get(case.pk, ()),
            case.pk in assessed,
            case.outcome in PROGRESSED,
        )
        for case in cases
    }


def class_of(case: Case, accepted: bool) -> str:
    """A contact if nobody was ever allocated; the longer class if a child stepped up to social care."""
    if case.outcome == Outcome.STEPPED_UP:
        return CHILDREN_IN_NEED
    return CASE if accepted or not case.closed_on else CONTACT


def closings(versions: Iterable[tuple[str, date | None, Any]], case: Case) -> tuple[tuple[str, date | None], ...]:
    """When it was closed, reopened and closed again, from its versions. The rule takes the last closing there ever was,
    so that closing again with an earlier day shortens nothing."""
    ended: list[date] = []
    reopened, before = None, ""
    for stage, closed_on, moment in versions:
        if stage == Stage.CLOSED and closed_on:
            ended.append(closed_on)
        elif before == Stage.CLOSED:
            reopened = clock.uk_date(moment)
        before = stage
    if case.stage != Stage.CLOSED:
        return (("closed", max(ended, default=None)), ("reopened", reopened)) if reopened else (("closed", None),)
    if reopened is None:
        return (("closed", case.closed_on),)
    return (("closed", max(ended)), ("reopened", reopened), ("closed_again", case.closed_on))


def _spells(keys: list[UUID]) -> dict[UUID, list[tuple[str, date | None, Any]]]:
    found: dict[UUID, list[tuple[str, date | None, Any]]] = defaultdict(list)
    versions = Case.history.filter(id__in=keys).order_by("history_id")
    for key, *rest in versions.values_list("id", "stage", "closed_on", "history_date"):
        found[key].append((rest[0], rest[1], rest[2]))
    return found


def accepted_and_assessed(keys: list[UUID]) -> tuple[set[UUID], set[UUID]]:
    """Which of these cases were ever allocated, and which hold an assessment: from functions that tell records managers so
    without showing them by whom."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT earlyhelp_accepted(%s::uuid[]), earlyhelp_assessed(%s::uuid[])", [keys, keys])
        accepted, assessed = cursor.fetchone()
        return set(accepted), set(assessed)


def births_of(keys: list[UUID]) -> dict[UUID, tuple[date | None, ...]]:
    """The children's birth dates by case: from a function of the database that gives dates and no names."""
    found: dict[UUID, tuple[date | None, ...]] = defaultdict(tuple)
    with connection.cursor() as cursor:
        cursor.execute("SELECT case_key, born FROM earlyhelp_births(%s::uuid[]) ORDER BY 1, 2", [keys])
        for key, born in cursor.fetchall():
            found[key] += (born,)
    return found


def if_closed(case: Case, on: date, outcome: str = "") -> Known:
    """The facts as they would be if the case closed on that day, for a page that says what closing means.

    Before anybody says how it ends, as if no child stepped up.
    """
    accepted, assessed = accepted_and_assessed([case.pk])
    record_class = CHILDREN_IN_NEED if outcome == Outcome.STEPPED_UP else CASE if case.pk in accepted else CONTACT
    opened = clock.uk_date(case.received_at)
    births = births_of([case.pk]).get(case.pk, ())
    return Known(record_class, (("opened", opened), ("closed", on)), births, case.pk in assessed, outcome in PROGRESSED)
