"""How long referrals wait for the hub's decision: its clock in words, and which one is the oldest that is not decided."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, Subquery

from access import clock
from access.models import User
from cases.models import Case, Pause, Triage
from cases.models.case import CaseQuerySet
from cases.models.triage import Decision
from cases.operations.times import due_at, left_in_words

NOT_YET = (Decision.ASK, Decision.SEPARATE)  # after these the hub has still to decide


def with_newest(cases: CaseQuerySet) -> CaseQuerySet:
    """Each with its newest decision and when that was made."""
    newest = Triage.objects.filter(case=OuterRef("pk")).order_by("-decided_at", "-pk")
    one = {name: Subquery(newest.values(name)[:1]) for name in ("decision", "decided_at")}
    return cases.annotate(newest_decision=one["decision"], newest_decided_at=one["decided_at"])


def ended_at(decision: str | None, at: datetime | None) -> datetime | None:
    """When the hub's clock ended, by the newest decision; None while the hub has still to decide."""
    return at if decision and decision not in NOT_YET else None


def oldest_to_decide(user: User, *stages: str) -> CaseQuerySet:
    """The oldest referral of this person's teams at these stages that is not decided and whose clock runs, if there is one."""
    waits = with_newest(Case.objects.waiting_for(user, *stages))
    undecided = waits.filter(Q(newest_decision=None) | Q(newest_decision__in=NOT_YET))
    paused = Exists(Pause.objects.filter(case=OuterRef("pk"), until=None))
    return undecided.filter(~paused).order_by("received_at", "id")[:1]


@dataclass(frozen=True)
class Waiting:
    """How long the hub has for a decision, in words. `late` is for sorting and for the word that warns. `decided`: it runs no more."""

    words: str
    late: bool
    due: datetime | None
    decided: bool = False


def clock_of(
    case: Case, now: datetime, pauses: Iterable[Pause] | None = None, decided_at: datetime | None = None
) -> Waiting:
    """The hub's clock on one case that waits. It ends when it is decided (`ended_at`), though what was decided has still to be done.

    Takes its pauses from `case.pauses`, prefetched in lists, where the page has none.
    """
    if decided_at is not None:
        return Waiting(f"decided on {clock.uk_date(decided_at):%-d %B %Y}", late=False, due=None, decided=True)
    pauses = list(case.pauses.all() if pauses is None else pauses)
    spans = [(one.since, one.until) for one in pauses]
    due = due_at("triage", case.received_at, spans)
    if due is None:
        reason = next(one.because for one in pauses if one.until is None)
        return Waiting(f"stands still: {reason}", late=False, due=None)
    return Waiting(left_in_words(due, now), late=due < now, due=due)
