"""What asking, breaking the glass, keeping somebody out and restricting ask themselves, without the database's walls: as its owner, beside
another family of which everything is there too. So a check that is missing in the program shows.
"""

from datetime import timedelta
from functools import partial

import pytest
from django.db import IntegrityError, transaction

from access import clock
from access.errors import Forbidden, Refused
from access.models import Membership, Notification
from access.records import acting, uuid7
from cases.models import AccessRequest, BreakGlass, Case, CaseUserGrant, Exclusion, Restriction
from cases.operations import answerers, exclusions, openings, restrictions
from tests.conftest import as_
from tests.factories import BECAUSE, CaseFactory, TeamFactory, give_person, installation, somebody, worker_on
from tests.factories.states import GLASS, asked, broken, keep_out, restriction, shut

OTHER_WORDS = "The police have found him and ask who may fetch him."


@pytest.fixture
def beside(case, manager):
    """Another family of the same team: asked about, opened, restricted for somebody, somebody kept out."""
    other = CaseFactory(team=case.team)
    asked(other)
    broken(other)
    keep_out(other, worker_on(other))
    return other


def do(by, operation, *args, **given):
    with as_(by, "owner"):
        return operation(*args, by=by, **given)


def ask(case, by, because="I work with his sister.", **given):
    return do(by, openings.ask, case.reference, because=because, **given)


def break_it(case, by, because=GLASS, **given):
    return do(by, openings.break_glass, case.reference, because=because, **given)


def answer(request, by, what="read", because="His sister is with you.", days=14):
    until = None if days is None else clock.today() + timedelta(days=days)
    return do(by, openings.answer, request, answer=what, because=because, until=until)


# Asking ----------------------------------------------------------------------------------------------------------------------


def test_whoever_works_with_another_family_may_ask_about_this_one(case, stranger):
    give_person(CaseFactory(), stranger)
    assert ask(case, stranger).case_id == case.pk


def test_a_request_is_made_once_by_its_key_and_while_it_waits_other_words_are_refused(case, beside, stranger):
    asked(case)  # somebody else's waits too
    ask(beside, stranger)
    key = uuid7()
    made = ask(case, stranger, key=key)
    assert made.pk == key and ask(case, stranger, "Changed on its way.", key=key) == made
    assert ask(case, stranger) == made, "the same words from a page of its own"
    with pytest.raises(Refused, match="waits for its answer"):
        ask(case, stranger, "A second, quite different reason.")
    answer(made, worker_on(case, "team_manager"), "no", days=None)
    assert ask(case, stranger).pk not in (key, None), "what was answered may be asked again"


def test_somebody_elses_key_is_taken(case, stranger):
    """It is no request of one's own, and none is made by it."""
    theirs = asked(CaseFactory())
    with pytest.raises(IntegrityError), transaction.atomic():
        ask(case, stranger, key=theirs.pk)
    assert AccessRequest.objects.count() == 1


@pytest.mark.parametrize(("days", "taken"), [(-1, False), (0, True), (183, True), (184, False)])
def test_a_yes_lasts_half_a_year_at_most(days, taken, case, manager):
    request = asked(case)
    if taken:
        assert answer(request, manager, days=days).until == clock.today() + timedelta(days=days)
    else:
        with pytest.raises(Refused, match="within the next") as refused:
            answer(request, manager, days=days)
        assert refused.value.field == "until"


def test_an_answer_is_of_one_request_and_stands(case, beside, manager):
    one, two = asked(case), asked(case)
    assert answer(one, manager, "no", days=5).until is None, "a no has no end"
    assert answer(one, manager, "no").pk == one.pk
    for other in ({"what": "read"}, {"what": "no", "because": "Another reason."}):
        with pytest.raises(Refused, match=f"{manager} has answered already: no"):
            answer(one, manager, **other)
    assert AccessRequest.objects.get(pk=two.pk).answered_at is None
    three = asked(case)
    assert answer(three, manager, days=9).pk == answer(three, manager, days=9).pk
    with pytest.raises(Refused, match="has answered already"):
        answer(three, manager, days=10)
    assert not CaseUserGrant.objects.filter(user=one.asked_by).exists()


def test_who_is_kept_out_is_given_nothing(case, manager):
    request = asked(case)
    keep_out(case, request.asked_by)
    with pytest.raises(Refused, match="cannot be given") as refused:
        answer(request, manager)
    assert refused.value.field == "answer"


# Breaking the glass ------------------------------------------------------------------------------------------------------------


def test_the_glass_is_broken_once_by_its_key(case, beside, stranger, officer):
    key = uuid7()
    made = break_it(case, stranger, key=key)
    assert made.pk == key and break_it(case, stranger, key=key) == made
    assert BreakGlass.objects.filter(case=case).count() == 1
    assert break_it(CaseFactory(), stranger).pk


def test_the_operation_asks_for_substance(case, stranger, officer):
    with pytest.raises(Refused):
        break_it(case, stranger, "urgent")


def test_the_same_words_of_a_colleague_or_of_another_family_are_no_repetition(case, beside, officer):
    one, two = somebody(team=TeamFactory()), somebody(team=TeamFactory())
    give_person(CaseFactory(), two)
    for where in (beside, case):
        break_it(where, one)
    break_it(case, two)
    with acting(installation(), BECAUSE):
        CaseUserGrant.objects.filter(user=one).delete()
    with pytest.raises(Refused, match="gave this reason before") as refused:
        break_it(case, one)
    assert refused.value.field == "because"


def test_an_officer_outside_the_line_alone_reviews_one_opening(case, beside):
    opened, officer = broken(case), somebody("dpo", team=TeamFactory())
    said = {"finding": "right", "because": "The school confirms it."}
    with pytest.raises(Forbidden):
        do(somebody("team_manager", team=TeamFactory()), openings.review, opened, **said)
    of_the_team = somebody("dpo", team=TeamFactory())
    Membership(user=of_the_team, group=opened.user.memberships.get().group).write(by=installation(), because=BECAUSE)
    with pytest.raises(Refused, match="outside the team"):
        do(of_the_team, openings.review, opened, **said)
    assert not openings.is_reviewed(opened.pk)
    assert do(officer, openings.review, opened, **said).pk == opened.pk
    assert do(officer, openings.review, opened, **said).pk == opened.pk, "sent twice"
    for other in ({"finding": "wrong"}, {"because": "Another reason."}):
        with pytest.raises(Refused, match=f"{officer} has looked at it already: it was right"):
            do(officer, openings.review, opened, **(said | other))
    other = BreakGlass.objects.exclude(pk=opened.pk).get()
    assert other.reviewed_at is None and openings.is_reviewed(opened.pk) and not openings.is_reviewed(other.pk)


def test_nobody_else_reviews_an_opening_that_is_hidden(case, officer):
    opened = broken(case)
    hidden = openings.HiddenGlass(opened.pk, opened.user_id, str(opened.user), opened.opened_at)
    review = partial(openings.review_hidden, hidden, finding="right")
    with pytest.raises(Forbidden):
        do(somebody("team_manager", team=TeamFactory()), review, because="I know them.")
    with pytest.raises(Refused):
        do(officer, review, because=" ")
    Membership(user=officer, group=opened.user.memberships.get().group).write(by=installation(), because=BECAUSE)
    with pytest.raises(Refused, match="outside the team"):
        do(officer, review, because="I know them.")


def test_officers_are_those_at_work(db):
    at_work, gone = somebody("dpo"), somebody("dpo")
    somebody("team_manager")
    gone.is_active = False
    gone.save(update_fields=["is_active"])
    assert answerers.officers() == [at_work]


def test_nobody_else_learns_whom_to_ask(case):
    for role in ("dpo", "records_manager", "referrer", "user_administrator"):
        person = somebody(role)
        with as_(person, "owner"):
            assert answerers.openable(case.reference, person) is None


# Keeping out -----------------------------------------------------------------------------------------------------------------------


def exclude(case, user, by, kind="conflict", because="They are cousins.", **given):
    return do(by, exclusions.exclude, case, user=user, kind=kind, because=because, **given)


def test_somebody_is_kept_out_once_by_its_key(case, beside, manager):
    key, other = uuid7(), worker_on(case)
    keep_out(beside, other)
    made = exclude(case, other, manager, key=key)
    assert made.pk == key and exclude(case, other, manager, key=key) == made
    with pytest.raises(Refused, match="kept out already") as refused:
        exclude(case, other, manager)
    assert refused.value.field == "user"
    do(manager, exclusions.end, made, because="It was wrong.")
    assert exclude(case, other, manager).pk != key, "what has ended may begin again"
    assert exclude(case, worker_on(case), manager).pk


def test_nobody_is_kept_out_by_themselves_nor_the_owner_of_a_restriction(case, beside, manager):
    with pytest.raises(Refused, match="about yourself") as refused:
        exclude(case, manager, manager)
    assert refused.value.field == "user"
    owner = worker_on(case, "team_manager")
    restricted = restriction(case, level="restricted", owner=owner)
    with pytest.raises(Refused, match="own a restriction") as refused:
        exclude(case, owner, somebody("dpo"))
    assert refused.value.field == "user"
    assert exclude(case, worker_on(beside), somebody("dpo")).case_id == case.pk, "another one owns it"
    restricted.lifted_by, restricted.lifted_at, restricted.lift_because = owner, clock.now(), BECAUSE
    restricted.write(by=installation(), because=BECAUSE)
    assert exclude(Case.objects.get(pk=case.pk), owner, somebody("dpo")).user == owner


def test_whoever_works_with_it_or_answers_for_all_keeps_somebody_out(case, beside):
    with pytest.raises(Forbidden):
        exclude(case, worker_on(case), somebody("team_manager", team=TeamFactory()))
    assert exclude(case, worker_on(case), somebody("dpo")).case_id == case.pk


def test_an_exclusion_ends_once(case, beside, manager):
    made = exclude(case, worker_on(case), manager)
    exclude(case, worker_on(case), manager)
    ended = do(manager, exclusions.end, made, because="It was wrong.")
    assert (ended.pk, ended.ended_because) == (made.pk, "It was wrong.")
    assert do(manager, exclusions.end, made, because="It was wrong.").ended_at == ended.ended_at
    with pytest.raises(Refused, match="has ended it already"):
        do(manager, exclusions.end, made, because="Another reason.")
    assert Exclusion.objects.filter(ended_at=None).count() == 2


def test_one_says_so_about_oneself_where_one_may_know_of_it(case, stranger):
    sealed = shut(CaseFactory(), somebody("team_manager"), level="sealed")
    declare = partial(exclusions.declare, kind="conflict", because="We are cousins.")
    with pytest.raises(Forbidden):
        do(stranger, declare, sealed.reference)
    key = uuid7()
    do(stranger, declare, case.reference, key=key)
    assert Exclusion.objects.get().pk == key


# Restricting ----------------------------------------------------------------------------------------------------------------------


def restrict(case, by, *keeps, **wanted):
    given = {"level": "restricted", "ground": "danger", "because": "He looks for her.", "owner": by}
    given["review_on"] = clock.today() + timedelta(days=60)
    return do(by, restrictions.restrict, case, keeps=list(keeps), **(given | wanted))


def kinds_of_news(person):
    return sorted(Notification.objects.filter(user=person).values_list("kind", flat=True))


def test_an_exclusion_elsewhere_or_of_before_or_of_somebody_else_stops_no_restriction(case, beside, manager):
    kept = worker_on(case)
    keep_out(beside, kept)
    keep_out(case, worker_on(case))
    ended = keep_out(case, kept)
    with pytest.raises(Refused, match="cannot have this case") as refused:
        restrict(case, manager, kept)
    assert refused.value.field == "keeps"
    do(manager, exclusions.end, ended, because="It was wrong.")
    assert restrict(case, manager, kept).keeps == [manager.pk, kept.pk]


def test_a_restriction_of_another_level_or_of_before_stops_none(case, manager):
    restriction(case, level="sealed", owner=manager)
    first = restrict(case, manager)
    with pytest.raises(Refused, match="one of this kind already"):
        restrict(case, manager)
    do(manager, restrictions.lift, first, because="He has gone.")
    assert restrict(Case.objects.get(pk=case.pk), manager).pk != first.pk


def test_the_owner_hears_of_a_restriction_and_every_officer_of_a_seal(case, manager, officer):
    owner = worker_on(case, "team_manager")
    restrict(case, manager, owner=owner)
    assert kinds_of_news(owner) == ["restriction.owned"] and not kinds_of_news(manager) and not kinds_of_news(officer)
    other = CaseFactory(team=case.team)
    restrict(other, manager)
    assert not kinds_of_news(manager), "one's own is no news"
    restrict(other, manager, owner, level="sealed", owner=manager)
    assert kinds_of_news(officer) == ["seal.asked"] and not kinds_of_news(manager)


def test_a_restriction_by_default_needs_somebody_to_own_it_and_is_looked_at_within_half_a_year(case, manager):
    with as_(manager, "owner"):
        assert restrictions.by_default(case, [manager], [], by=manager) is None
        other = worker_on(case, "team_manager")
        made = restrictions.by_default(case, [manager, other], [other], by=manager)
    assert (made.owner, made.review_on) == (other, clock.today() + timedelta(days=183))
    assert kinds_of_news(other) == ["restriction.owned"] and not kinds_of_news(manager)


@pytest.mark.parametrize(("level", "days"), [("restricted", 366), ("sealed", 183)])
def test_it_is_looked_at_again_on_a_day_to_come_and_not_too_late(level, days, db):
    rule, today = restrictions.RULES[level], clock.today()
    for taken in (1, days):
        restrictions.check_review(today + timedelta(days=taken), rule)
    for wrong in (0, days + 1):
        with pytest.raises(Refused) as refused:
            restrictions.check_review(today + timedelta(days=wrong), rule)
        assert refused.value.field == "review_on"


def test_one_restriction_is_kept_on_and_not_what_was_lifted(case, manager):
    CaseFactory()
    one = restrict(case, manager)
    keep_on = partial(restrictions.keep_on, one, because="He still looks for her.")
    for wrong in (0, 400):
        with pytest.raises(Refused):
            do(manager, keep_on, review_on=clock.today() + timedelta(days=wrong))
    day = clock.today() + timedelta(days=90)
    assert do(manager, keep_on, review_on=day).review_on == day
    do(manager, restrictions.lift, one, because="He has gone.")
    with pytest.raises(Refused, match="lifted already"):
        do(manager, keep_on, review_on=day)


def test_nobody_else_keeps_on_or_lifts(case, manager):
    one = restrict(case, manager)
    for other in (worker_on(case), somebody("team_manager", team=TeamFactory())):
        with pytest.raises(Forbidden):
            do(other, restrictions.lift, one, because="He has gone.")


def test_a_seal_in_force_is_lifted_by_two_and_one_that_waits_by_whoever_asked(case, manager, officer):
    waiting = restriction(case, level="sealed", owner=manager)
    lifted = do(manager, restrictions.lift, waiting, because="It was wrong.")
    assert lifted.lifted_at and not lifted.lift_asked_at and not kinds_of_news(officer)
    other = CaseFactory(team=case.team)
    shut(other, manager, level="sealed", owner=manager)
    seal = Restriction.objects.get(case=other)
    news = len(kinds_of_news(officer))
    asked_for = do(manager, restrictions.lift, seal, because="He has gone.")
    assert asked_for.lift_asked_at and not asked_for.lifted_at
    assert len(kinds_of_news(officer)) == news + 1
    again = do(manager, restrictions.lift, seal, because="Another reason.")
    assert again.lift_because == "He has gone." and len(kinds_of_news(officer)) == news + 1


def test_a_seal_is_decided_by_an_officer_alone(case, manager):
    waiting = restriction(case, level="sealed", owner=manager)
    with pytest.raises(Forbidden):
        do(worker_on(case, "team_manager"), restrictions.decide_seal, waiting, yes=True, because="I agree.")


def test_the_owner_of_a_seal_hears_of_its_day_once_and_of_no_other(case, manager):
    shut(case, manager, level="sealed", owner=manager)
    restriction(CaseFactory(), level="sealed", owner=worker_on(case, "team_manager"))
    lifted = CaseFactory(team=case.team)
    restriction(lifted, level="restricted", owner=worker_on(case, "team_manager"))
    Notification(user=manager, kind="seal.match", case_key=case.pk, case_reference=case.reference, at=clock.now()).save(
        force_insert=True
    )
    found = Case.objects.get(pk=case.pk)
    for _ in range(2):
        restrictions.tell_owners([found])
    told = Notification.objects.filter(kind="seal.date").order_by("pk").values_list("user", "case_key")
    assert list(told) == [(manager.pk, case.pk)]
    other = CaseFactory(team=case.team)
    shut(other, manager, level="sealed", owner=manager)
    restrictions.tell_owners([Case.objects.get(pk=other.pk)])
    assert list(told.all()) == [(manager.pk, case.pk), (manager.pk, other.pk)], "told of one, and then of another"


def test_who_may_keep_seeing_it_is_of_its_teams_or_of_the_hub_at_work_and_not_kept_out(case):
    colleague, hub = worker_on(case), somebody("hub", team=TeamFactory(is_hub=True))
    gone, out, was_out = worker_on(case), worker_on(case), worker_on(case)
    somebody(team=TeamFactory())
    worker_on(case, "referrer")
    gone.is_active = False
    gone.save(update_fields=["is_active"])
    keep_out(case, out)
    ended = keep_out(case, was_out)
    ended.ended_at, ended.ended_by, ended.ended_because = clock.now(), installation(), BECAUSE
    ended.write(by=installation(), because=BECAUSE)
    found = [one.user for one in restrictions.people_for(case)]
    assert sorted(found, key=str) == sorted([colleague, hub, was_out], key=str)


def test_managers_are_told_apart_among_those_who_answer(case, manager):
    with as_(manager, "owner"):
        everybody, managers = restrictions.who_answers(case.pk)
    assert manager in managers and set(managers) <= set(everybody)
