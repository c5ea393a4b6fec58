"""Access reviews: each team once a quarter, by somebody else than oneself, answered line by line, signed once."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from access import clock
from access.errors import Forbidden, Refused
from access.models import AccessReview, AccessReviewLine, Membership, Notification, SecurityEvent
from access.operations import staff as people_at_work
from access.records import acting
from cases.models import CaseUserGrant
from cases.models.grants import CameFrom
from cases.operations import access_reviews
from tests.conftest import as_, as_robot
from tests.factories import CaseFactory, TeamFactory, installation, somebody, worker_on
from tests.factories.access_reviews import (
    ASKED,
    WHY,
    everything_answered,
    line_about,
    long_ago,
    night,
    quarter,
    review_of,
    unused,
)
from tests.factories.flags import read
from tests.factories.states import keep_out, shut

BOTH = ("AFC-12", "DUR-19")


@pytest.fixture
def manager(case):
    return worker_on(case, "team_manager")


@pytest.fixture
def colleague(case):
    return worker_on(case)


@pytest.fixture
def review(case, manager, colleague):
    return review_of(case.team)


def asked_of(review, person):
    with as_(person):
        return [(line.kind, line.person) for line in access_reviews.to_answer(review, person)]


def in_team(team):
    return {place.user for place in Membership.objects.filter(group=team.group)}


# --- at night ---------------------------------------------------------------------------------------------------------------


@pytest.mark.promise(*BOTH)
def test_the_night_opens_one_review_of_each_team_a_quarter_and_no_second(case, manager, colleague):
    other, empty = CaseFactory().team, TeamFactory()
    worker_on(CaseFactory(team=other))
    long_ago(case.team, other)
    assert night() == 2
    assert {one.team for one in AccessReview.objects.all()} == {case.team, other} and empty
    assert night() == 0
    assert AccessReview.objects.count() == 2


def test_a_night_that_was_cut_off_goes_on(case, manager):
    other = CaseFactory().team
    somebody(team=other)
    review_of(case.team)
    long_ago(other)
    assert night() == 1


def test_a_team_that_began_after_the_quarter_has_its_first_review_after_the_next(case, manager):
    long_ago(case.team, days=0)
    assert night() == 0


def test_it_is_due_after_ten_working_days_and_the_manager_has_news(review, manager, colleague):
    assert timedelta(days=11) < review.due_at - review.opened_at < timedelta(days=23)
    assert [one.user for one in Notification.objects.filter(kind="access_review.opened")] == [manager]


@pytest.mark.promise(*BOTH)
def test_it_shows_how_each_uses_their_access(case, manager, colleague):
    """Since when, what they opened last, how many single grants: what is shut, or somebody is kept out of, is counted nowhere."""
    elsewhere, sealed, kept = CaseFactory(), CaseFactory(), CaseFactory()
    for one in (elsewhere, sealed, kept):
        unused(one, colleague)
    shut(sealed, colleague, level="sealed")
    keep_out(kept, somebody())
    read(colleague, case)
    line = line_about(review_of(case.team), colleague)
    assert (line.grants, clock.uk_date(line.opened_at)) == (1, clock.today() - timedelta(days=1))
    assert clock.uk_date(line.since) == clock.today() - timedelta(days=200) and not line.joined
    assert line_about(line.review, manager).opened_at is None


def test_joiners_leavers_and_who_was_switched_off_stand_in_it(case, manager, colleague):
    long_ago(case.team)
    new, gone, off = worker_on(case), worker_on(case), worker_on(case)
    with acting(installation(), "moved"):
        Membership.objects.filter(user=gone).delete()
    off.staff.is_active = False
    off.staff.write(by=installation(), because="left")
    with as_robot():
        made = access_reviews.open_for(case.team, quarter(), by=access_reviews.User.objects.robot("earlyhelp_worker"))
    assert line_about(made, new).joined and not line_about(made, colleague).joined
    assert line_about(made, off).off_at and not line_about(made, new).off_at
    assert line_about(made, gone, "leaver").left_at


@pytest.mark.parametrize(
    ("days", "came_from", "used", "stands"),
    [
        (40, CameFrom.REQUEST, False, True),
        (40, CameFrom.COVER, False, True),
        (40, CameFrom.INVOLVEMENT, False, True),
        (40, CameFrom.RESTRICTION, False, False),
        (13, CameFrom.REQUEST, False, False),
        (40, CameFrom.REQUEST, True, False),
    ],
)
@pytest.mark.promise(*BOTH)
def test_a_grant_that_nobody_used_stands_in_it(case, manager, days, came_from, used, stands):
    """Given a fortnight ago or more, and no page of the case opened since the quarter began."""
    grant = unused(case, days=days, came_from=came_from)
    if used:
        read(grant.user, case)
    found = review_of(case.team).lines.filter(kind="grant")
    assert [(one.grant_key, one.case_reference, one.why) for one in found] == (
        [(grant.pk, case.reference, ASKED)] if stands else []
    )


# --- whose it is ------------------------------------------------------------------------------------------------------------


@pytest.mark.promise(*BOTH)
def test_nobody_answers_for_themselves(case, review, manager, colleague):
    """Of one manager alone a user administrator answers; the page, the operation and the database all say so."""
    admin = somebody("user_administrator")
    assert asked_of(review, manager) == [("member", colleague)]
    assert asked_of(review, admin) == [("member", manager)]
    assert asked_of(review, colleague) == []
    own = line_about(review, manager)
    with as_(manager), pytest.raises(Forbidden):
        access_reviews.answer(own, answer="keep", because="", by=manager)
    with as_(manager), acting(manager, "keep"):
        own.answer, own.answered_by, own.answered_at = "keep", manager, clock.now()
        with pytest.raises(DatabaseError), transaction.atomic():
            own.save(force_update=True)


def test_two_managers_answer_for_each_other(case, review, manager, colleague):
    second, admin = worker_on(case, "team_manager"), somebody("user_administrator")
    assert ("member", manager) in asked_of(review, second)
    assert asked_of(review, admin) == []


def test_where_a_team_has_no_manager_an_administrator_answers_and_signs(case, colleague):
    admin = somebody("user_administrator")
    review = review_of(case.team)
    everything_answered(review, admin)
    with as_(admin):
        access_reviews.sign(review, by=admin)
    assert AccessReview.objects.get().signed_by == admin
    assert [one.user for one in Notification.objects.filter(kind="access_review.opened")] == [admin]


@pytest.mark.promise(*BOTH)
def test_lines_about_a_case_are_seen_by_whoever_works_with_it_and_never_by_an_administrator(case, manager, colleague):
    unused(case)
    review = review_of(case.team)
    seen = {}
    for one in (
        manager,
        somebody("dpo"),
        somebody("user_administrator"),
        colleague,
        somebody("team_manager", team=TeamFactory()),
    ):
        with as_(one):
            seen[one.staff.roles[0], one == manager] = review.lines.filter(kind="grant").count()
    assert seen == {
        ("team_manager", True): 1,
        ("dpo", False): 1,
        ("user_administrator", False): 0,
        ("practitioner", False): 0,
        ("team_manager", False): 0,
    }
    shut(case, level="sealed")
    with as_(somebody("dpo")):
        assert not review.lines.filter(kind="grant").exists()


# --- answering --------------------------------------------------------------------------------------------------------------


@pytest.mark.promise(*BOTH)
def test_taking_somebody_out_of_the_team_closes_its_cases_to_them_at_once(case, review, manager, colleague):
    with as_(manager):
        access_reviews.answer(line_about(review, colleague), answer="take_away", because=WHY, by=manager)
    assert in_team(case.team) == {manager}
    with as_(colleague):
        assert not type(case).objects.visible_to(colleague).exists()
    last = Membership.history.filter(user=colleague, history_type="-").get()
    assert (last.history_user, last.history_change_reason) == (manager, WHY)
    event = SecurityEvent.objects.filter(kind="rights_changed", about_key=colleague.pk).get()
    assert (event.user_key, event.because) == (manager.pk, f"taken out of {case.team.name}")


@pytest.mark.promise(*BOTH)
def test_a_grant_that_is_taken_away_ends_at_once(case, manager):
    grant = unused(case)
    review = review_of(case.team)
    with as_(manager):
        access_reviews.answer(line_about(review, grant.user, "grant"), answer="take_away", because=WHY, by=manager)
    assert not CaseUserGrant.objects.exists()
    assert CaseUserGrant.history.get(history_type="-").history_change_reason == WHY


def test_nothing_is_taken_away_without_a_reason_and_nothing_by_saying_nothing(
    case, review, manager, colleague, signed_in
):
    page, client = reverse("cases:answer_access_review", args=[review.pk]), signed_in(manager)
    name = f"answer_{line_about(review, colleague).pk.hex}"
    assert "checked" not in client.get(page).content.decode()
    assert client.post(page, {}).status_code == 422
    answer = client.post(page, {name: "take_away"})
    assert answer.status_code == 422 and f"Write why {colleague.name} is to lose it" in answer.content.decode()
    slip = client.post(page, {f"because_{line_about(review, colleague).pk.hex}": WHY})
    assert slip.status_code == 422 and WHY in slip.content.decode()
    assert in_team(case.team) == {manager, colleague}
    assert client.post(page, {name: "keep"}).status_code == 302
    assert in_team(case.team) == {manager, colleague} and line_about(review, colleague).answer == "keep"


def test_several_answers_are_saved_together_or_not_at_all(case, manager, colleague, signed_in):
    other = worker_on(case)
    review = review_of(case.team)
    answers = {f"answer_{line_about(review, one).pk.hex}": "take_away" for one in (colleague, other)}
    answers[f"because_{line_about(review, colleague).pk.hex}"] = WHY
    assert signed_in(manager).post(reverse("cases:answer_access_review", args=[review.pk]), answers).status_code == 422
    assert in_team(case.team) == {manager, colleague, other}


def test_what_is_answered_stands(case, review, manager, colleague):
    line = line_about(review, colleague)
    everything_answered(review, manager)
    with as_(manager):
        assert access_reviews.answer(line, answer="take_away", because=WHY, by=manager).answer == "keep"
        with acting(manager, WHY), pytest.raises(DatabaseError), transaction.atomic():
            AccessReviewLine.objects.filter(pk=line.pk).update(answer="take_away", because=WHY)
    assert in_team(case.team) == {manager, colleague}


def test_a_manager_ends_no_place_in_a_team_that_no_review_asked_about(case, manager, colleague):
    """The database asks for the answer, whatever the program does; an administrator needs none."""
    with as_(manager), acting(manager, WHY):
        Membership.objects.filter(user=colleague).delete()
    assert in_team(case.team) == {manager, colleague}
    admin = somebody("user_administrator")
    with as_(admin):
        assert people_at_work.take_out(colleague, case.team, because=WHY, by=admin)
    assert in_team(case.team) == {manager}


def test_nobody_takes_themselves_or_a_stranger_out(case, manager, colleague):
    with as_(manager), pytest.raises(Refused):
        people_at_work.take_out(manager, case.team, because=WHY, by=manager)
    with as_(colleague), pytest.raises(Forbidden):
        people_at_work.take_out(manager, case.team, because=WHY, by=colleague)


# --- signing ----------------------------------------------------------------------------------------------------------------


@pytest.mark.promise(*BOTH)
def test_it_is_signed_once_all_of_it_is_answered_and_is_a_security_event(case, review, manager, colleague):
    admin = somebody("user_administrator")
    everything_answered(review, manager)
    with as_(manager), pytest.raises(Refused, match="1 left"):
        access_reviews.sign(review, by=manager)
    everything_answered(review, admin)
    for _ in range(2):  # sent twice it is signed once
        with as_(manager):
            access_reviews.sign(review, by=manager)
    event = SecurityEvent.objects.filter(kind="access_reviewed", user_key=manager.pk).get()
    assert (event.user_key, event.because) == (
        manager.pk,
        f"{case.team.name}, {review.quarter}: 2 kept, 0 taken away",
    )


@pytest.mark.promise(*BOTH)
def test_what_is_signed_does_not_change_whoever_writes(case, review, manager, colleague):
    """Neither by the web's login nor by the nightly jobs' nor by the owner's."""
    everything_answered(review, manager, somebody("user_administrator"))
    with as_(manager):
        access_reviews.sign(review, by=manager)
    moved = {"late_told_at": clock.now()}
    for who in (as_(manager), as_robot()):
        with who, acting(manager, WHY), pytest.raises(DatabaseError), transaction.atomic():
            assert not AccessReview.objects.filter(pk=review.pk).update(**moved)
            raise DatabaseError("the wall hides it")
    with acting(installation(), WHY), pytest.raises(DatabaseError), transaction.atomic():
        AccessReview.objects.filter(pk=review.pk).update(signed_at=clock.now())
    with acting(installation(), WHY), pytest.raises(DatabaseError), transaction.atomic():
        review.lines.update(leads=7)


def test_nobody_else_signs(case, review, manager, colleague):
    everything_answered(review, manager, somebody("user_administrator"))
    for one in (
        colleague,
        somebody("dpo"),
        somebody("user_administrator"),
        somebody("team_manager", team=TeamFactory()),
    ):
        with as_(one), pytest.raises(Forbidden):
            access_reviews.sign(review, by=one)


def test_who_has_left_meanwhile_and_what_has_ended_wait_for_nobody(case, manager, colleague):
    grant = unused(case)
    review = review_of(case.team)
    with acting(installation(), "left"):
        Membership.objects.filter(user=colleague).delete()
        CaseUserGrant.objects.filter(pk=grant.pk).delete()
    assert asked_of(review, manager) == []
    everything_answered(review, somebody("user_administrator"))
    with as_(manager):
        assert access_reviews.sign(review, by=manager).signed_at


# --- late, and the pages --------------------------------------------------------------------------------------------------


def after_its_day(review):
    """It was due a week ago."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT earlyhelp_move_clock(%s, 'a test')", [review.due_at + timedelta(days=7)])


@pytest.mark.promise(*BOTH)
def test_a_late_one_is_news_once_and_red_in_words_for_the_officer(case, review, manager, colleague, signed_in):
    after_its_day(review)
    night()
    night()
    told = Notification.objects.filter(kind="access_review.late", user=manager)
    assert told.count() == 1
    page = signed_in(somebody("dpo")).get(reverse("cases:access_reviews")).content.decode()
    assert 'govuk-tag--red">Late' in page and "working day" in page and case.team.name in page
    today = signed_in(somebody("dpo")).get(reverse("desk:today")).content.decode()
    assert "access review that is late" in today or "access reviews that are late" in today


def test_the_officer_reads_grants_without_the_words_of_the_case(case, manager, signed_in):
    unused(case)
    review = review_of(case.team)
    for page in (reverse("cases:access_review", args=[review.pk]), reverse("cases:access_changes")):
        body = signed_in(somebody("dpo")).get(page).content.decode()
        assert case.reference in body and ASKED not in body
    body = signed_in(manager).get(reverse("cases:access_review", args=[review.pk])).content.decode()
    assert case.reference in body and ASKED in body


def test_an_administrator_reads_who_came_and_went_and_no_case(case, manager, signed_in):
    unused(case)
    review = review_of(case.team)
    admin = signed_in(somebody("user_administrator"))
    for page in (
        reverse("cases:access_review", args=[review.pk]),
        reverse("cases:access_changes"),
        reverse("cases:access_reviews"),
    ):
        assert case.reference not in admin.get(page).content.decode()


def test_a_review_of_another_team_is_not_there(review, signed_in):
    stranger = signed_in(somebody("team_manager", team=TeamFactory()))
    for name in ("access_review", "answer_access_review", "sign_access_review"):
        assert stranger.get(reverse(f"cases:{name}", args=[review.pk])).status_code == 404
    assert str(review.pk) not in stranger.get(reverse("cases:access_reviews")).content.decode()


def test_it_waits_on_todays_page_of_whoever_is_to_answer(review, manager, colleague, signed_in):
    admin = somebody("user_administrator")
    for one, there in ((manager, True), (admin, True), (colleague, False)):
        assert ("access review that waits" in signed_in(one).get(reverse("desk:today")).content.decode()) == there


def test_a_day_that_is_none_shows_the_newest_quarter(review, signed_in):
    page = signed_in(somebody("dpo")).get(reverse("cases:access_changes") + "?quarter=nonsense")
    assert review.quarter in page.content.decode()
