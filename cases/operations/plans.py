"""The family's plan: outcomes that are hoped for, actions that lead there, and how they end."""

from datetime import date
from uuid import UUID

from django.db import transaction

from access import clock
from access.errors import Refused, need_reason
from access.grants import require
from access.models import Staff, User
from access.notifications import notify
from cases.models import Action, Case, PlanOutcome
from cases.models.tasks import TaskKind
from cases.operations import basis, days, reviews, tasks
from cases.operations.work import require_open


@transaction.atomic
def add_outcome(
    case: Case, *, need: str, hoped_for: str, by: User, key: UUID, target_on: date | None = None
) -> PlanOutcome:
    """Add what will be different. The day of a review is set with it, unless one is to come. `key` becomes its own: sent twice, made once."""
    case = _case(case, by)
    if there := case.plan_outcomes.filter(pk=key).first():
        return there
    basis.need_consent_before("plan", case)
    _not_past(target_on, "target_on")
    outcome = PlanOutcome(
        id=key, case=case, need=need, hoped_for=hoped_for, target_on=target_on, made_at=clock.now(), made_by=by
    ).write(by=by, because="outcome added to the plan")
    reviews.set_next(case, clock.now(), by)
    tasks.end_undone(case, because="an outcome was added to the plan", by=by, kind=TaskKind.CLOSE)
    return outcome


@transaction.atomic
def add_action(
    case: Case,
    *,
    what: str,
    due_on: date,
    by: User,
    key: UUID,
    outcome: PlanOutcome | None = None,
    owner: Staff | None = None,
    owner_words: str = "",
) -> Action:
    """Add who does what by when. The owner is somebody at work here, or somebody named in words."""
    case = _case(case, by)
    if there := case.actions.filter(pk=key).first():
        return there
    basis.need_consent_before("plan", case)
    if (owner is None) == (not owner_words.strip()):
        raise Refused("Choose who will do it, or write a name: one of the two.", "owner")
    if outcome is not None and (outcome.case_id != case.pk or outcome.ended_on):
        raise Refused("That outcome has ended. Choose one that is still worked on.", "outcome")
    _not_past(due_on, "due_on")
    action = Action(
        id=key,
        case=case,
        outcome=outcome,
        what=what,
        owner=owner,
        owner_words=owner_words.strip(),
        due_on=due_on,
        made_at=clock.now(),
        made_by=by,
    ).write(by=by, because="action added to the plan")
    if owner is not None and owner.user != by:
        notify(owner.user, "task.given", case)
    return action


@transaction.atomic
def end_action(action: Action, *, done: bool, because: str, by: User) -> Action:
    """The action was done, or is dropped with a reason. What has ended stays as it ended."""
    case = _case(action.case, by)
    action = Action.objects.for_change().get(pk=action.pk, case=case)
    if action.ended_on:
        raise Refused(_ended_by(action, "action", "done" if action.done else "dropped"))
    if not done:
        need_reason(because, "Write why it is dropped.")
    action.done, action.ended_on, action.because = done, clock.today(), because
    return action.write(by=by, because=because or "done")


@transaction.atomic
def end_outcome(outcome: PlanOutcome, *, reached: bool, because: str, by: User) -> PlanOutcome:
    """The outcome was reached, or is given up with a reason. Raises Refused while actions for it are open."""
    case = _case(outcome.case, by)
    outcome = PlanOutcome.objects.for_change().get(pk=outcome.pk, case=case)
    if outcome.ended_on:
        raise Refused(_ended_by(outcome, "outcome", "reached" if outcome.reached else "given up"))
    if left := outcome.actions.filter(done=None).count():
        raise Refused(f"Finish or drop the open actions for it first: {left} left.")
    need_reason(because, "Write how you know, or why it is given up.")
    outcome.reached, outcome.ended_on, outcome.because = reached, clock.today(), because
    return outcome.write(by=by, because=because)


def _case(case: Case, by: User) -> Case:
    case = Case.objects.for_change().get(pk=case.pk)
    require(by, "cases.work_case", case)
    require_open(case)
    return case


def _ended_by(ended: Action | PlanOutcome, what: str, how: str) -> str:
    """What somebody else wrote meanwhile, beside what is on the page: nothing is overwritten."""
    who = ended.history.select_related("history_user").first().history_user
    words = f" They wrote: “{ended.because}”" if ended.because else ""
    return f"{who} has ended this {what} already: {how} on {ended.ended_on:%-d %B %Y}.{words}"


def _not_past(day: date | None, field: str) -> None:
    if day is not None:
        days.check_planned(day, field)
