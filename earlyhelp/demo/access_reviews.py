"""Access reviews of the invented year: each quarter the night opens them, managers answer and sign; of the last quarter one is late and one is new."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta

from django.db import connection
from environ import Env

from access import clock, security
from access.identity import looking
from access.jobs import robot
from access.models import AccessAnswer, AccessReview, Team, User
from access.records import uuid7
from cases.models import Case
from cases.models.openings import Answer
from cases.operations import access_reviews, openings
from cases.operations.access_review_facts import last_ended
from cases.stages import Stage

NIGHT, QUARTER = time(5), timedelta(days=92)
KEPT = 3  # of the grants that nobody used one in so many is kept
WORKER = "DATABASE_WORKER_URL"


def nights(begins: datetime, ends: datetime) -> Iterator[datetime]:
    """The nights of the year after a quarter has ended."""
    day = begins.date()
    while (day := _next_quarter(day)) < ends.date():
        yield datetime.combine(day, NIGHT, clock.UK)


def _next_quarter(day: date) -> date:
    return (day.replace(day=1, month=(day.month - 1) // 3 * 3 + 1) + QUARTER).replace(day=1)


def open_them(*, but: Team | None = None) -> None:
    """What the nightly job does: for one team not yet, as where it was cut off."""
    quarter = last_ended(clock.today())
    with _as_the_worker():
        for team in Team.objects.order_by("name"):
            if team != but:
                access_reviews.open_for(team, quarter, by=robot())


@contextmanager
def _as_the_worker() -> Iterator[None]:
    """The login of the nightly jobs, which alone opens a review."""
    kept = connection.settings_dict
    connection.close()
    login = Env.db_url_config(os.environ[WORKER])
    connection.settings_dict = kept | {name: value for name, value in login.items() if name != "ENGINE"}
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict = kept


def sign_in(people: Sequence[User]) -> None:
    """Those who were at work in the quarter signed in."""
    for one in people:
        security.record("sign_in", by=one)


def see_by_request(asks: User, manager: User) -> None:
    """Somebody of another team is let see a family's record for half a year, and then does not look."""
    with looking(manager):
        case = Case.objects.visible_to(manager).filter(stage=Stage.OPEN).order_by("pk").first()
    if case is None:
        return
    with looking(asks):
        request = openings.ask(case.reference, because="I work with a cousin of theirs.", by=asks, key=uuid7())
    with looking(manager):
        openings.answer(
            request,
            answer=Answer.READ,
            because="It helps them both.",
            by=manager,
            until=clock.today() + timedelta(days=180),
        )


def look_through(teams: dict[Team, User], admin: User, *, but: Sequence[Team] = ()) -> None:
    """Managers answer for their people, the administrator for the managers and where there is none; then they sign."""
    with looking(admin):
        waiting = list(AccessReview.objects.filter(signed_at=None).exclude(team__in=but).select_related("team"))
    for review in waiting:
        signs = teams.get(review.team, admin)
        for one in {admin, signs}:
            _answer(review, one)
        with looking(signs):
            if not access_reviews.waits(review):
                access_reviews.sign(review, by=signs)


def _answer(review: AccessReview, by: User) -> None:
    with looking(by):
        for number, line in enumerate(access_reviews.to_answer(review, by)):
            if line.grant_key and number % KEPT:
                access_reviews.answer(
                    line, answer=AccessAnswer.TAKE_AWAY, because="Nobody looked at it for months.", by=by
                )
            else:
                access_reviews.answer(line, answer=AccessAnswer.KEEP, because="", by=by)
