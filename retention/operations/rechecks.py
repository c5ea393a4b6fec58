"""What is asked again, under the lock, before a case is destroyed: each question is a sentence where the case must stay."""

from collections.abc import Callable

from django.db.models import Q

from access import clock
from cases.models import Case
from cases.models.case import Visibility
from cases.stages import Stage
from consent.models import Concern
from earlyhelp.policy.years import said
from retention.models import BatchItem, Decision, Hold
from retention.operations import clocks
from retention.operations.decisions import aborted
from retention.operations.proposals import item_of, line_of


def why_keep(item: BatchItem, case: Case | None) -> str:
    """The first reason to keep this case after all, from what is recorded now; empty where there is none."""
    if case is None:
        return "There is no such case any more."
    return next((why for asked in QUESTIONS if (why := asked(item, case))), "")


def was_aborted(decision: Decision) -> str:
    """The sentence for what an aborted list no longer takes."""
    return f"The list was aborted on {said(clock.uk_date(decision.decided_at))}."


def _aborted(item: BatchItem, case: Case) -> str:
    stopped = aborted(item.batch)
    return was_aborted(stopped) if stopped else ""


def _held(item: BatchItem, case: Case) -> str:
    hold = Hold.objects.filter(_about(case), released_at=None).order_by("placed_at").first()
    if hold is None:
        return ""
    return f"A hold was placed on {'this case' if hold.case_key else 'every record'}."


def _released(item: BatchItem, case: Case) -> str:
    """A hold that ended after the list was made: what it held is not taken by the same list."""
    if Hold.objects.filter(_about(case), released_at__gt=item.batch.proposed_at).exists():
        return "A hold was released after the list was made: the case needs a new proposal."
    return ""


def _asked(item: BatchItem, case: Case) -> str:
    """A question or worry about this family's information is answered while the information is there."""
    open_ones = Concern.objects.filter(case=case).open()
    return "A concern about how its information is used is still open." if open_ones.exists() else ""


def _reopened(item: BatchItem, case: Case) -> str:
    return "" if case.stage == Stage.CLOSED else "The case was reopened."


def _sealed(item: BatchItem, case: Case) -> str:
    return "The case was sealed." if case.visibility == Visibility.SEALED else ""


def _not_due(item: BatchItem, case: Case) -> str:
    """The clock from its source, not as stored: what nobody has looked at since the list was made decides nothing."""
    values = clocks.work_out(case)
    if values["held"] or values["state"] != "dated":
        return values["because"][0][:300]
    if values["dispose_from"] > clock.today():
        return f"It is due on {said(values['dispose_from'])}, later than when the list was made."
    if line_of(item_of(case, values)) != line_of(item):
        return "What its date rests on has changed since the list was made: the case needs a new proposal."
    return ""


QUESTIONS: tuple[Callable[[BatchItem, Case], str], ...] = (
    *(_aborted, _held, _released, _asked, _reopened),
    *(_sealed, _not_due),
)


def _about(case: Case) -> Q:
    return Q(case_key=case.pk) | Q(case_key=None)
