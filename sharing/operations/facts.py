"""What else the answer to “may this be shared?” depends on: where the case stands, and what is known of the family and the council."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from access import clock, notice
from cases.models import Case
from cases.models.case import Outcome
from cases.models.triage import Decision
from cases.operations import families
from cases.stages import Stage
from consent.operations import consents


@dataclass(frozen=True)
class Facts:
    """Where the case stands, who is grown up, which consents stand, whether social care had it, the council's readings."""

    stage: str = Stage.OPEN
    left_front_door: date | None = None
    adults: frozenset[UUID] = frozenset()
    consents: frozenset[str] = frozenset()
    social_care: bool = False
    readings: Mapping[str, str] = field(default_factory=dict)

    def at_front_door(self, on: date) -> bool:
        """Whether the case was there on that day: until it is given to somebody or closed, that day included.

        What is written down later, or corrected, was shared there all the same.
        """
        if self.left_front_door is None:
            return self.stage not in (Stage.OPEN, Stage.CLOSED)
        return on <= self.left_front_door


def facts_of(case: Case, on: date) -> Facts:
    """The facts as the database has them. Only a consent that stands now, and stood on that day, counts."""
    grown = [one.person.pk for one in families.everybody(case) if not one.child]
    return Facts(
        stage=case.stage,
        left_front_door=left_front_door(case),
        adults=frozenset(grown),
        consents=frozenset(consents.in_force(case).filter(given_on__lte=on).values_list("basis", flat=True)),
        social_care=had_by_social_care(case),
        readings={reading.key: reading.value for reading in notice.readings()},
    )


def left_front_door(case: Case) -> date | None:
    """The day on which the case was first given to a team, or closed without; None while it is still to be decided about."""
    first = case.allocations.order_by("since").values_list("since", flat=True).first()
    return clock.uk_date(first) if first else case.closed_on


def had_by_social_care(case: Case) -> bool:
    """Whether the case was stepped up: the hub decided so, or it ended so."""
    return case.outcome == Outcome.STEPPED_UP or case.triages.filter(decision=Decision.STEP_UP).exists()
