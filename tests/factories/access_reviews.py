"""Access reviews: of a team whose people have been in it since before the quarter, opened as the night does."""

from datetime import timedelta

from django.db import connection

from access import clock
from access.grants import work_permission
from access.models import AccessReview, Membership, Team, User
from cases.models import Case, CaseUserGrant
from cases.models.grants import CameFrom
from cases.operations import access_reviews
from cases.operations.access_review_facts import last_ended
from tests.conftest import as_, as_robot
from tests.factories import BECAUSE, installation, somebody

WHY = "She works in another service now."
ASKED = "asked: I work with his cousin."


def quarter():
    """The quarter that is reviewed today."""
    return last_ended(clock.today())


def long_ago(*teams: Team, days: int = 200) -> None:
    """Let the people of these teams have joined so long ago: versions say since when, and no test can wait so long."""
    keys = list(Membership.objects.filter(group__in=[team.group_id for team in teams]).values_list("pk", flat=True))
    backdate("access_historicalmembership", keys, clock.now() - timedelta(days=days))


def backdate(table: str, keys, moment) -> None:
    """Versions of these rows are as old as this. The ledger's triggers look away: it is the fixture, not the program, that writes."""
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET history_date = %s WHERE id = ANY(%s)", [moment, list(keys)])


def night() -> int:
    """What the nightly job does. Returns how many reviews are new."""
    with as_robot():
        return access_reviews.look_through(User.objects.robot("earlyhelp_worker"))


def review_of(team: Team) -> AccessReview:
    """The team's review of the quarter that is over, opened now."""
    long_ago(team)
    with as_robot():
        made = access_reviews.open_for(team, quarter(), by=User.objects.robot("earlyhelp_worker"))
    assert made is not None, "a team with somebody in it has a review"
    return made


def unused(case, user=None, *, days: int = 40, came_from: str = CameFrom.REQUEST, ends_at=None) -> CaseUserGrant:
    """Somebody's single grant on a case, given so many days ago, by which they have opened nothing."""
    return CaseUserGrant(
        content_object=case,
        user=user or somebody(),
        permission=work_permission(Case),
        starts_at=clock.now() - timedelta(days=days),
        ends_at=ends_at,
        why=ASKED,
        came_from=came_from,
    ).write(by=installation(), because=BECAUSE)


def line_about(review: AccessReview, person, kind: str = "member"):
    """The line of a review about somebody."""
    return review.lines.get(person=person, kind=kind)


def everything_answered(review: AccessReview, *people, answer: str = "keep", because: str = "") -> AccessReview:
    """Each of these people answers whatever in it is theirs to answer."""
    for one in people:
        with as_(one):
            for line in access_reviews.to_answer(review, one):
                access_reviews.answer(line, answer=answer, because=because, by=one)
    return review
