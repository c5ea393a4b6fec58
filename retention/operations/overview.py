"""What a records manager sees at a glance: what is due, what falls due when, what is held and why, how far each list is."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count
from django.db.models.functions import TruncMonth

from access import clock
from access.models import User
from earlyhelp.policy.vocabulary import RECORDS
from earlyhelp.policy.years import said
from retention.models import Clock, Decision, DisposalBatch, Hold
from retention.models.disposal import BatchState, DecisionKind, ItemState
from retention.operations import facts, proposals
from retention.operations.decisions import NEEDED, aborted, standing, waiting_until
from retention.operations.promises import Promises

SHOWN = 50
MONTHS = 12
STOPPED = {
    "held": "held by the notice, because of an inquiry",
    "needs_person": "without a date, because a fact is missing that only a person can settle",
    "no_rule": "without a date, because the notice or the council states no period",
}


@dataclass(frozen=True)
class Progress:
    """How far a list is, and who is still needed."""

    batch: DisposalBatch
    words: str
    until: datetime | None = None
    undecided: bool = False


def progress(batch: DisposalBatch) -> Progress:
    """The state of a list in a sentence, with the countdown of its wait."""
    if stopped := aborted(batch):
        return Progress(batch, f"Aborted by {stopped.by} on {said(clock.uk_date(stopped.decided_at))}")
    if batch.state == BatchState.FINISHED:
        return Progress(batch, _ended(batch))
    until = waiting_until(batch)
    if until is None:
        missing = NEEDED - min(len(standing(batch)), NEEDED - 1)
        words = f"Waits for {missing} more {'person' if missing == 1 else 'people'} to approve it"
        return Progress(batch, words, undecided=True)
    left = (clock.uk_date(until) - clock.today()).days
    if until <= clock.now():
        return Progress(batch, "Being destroyed now", until)
    when = "today" if left == 0 else f"in {left} day{'' if left == 1 else 's'}"
    return Progress(batch, f"Approved: destroyed from {said(clock.uk_date(until))}, {when}", until)


def _ended(batch: DisposalBatch) -> str:
    counts = dict(batch.items.values_list("state").annotate(Count("pk")))
    gone, kept = counts.get(ItemState.DESTROYED, 0), counts.get(ItemState.KEPT, 0)
    return f"Ended: {gone} destroyed, {kept} kept after all"


def lists(size: int = 20) -> list[Progress]:
    """The newest lists, those that are not finished first."""
    live = DisposalBatch.objects.exclude(state=BatchState.FINISHED).order_by("-proposed_at", "-pk")
    ended = DisposalBatch.objects.filter(state=BatchState.FINISHED).order_by("-proposed_at", "-pk")
    return [progress(batch) for batch in [*live[:size], *ended[:size]]][:size]


def waiting_for(user: User) -> int:
    """How many lists wait for this person's own approval."""
    live = DisposalBatch.objects.exclude(state=BatchState.FINISHED)
    mine = Decision.objects.filter(by=user, kind=DecisionKind.APPROVE).values("batch")
    return sum(progress(batch).undecided for batch in live.exclude(pk__in=mine)[:SHOWN])


def due_now() -> list[Clock]:
    """What is due and on no list: the next night proposes it."""
    return list(proposals.due(clock.today())[:SHOWN])


def by_month() -> list[dict[str, Any]]:
    """How many fall due in each of the next months in which any does."""
    coming = Clock.objects.filter(held=False, state="dated", dispose_from__gt=clock.today())
    counted = (
        coming.annotate(month=TruncMonth("dispose_from")).values("month", "record_class").annotate(count=Count("pk"))
    )
    rows = counted.order_by("month", "record_class")[:MONTHS]
    return [{**row, "record_class": facts.class_in_words(row["record_class"])} for row in rows]


def stopped() -> list[str]:
    """How much has no day, or has one that does not count, and why: a sentence each."""
    found = []
    for state, words in STOPPED.items():
        if count := Clock.objects.filter(state=state).count():
            found.append(f"{_cases(count)} {words}.")
    if count := Clock.objects.filter(state="dated", held=True).count():
        found.append(f"{_cases(count)} held by a hold, or by another case of the family that is not closed.")
    return found


def _cases(count: int) -> str:
    return f"{count} closed case{' is' if count == 1 else 's are'}"


def holds_on_everything() -> list[Hold]:
    """Holds in force under which nothing at all can go."""
    return list(Hold.objects.filter(released_at=None, case_key=None).order_by("placed_at"))


def unset() -> list[Any]:
    """The council's readings without which nothing that rests on them is ever due."""
    return Promises.in_force().unset()


def without_period() -> str:
    """Where the notice itself states no period for any record: what it says instead."""
    promises = Promises.in_force()
    topic = promises.policy.topic("retention")
    if any(promises.rules(record) for record in RECORDS):
        return ""
    return f"The notice states no period for any record ({topic.source}), so nothing is ever due." + (
        f" It points to: {topic.reference}." if topic.reference else ""
    )
