"""Reviews of the plan: held, and the next one set by the policy's clock."""

from datetime import date, datetime, time

from django.db import transaction

from access import clock
from access.errors import Refused
from access.grants import require
from access.models import User
from cases.models import Case, Review
from cases.models.plans import ReviewOutcome
from cases.models.tasks import TaskKind
from cases.operations import tasks
from cases.operations.times import due_on
from cases.operations.work import require_open


@transaction.atomic
def hold(case: Case, *, on: date, progress: str, decided: str, by: User, family_view: str = "") -> Review:
    """Record that the review was held, and set the next one unless the plan is done: its time runs from the day of this one.

    Sent twice on one day it is held once.
    """
    case = Case.objects.for_change().get(pk=case.pk)
    require(by, "cases.work_case", case)
    require_open(case)
    if on > clock.today():
        raise Refused("The day of the review must not be in the future.", "on")
    if on < clock.uk_date(case.received_at):
        raise Refused("The day of the review must not be before the referral.", "on")
    if again := case.reviews.filter(held_on=on, progress=progress, decided=decided).first():
        return again
    review = case.reviews.filter(held_on=None).first() or Review(case=case, due_on=on)
    review.held_on, review.progress, review.family_view = on, progress, family_view
    review.decided, review.held_by, review.recorded_at = ReviewOutcome(decided), by, clock.now()
    review.write(by=by, because="review held")
    _follow(case, review, by)
    return review


def set_next(case: Case, since: datetime, by: User) -> None:
    """A plan that is worked on is looked at again: the day of the next review, unless one is set."""
    if not case.reviews.filter(held_on=None).exists():
        code = "next_review" if case.reviews.exists() else "first_review"
        why = "the next review" if code == "next_review" else "the plan has begun"
        Review(case=case, due_on=due_on(code, since)).write(by=by, because=why)


def _follow(case: Case, review: Review, by: User) -> None:
    """What was decided is somebody's to do by a day: the next review, or a closing by when that would have been."""
    assert review.held_on is not None
    held_at = datetime.combine(review.held_on, time(12), clock.UK)
    if review.decided == ReviewOutcome.CLOSE:
        tasks.give(case, kind=TaskKind.CLOSE, due_on=due_on("next_review", held_at), by=by)
        return
    tasks.end_undone(case, because="a later review decided otherwise", by=by, kind=TaskKind.CLOSE)
    set_next(case, held_at, by)
    if review.decided == ReviewOutcome.REASSESS:
        tasks.give(case, kind=TaskKind.REASSESS, due_on=due_on("assessment", held_at), by=by)


def next_due(case: Case) -> date | None:
    """The day of the next review, or None while none is set."""
    return case.reviews.filter(held_on=None).values_list("due_on", flat=True).first()
