"""What the people of a referral have behind them: their other cases, and those of whoever was found to be the same person."""

from dataclasses import dataclass
from datetime import date

from django.db import connection

from access import clock
from cases.models import Case
from cases.models.case import Outcome
from cases.operations import services
from cases.stages import Stage


@dataclass(frozen=True)
class Earlier:
    """Another case of somebody in the referral: when it came, how it ended, who worked with the family, what it was offered."""

    reference: str
    received_on: date
    status: str
    closed_on: date | None
    outcome: str
    worker: str
    may_open: bool
    services: tuple[str, ...]


def earlier_cases(case: Case) -> list[Earlier]:
    """What the people of this referral have behind them, newest first; of those found to be the same person too. The hub's alone."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM earlyhelp_earlier(%s)", [case.pk])
        rows = cursor.fetchall()
    return [
        Earlier(
            reference,
            clock.uk_date(received_at),
            Stage(stage).worded,
            closed_on,
            Outcome(outcome).label if outcome else "",
            worker,
            may_open,
            tuple(dict.fromkeys(services.named(one) for one in had)),
        )
        for reference, received_at, stage, closed_on, outcome, worker, may_open, had in rows
    ]
