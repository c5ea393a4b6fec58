"""What a records manager sees at a glance: what is due, what falls due when, what is held and why, how far each list is."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from django.db.models.functions import TruncMonth

from access import clock
from access.models import User
from earlyhelp.database.together import ask_together
from earlyhelp.policy.vocabulary import RECORDS
from earlyhelp.policy.years import said
from retention.models import BatchItem, Clock, DisposalBatch, Hold
from retention.models.disposal import BatchState, DecisionKind, ItemState
from retention.operations import facts, proposals
from retention.operations.decisions import NEEDED, Decided, decided
from retention.operations.promises import Promises

SHOWN = 50
MONTHS = 12
STOPPED = {
    "held": "held by the notice, because of an inquiry",
    "needs_person": "without a date, because a fact is missing that only a person can settle",
    "no_rule": "without a date, because the notice or the council states no period",
}
HELD = {"dated": "held by a hold, or by another case of the family that is not closed"}


@dataclass(frozen=True)
class Progress:
    """How far a list is, and who is still needed."""

    batch: DisposalBatch
    words: str
    decided: Decided
    until: datetime | None = None
    undecided: bool = False


def progress(batch: DisposalBatch) -> Progress:
    """The state of a list in a sentence, with the countdown of its wait."""
    return progress_of([batch])[0]


def progress_of(batches: Sequence[DisposalBatch]) -> list[Progress]:
    """The same of several lists, in their order: the same few questions however many they are."""
    if not batches:
        return []
    ended = [one for one in batches if one.state == BatchState.FINISHED]
    counts, now = _counts(ended), clock.now()
    return [_progress(one, counts[one.batch.pk], now) for one in decided(batches)]


def _progress(found: Decided, counts: Counter[str], now: datetime) -> Progress:
    batch, until = found.batch, found.waits_until
    if stopped := found.aborted:
        return Progress(batch, f"Aborted by {stopped.by} on {said(clock.uk_date(stopped.decided_at))}", found)
    if batch.state == BatchState.FINISHED:
        gone, kept = counts[ItemState.DESTROYED], counts[ItemState.KEPT]
        return Progress(batch, f"Ended: {gone} destroyed, {kept} kept after all", found)
    if until is None:
        missing = NEEDED - min(len(found.standing), NEEDED - 1)
        words = f"Waits for {missing} more {'person' if missing == 1 else 'people'} to approve it"
        return Progress(batch, words, found, undecided=True)
    if until <= now:
        return Progress(batch, "Being destroyed now", found, until)
    left = (clock.uk_date(until) - clock.uk_date(now)).days
    when = "today" if left == 0 else f"in {left} day{'' if left == 1 else 's'}"
    return Progress(batch, f"Approved: destroyed from {said(clock.uk_date(until))}, {when}", found, until)


def _counts(batches: Sequence[DisposalBatch]) -> defaultdict[UUID, Counter[str]]:
    """How many records of each list are in each state."""
    found: defaultdict[UUID, Counter[str]] = defaultdict(Counter)
    rows = BatchItem.objects.filter(batch__in=batches).values_list("batch", "state").annotate(Count("pk"))
    for key, state, count in rows:
        found[key][state] = count
    return found


def lists(size: int = SHOWN) -> list[Progress]:
    """The newest lists, those that are not finished first."""
    newest = DisposalBatch.objects.order_by("-proposed_at", "-pk")
    live = newest.exclude(state=BatchState.FINISHED)[:size]
    ended = newest.filter(state=BatchState.FINISHED)[:size]
    ask_together(live, ended)
    return progress_of([*live, *ended][:size])


def waiting_for(user: User) -> int:
    """How many lists wait for this person's own approval."""
    live = DisposalBatch.objects.exclude(state=BatchState.FINISHED).order_by("-proposed_at", "-pk")
    return sum(waits_for(user, one) for one in progress_of(list(live[:SHOWN])))


def waits_for(user: User, one: Progress) -> bool:
    """Whether a list that is not decided lacks the approval of this person: they have not given it."""
    made = one.decided.made
    return one.undecided and not any(it.by == user and it.kind == DecisionKind.APPROVE for it in made)


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
    held = Count("pk", filter=Q(state="dated", held=True))
    counts = Clock.objects.aggregate(dated=held, **{state: Count("pk", filter=Q(state=state)) for state in STOPPED})
    return [f"{_cases(counts[state])} {words}." for state, words in (STOPPED | HELD).items() if counts[state]]


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
