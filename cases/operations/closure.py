"""End the work on a case."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Subquery, Value
from django.db.models.functions import Coalesce

from access import clock, outbox, slots
from access.errors import Refused, need_reason
from access.grants import require
from access.labels import worded
from access.models import User
from cases.models import Case
from cases.models.case import Outcome
from cases.models.tasks import TaskKind
from cases.operations import endings, grants, tasks, telling, worked
from cases.stages import WAITING, Stage, check_move
from earlyhelp.database.together import count_together

JUST_NOW = timedelta(days=28)


@transaction.atomic
def close(case: Case, *, on: date, outcome: str, because: str, by: User) -> Case:
    """Close the case as of the day `on`: the council's retention clock starts then, and grants end 28 days later.

    Where it ends unfinished, what is open in the plan and the assessment ends with it, on that day and for that reason.
    """
    case = Case.objects.for_change().get(pk=case.pk)
    require(by, "cases.work_case", case)
    need_reason(because)
    check_move(case.stage, Stage.CLOSED)
    check(case, on, outcome)
    _check_stepped_up(case, outcome)
    waited = case.stage in WAITING
    case.stage, case.closed_on, case.outcome = Stage.CLOSED, on, Outcome(outcome)
    case.changed_at = clock.now()
    tasks.settle(case, kind=TaskKind.CLOSE, by=by)
    endings.end_with_the_case(case, on=on, because=because, by=by)
    case.write(by=by, because=because)
    if waited:
        telling.tell_ended(case, by)
    for one in (
        case,
        *Case.objects.filter(triages__other_case_key=case.pk, outcome=Outcome.ATTACHED),
    ):  # what was joined to it goes out of sight with it
        grants.end_after(one, clock.now(), by=by, because=because)
    outbox.leave("case.closed", case.pk)
    return case


def _check_stepped_up(case: Case, outcome: str) -> None:
    """Social care can only have what somebody told them: it is recorded as shared, and not long ago."""
    since = clock.now() - JUST_NOW
    if outcome == Outcome.STEPPED_UP and not any(told(case, since) for told in slots.social_care_told.fillings):
        raise Refused(
            f"Record first what you told social care: nothing that was shared has been recorded in the last {JUST_NOW.days} days.",
            "outcome",
        )


@dataclass(frozen=True)
class Block:
    """Something that has to be finished before a case may close, and the URL name of the page where that is done."""

    sentence: str
    where: str


def what_blocks(case: Case, outcome: str = "") -> list[Block]:
    """What still blocks closing. Empty is free to close, as is every case that ends so that what is open ends with it."""
    found: list[Block] = []
    if outcome in endings.UNFINISHED:
        return found
    actions, outcomes, assessments = count_together(*endings.unfinished(case))
    if actions:
        found.append(Block(f"Finish or drop the open actions of the plan first: {actions} left.", "cases:plan"))
    if outcomes:
        found.append(Block(f"Say how the outcomes of the plan ended first: {outcomes} left.", "cases:plan"))
    if assessments:
        found.append(Block(worded("Finish the {assessment} that is in hand first."), "cases:assessments"))
    return found


def check(case: Case, on: date, outcome: str) -> None:
    """Raise Refused where something still blocks closing, or the day does not fit what was done on the case."""
    check_closing_day(case, on)
    if blocks := what_blocks(case, outcome):
        raise Refused(" ".join(block.sentence for block in blocks))


def check_closing_day(case: Case, on: date) -> None:
    """Raise Refused for a day in the future, or before the last thing that was done: the record would be kept too short."""
    if on > clock.today():
        raise Refused("The closing day must not be in the future.", "on")
    last = worked.last(case)
    if on < last.on:
        raise Refused(
            f"The closing day must not be before {last.on:%-d %B %Y}: the last thing on this case is {last.kind} of that day.",
            "on",
        )


@dataclass(frozen=True)
class Closing:
    """How a case was closed: of which day, how it ended, why, and by whom."""

    on: date
    outcome: str
    because: str
    by: str


def closing_of(case: Case) -> Closing | None:
    """How it was closed, out of its versions: the first one that was closed since it was last open. None while it is not closed."""
    if case.stage != Stage.CLOSED or case.closed_on is None:
        return None
    versions = Case.history.filter(id=case.pk)
    before = versions.exclude(stage=Stage.CLOSED).order_by("-history_id").values("history_id")[:1]
    closed = versions.filter(history_id__gt=Coalesce(Subquery(before), Value(0))).select_related("history_user")
    version = closed.order_by("history_id").first()
    because, by = (version.history_change_reason, str(version.history_user)) if version else ("", "")
    return Closing(case.closed_on, case.get_outcome_display(), because or "", by)
