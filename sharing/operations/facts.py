"""What else the answer to “may this be shared?” depends on: where the case stands, and what is known of the family and the council."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from uuid import UUID

from django.db.models import Q, QuerySet

from access import clock, notice
from cases.models import Case
from cases.models.case import Outcome
from cases.models.triage import Decision
from cases.operations import families
from cases.stages import Stage
from consent.models import Consent, Refusal


@dataclass(frozen=True)
class Facts:
    """Where the case stands, who is grown up, which consents stand, whether social care had it, the council's readings.

    `then` are the stages of the day on which it was shared, where that day is not the present one. `refusing` are those whose last
    word was no: nothing about them rests on what somebody else of the family consented to.
    """

    stage: str = Stage.OPEN
    then: frozenset[str] = frozenset()
    left_front_door: date | None = None
    adults: frozenset[UUID] = frozenset()
    consents: frozenset[str] = frozenset()
    refusing: frozenset[UUID] = frozenset()
    social_care: bool = False
    readings: Mapping[str, str] = field(default_factory=dict)

    def stood_in(self, stages: Set[str]) -> bool:
        """Whether the case was at one of these stages when it was shared: what is written down late, or corrected, was shared then."""
        return not stages.isdisjoint(self.then or {self.stage})

    def at_front_door(self, on: date) -> bool:
        """Whether the case was there on that day: until it is given to somebody or closed, that day included.

        What is written down later, or corrected, was shared there all the same.
        """
        if self.left_front_door is None:
            return self.stage not in (Stage.OPEN, Stage.CLOSED)
        return on <= self.left_front_door


def facts_of(case: Case, on: date, *, corrected: bool = False) -> Facts:
    """The facts of that day as the database has them. `corrected`: what was recorded of it already is put right.

    Of today, unless it is corrected, what stands now counts: nothing leaves a case that was closed in the morning.
    """
    over = corrected or on < clock.today()
    grown = [one.person.pk for one in families.everybody(case) if not one.child]
    standing = list(_consents(case, on, corrected=corrected))
    return Facts(
        stage=case.stage,
        then=stages_on(case, on) if over else frozenset(),
        left_front_door=left_front_door(case),
        adults=frozenset(grown),
        consents=frozenset(one.basis for one in standing),
        refusing=_refusing(case, on, standing),
        social_care=had_by_social_care(case),
        readings={reading.key: reading.value for reading in notice.readings()},
    )


def stages_on(case: Case, on: date) -> frozenset[str]:
    """Every stage at which the case stood during a day: it began as it was first written, and was closed as of its closing day."""
    versions = Case.history.filter(id=case.pk).order_by("history_id")
    told = list(versions.values_list("stage", "closed_on", "history_date"))
    begins = [closed_on if stage == Stage.CLOSED else clock.uk_date(at) for stage, closed_on, at in told]
    if told and told[0][0] != Stage.CLOSED:
        begins[0] = clock.uk_date(case.received_at)
    spans = zip(told, pairwise([*begins, date.max]), strict=True)
    return frozenset(stage for (stage, *_), (first, last) in spans if first <= on <= last)


def _consents(case: Case, on: date, *, corrected: bool) -> "QuerySet[Consent]":
    """Those that stood on that day. On the day on which one was withdrawn it counts for what had been recorded on it alone: of the rest
    nobody knows whether it came before."""
    after = Q(withdrawn_on__gte=on) if corrected else Q(withdrawn_on__gt=on)
    return Consent.objects.filter(Q(withdrawn_on=None) | after, case=case, given_on__lte=on)


def _refusing(case: Case, on: date, standing: Iterable[Consent]) -> frozenset[UUID]:
    """Whoever said no by that day, or took a consent back, and has not consented since."""
    yes = {one.person_id: one.given_on for one in standing}
    asked = Refusal.objects.filter(case=case, asked_on__lte=on).values_list("person", "asked_on")
    given = Consent.objects.filter(case=case, given_on__lte=on).values_list("person", "withdrawn_on")
    taken_back = {person for person, withdrawn_on in given if withdrawn_on is not None and person not in yes}
    return frozenset({person for person, day in asked if person not in yes or yes[person] < day} | taken_back)


def left_front_door(case: Case) -> date | None:
    """The day on which the case was first given to a team, or closed without; None while it is still to be decided about."""
    first = case.allocations.order_by("since").values_list("since", flat=True).first()
    return clock.uk_date(first) if first else case.closed_on


def had_by_social_care(case: Case) -> bool:
    """Whether the case was stepped up: the hub decided so, or it ended so."""
    return case.outcome == Outcome.STEPPED_UP or case.triages.filter(decision=Decision.STEP_UP).exists()
