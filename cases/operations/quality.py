"""Draw a few cases for one purpose of assurance, read the facts by which quality is judged, end it. Nobody chooses; nobody is named."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from access import clock, notice
from access.errors import Refused, need_reason
from access.grants import require
from access.models import Team, User
from cases.models import QualitySample
from cases.models.quality import MOST_CASES, MOST_DAYS
from cases.operations.times import due_at
from earlyhelp.policy.information import Purpose

SAMPLE = "cases.sample_quality"


def purposes() -> tuple[Purpose, ...]:
    """The purposes of assurance that the notice in force names. Without one there is nothing to sample for."""
    return notice.policy().purposes_of("assurance")


@transaction.atomic
def draw(
    purpose: str,
    *,
    because: str,
    received_from: date,
    received_to: date,
    number: int,
    until: date,
    by: User,
    team: Team | None = None,
    key: UUID | None = None,
) -> QualitySample:
    """Let the database draw at most `number` of the cases whose referral came in the period, of one team or of all.

    `key` becomes the sample's own: sending a page twice draws once. Raises Refused where the notice has no such purpose, or no case
    qualifies.
    """
    require(by, SAMPLE)
    if key and (there := QualitySample.objects.filter(pk=key, drawn_by=by).first()):
        return there
    sample = QualitySample(
        purpose=purpose,
        notice=notice.version(),
        because=because,
        received_from=received_from,
        received_to=received_to,
        team=team,
        number=number,
        until=until,
        drawn_by=by,
        drawn_on=clock.today(),
        **({"id": key} if key else {}),
    )
    _check(sample)
    sample.write(by=by, because=because)
    if not sample.drawn.exists():
        raise Refused("No referral came in these days. Choose a longer period, or all teams.", "received_from")
    return sample


def _check(sample: QualitySample) -> None:
    """Raise Refused for the first thing that cannot be."""
    named = {one.code: one.label for one in purposes()}
    if sample.purpose not in named:
        words = "; ".join(named.values()) or "none"
        raise Refused(f"The notice does not name this purpose for assurance. It names: {words}.", "purpose")
    need_reason(sample.because, "Write what you look at, and why.")
    if sample.received_to < sample.received_from:
        raise Refused("The last day must not be before the first.", "received_to")
    if sample.received_from > sample.drawn_on:
        raise Refused("The first day must not be in the future.", "received_from")
    if not 1 <= sample.number <= MOST_CASES:
        raise Refused(f"Enter a number from 1 to {MOST_CASES}.", "number")
    _check_how_long(sample.until, sample.drawn_on)


def _check_how_long(until: date, today: date) -> None:
    latest = today + timedelta(days=MOST_DAYS)
    if until < today:
        raise Refused("The last day on which it can be read must not be in the past.", "until")
    if until > latest:
        raise Refused(
            f"It can be read for {MOST_DAYS} days at most: until {latest.day} {latest:%B %Y} at the latest.", "until"
        )


@transaction.atomic
def end(sample: QualitySample, *, because: str, by: User) -> QualitySample:
    """From now on nobody reads it. Raises Refused where it has ended already."""
    require(by, SAMPLE)
    need_reason(because)
    sample = QualitySample.objects.for_change().get(pk=sample.pk)
    if not sample.is_live:
        raise Refused("This sample has ended already.")
    sample.ended_by, sample.ended_at, sample.ended_because = by, clock.now(), because
    return sample.write(by=by, because=because)


@dataclass(frozen=True)
class Judged:
    """What quality is judged by, of one drawn case: the database's answer (earlyhelp_quality), each column by its name."""

    case_key: UUID
    reference: str
    stage: str
    received_at: datetime
    paused_from: list[datetime]
    paused_until: list[datetime | None]
    decided_at: datetime | None
    told_on: date | None
    allocated_at: datetime | None
    signed_at: datetime | None
    outcomes: int
    actions: int
    actions_done: int
    actions_late: int
    reviews: int
    reviews_held: int
    last_contact: date | None
    children: int
    children_alone: int
    shared: int
    shared_untold: int
    closed_on: date | None
    outcome: str

    @property
    def pk(self) -> UUID:
        """The key of the case, for the log of readings."""
        return self.case_key

    @property
    def days_to_decision(self) -> int | None:
        """From the referral to the first decision that is no question, by the calendar; None while there is none."""
        return self._days_to(self.decided_at)

    @property
    def days_to_allocation(self) -> int | None:
        """From the referral to the first lead; None while nobody has led."""
        return self._days_to(self.allocated_at)

    def _days_to(self, moment: datetime | None) -> int | None:
        return (clock.uk_date(moment) - clock.uk_date(self.received_at)).days if moment else None

    @property
    def decided_late(self) -> bool:
        """Whether the decision came, or has not come yet, after the policy's clock ran out; its pauses left out."""
        pauses = zip(self.paused_from, self.paused_until, strict=True)
        due = due_at("triage", self.received_at, pauses)
        return due is not None and due < (self.decided_at or clock.now())

    @property
    def days_since_contact(self) -> int | None:
        """From the last note that stands to today, or to the day on which the case closed; None without a note."""
        return ((self.closed_on or clock.today()) - self.last_contact).days if self.last_contact else None


def judged(sample: QualitySample) -> list[Judged]:
    """The cases of a sample, by when they came; none once it has ended, or for whoever may not read it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM earlyhelp_quality(%s)", [sample.pk])
        names = [column.name for column in cursor.description]
        return [Judged(**dict(zip(names, row, strict=True))) for row in cursor.fetchall()]
