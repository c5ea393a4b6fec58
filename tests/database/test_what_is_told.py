"""What the database tells of referrals and of cases that are not one's own: each condition has a row here that lacks that one thing alone."""

from datetime import timedelta

import pytest
from django.db import connection

from access import clock
from access.models import Membership
from access.records import acting
from cases.models import Case, CaseGroupGrant, Exclusion, Triage
from cases.models.families import Member, Part
from cases.stages import Stage
from tests.database.asking import DAY, asked, grant, mine, told, write
from tests.factories import (
    BECAUSE,
    AllocationFactory,
    CaseFactory,
    PersonFactory,
    TeamFactory,
    installation,
    somebody,
    worker_on,
)
from tests.factories.retention import days_pass
from tests.factories.states import keep_out, lift, shut

# Referrals ------------------------------------------------------------------------------------------------------------------


def sent(by, **made):
    return CaseFactory(sent_by=by, stage=Stage.RECEIVED, **made)


@pytest.fixture
def sender(db):
    return somebody("referrer")


def test_a_referral_is_still_its_senders_own(sender):
    mine_, others, taken_up, restricted, out, allocated = (sent(sender) for _ in range(6))
    others = sent(somebody("referrer"))
    taken_up = CaseFactory(sent_by=sender)
    shut(restricted)
    keep_out(out, sender)
    AllocationFactory(case=allocated)
    with acting(installation(), BECAUSE):
        Case.objects.filter(pk=allocated.pk).update(stage=Stage.RECEIVED)
    found = {
        case: asked(sender, "earlyhelp_sent_by_me", case.pk)
        for case in (mine_, others, taken_up, restricted, out, allocated)
    }
    assert found == {mine_: True} | dict.fromkeys((others, taken_up, restricted, out, allocated), False)


def test_a_family_and_a_person_known_by_ones_own_referrals_alone(sender):
    own, shared = sent(sender), sent(sender)
    sent(somebody("referrer"), family=shared.family)
    nobody = CaseFactory._meta.model(family=own.family)  # not saved: a family without a case is asked for by its key
    assert asked(sender, "earlyhelp_family_sent_by_me", own.family_id)
    assert not asked(sender, "earlyhelp_family_sent_by_me", shared.family_id)
    assert not asked(sender, "earlyhelp_family_sent_by_me", nobody.pk), "a key that is nobody's"
    assert asked(sender, "earlyhelp_person_sent_by_me", own.children[0].pk)
    assert asked(sender, "earlyhelp_person_sent_by_me", PersonFactory().pk)
    assert not asked(sender, "earlyhelp_person_sent_by_me", shared.children[0].pk)


def test_somebody_of_a_family_that_is_mine(me):
    ours, other = CaseFactory(team=mine(me)), CaseFactory()
    assert asked(me, "earlyhelp_my_person", ours.children[0].pk)
    assert not asked(me, "earlyhelp_my_person", other.children[0].pk)
    assert not asked(me, "earlyhelp_my_person", PersonFactory().pk)


def test_which_team_is_the_hub(me):
    hub = TeamFactory(is_hub=True)
    assert asked(me, "earlyhelp_is_hub", hub.pk) and not asked(me, "earlyhelp_is_hub", mine(me).pk)


def decide(referral, what, other=None, *, days=0):
    now = clock.now() + timedelta(days=days)
    told_ = {"other_case_key": other.pk, "other_case_reference": other.reference} if other else {}
    made = Triage(case=referral, decision=what, because=BECAUSE, decided_by=installation(), decided_at=now, **told_)
    return write(made)


def joined(referral, case, *, days=0):
    decide(referral, "attach", case, days=days)
    with acting(installation(), BECAUSE):
        Case.objects.filter(pk=referral.pk).update(stage=Stage.CLOSED, outcome="attached", closed_on=clock.today())


def as_one(case):
    with connection.cursor() as cursor:
        cursor.execute("SELECT earlyhelp_as_one(%s)", [case.pk])
        return set(cursor.fetchone()[0])


def test_what_is_open_or_shut_together(sender):
    """One family's cases, and referrals that are joined to one of them by the newest decision and as long as they are joined."""
    case, elsewhere, first, moved, apart, asked_about = CaseFactory(), CaseFactory(), *(sent(sender) for _ in range(4))
    sibling = CaseFactory(family=case.family)
    joined(first, case)
    joined(moved, case)
    joined(moved, elsewhere, days=1)
    decide(apart, "attach", case)  # joined once, and not any more
    decide(asked_about, "ask", case)
    joined_since = sent(sender)
    decide(joined_since, "ask", case)
    joined(joined_since, elsewhere, days=1)
    asked_since = sent(sender)
    joined(asked_since, case)
    decide(asked_since, "ask", elsewhere, days=2)  # joined by the newest joining, whatever else was decided
    together = {case.pk, sibling.pk, first.pk, asked_since.pk}
    assert as_one(case) == as_one(sibling) == as_one(first) == together
    assert as_one(elsewhere) == as_one(moved) == {elsewhere.pk, moved.pk, joined_since.pk}
    assert as_one(apart) == {apart.pk} and as_one(asked_about) == {asked_about.pk}


def test_whether_i_have_just_said_that_somebody_is_tied(me):
    said, others, over, conflict, before = (CaseFactory() for _ in range(5))
    for case, by, kind in (
        (said, me, "relative"), (others, somebody(), "relative"), (over, me, "relative"), (conflict, me, "conflict"),
    ):  # fmt: skip
        values = {"user": somebody(), "kind": kind, "because": BECAUSE, "since": clock.now(), "made_by": by}
        made = write(Exclusion(case=case, **values))
        if case is over:
            made.ended_at, made.ended_by, made.ended_because = clock.now(), by, BECAUSE
            write(made)

    def declared():
        return [asked(me, "earlyhelp_declared", case.pk) for case in (said, others, over, conflict, before)]

    assert declared() == [True, False, False, False, False]
    days_pass(1)
    assert declared() == [False] * 5


def test_in_whose_name_a_login_writes(me):
    other = somebody()
    assert asked(me, "earlyhelp_may_act_as", me.pk) and not asked(me, "earlyhelp_may_act_as", other.pk)
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM access_user WHERE robot = 'earlyhelp_worker'")
        worker = cursor.fetchone()[0]
        cursor.execute("SELECT id FROM access_user WHERE robot = 'earlyhelp_dispose'")
        disposer = cursor.fetchone()[0]
        cursor.execute("SELECT earlyhelp_may_act_as(%s)", [other.pk])
        assert cursor.fetchone() == (True,), "the owner, in anybody's"
    assert asked(None, "earlyhelp_may_act_as", worker, robot="worker")
    for nobody in (other.pk, disposer, -1):
        assert not asked(None, "earlyhelp_may_act_as", nobody, robot="worker")


# What is told of a case that is not one's own -----------------------------------------------------------------------------------


def test_the_hub_learns_of_an_open_case_which_team_and_who_leads(me):
    hub, case = somebody("hub", team=TeamFactory()), CaseFactory()
    lead, before = worker_on(case), worker_on(case)
    AllocationFactory(case=case, worker=before.staff, until=clock.now())
    AllocationFactory(case=case, worker=lead.staff)
    restricted, out, closed = CaseFactory(), CaseFactory(), CaseFactory(stage=Stage.CLOSED, closed_on=clock.today())
    AllocationFactory(case=CaseFactory())
    shut(restricted)
    keep_out(out, hub)
    assert told(hub, "earlyhelp_open_case", case.reference) == [(case.pk, case.team_id, lead.pk)]
    for other in (restricted, out, closed):
        assert told(hub, "earlyhelp_open_case", other.reference) == []
    assert told(me, "earlyhelp_open_case", case.reference) == []


def test_how_much_everybody_leads_is_counted_over_what_is_not_hidden(me):
    manager, team = somebody("team_manager", team=mine(me)), mine(me)
    worker, elsewhere = somebody(team=team), somebody(team=TeamFactory())

    def led(by, **made):
        case = CaseFactory(team=team, **made)
        AllocationFactory(case=case, worker=by.staff)
        return case

    case = led(worker)
    write(Member(family=case.family, person=PersonFactory(), part=Part.UNBORN, since=clock.today()))
    write(Member(family=case.family, person=PersonFactory(), part=Part.CARER, since=clock.today()))
    write(
        Member(
            family=case.family, person=PersonFactory(), part=Part.CHILD, since=clock.today() - DAY, until=clock.today()
        )
    )
    led(worker, stage=Stage.CLOSED, closed_on=clock.today())
    AllocationFactory(case=CaseFactory(team=team), worker=worker.staff, until=clock.now())
    shut(led(worker), level="sealed")
    led(elsewhere)
    assert told(manager, "earlyhelp_caseloads", [team.pk]) == [(worker.pk, 1, 2)]
    assert told(me, "earlyhelp_caseloads", [team.pk]) == []


def test_whom_to_ask_about_a_case_that_one_may_ask_for(me):
    manager = somebody("team_manager", team=TeamFactory())
    case, restricted, sealed, out = (CaseFactory() for _ in range(4))
    lead, before = worker_on(case), worker_on(case)
    lead.staff.phone = "01632 960 111"
    write(lead.staff)
    grant(case, TeamFactory())
    AllocationFactory(case=case, worker=before.staff, until=clock.now(), since=clock.now() + DAY)
    AllocationFactory(case=case, worker=lead.staff)
    AllocationFactory(case=CaseFactory(), since=clock.now() + 2 * DAY)
    home, team = case.team.name, restricted.team.name
    AllocationFactory(case=restricted, worker=worker_on(restricted).staff)
    shut(restricted)
    shut(sealed, level="sealed")
    for person in (me, manager):
        keep_out(out, person)
    open_ = [(case.pk, "open", home, lead.name, "01632 960 111")]
    assert (
        told(me, "earlyhelp_openable", case.reference) == told(manager, "earlyhelp_openable", case.reference) == open_
    )
    assert told(manager, "earlyhelp_openable", restricted.reference) == [(restricted.pk, "restricted", team, "", "")]
    for person in (me, manager):
        for other in (sealed, out):
            assert told(person, "earlyhelp_openable", other.reference) == []
    assert told(me, "earlyhelp_openable", restricted.reference) == []
    grant(restricted, me)
    assert told(me, "earlyhelp_openable", restricted.reference)
    ours = CaseFactory(team=mine(me))
    assert told(me, "earlyhelp_openable", ours.reference)
    for role in ("dpo", "referrer", "records_manager", "user_administrator"):
        assert told(somebody(role), "earlyhelp_openable", case.reference) == []


def test_a_page_about_a_case_is_looked_for_where_it_may_be_mine(me):
    ours, single, other, sealed, out = (CaseFactory(team=mine(me)), *(CaseFactory() for _ in range(4)))
    grant(single, me, reads=True)
    shut(sealed, level="sealed")
    keep_out(out, me)

    def looks(person, across):
        return [
            asked(person, "earlyhelp_may_look", one, across)
            for one in (*(case.reference for case in (ours, single, other, sealed, out)), "EH-2222222")
        ]

    assert looks(me, False) == looks(me, True) == [True, True, False, False, False, False]
    assert looks(somebody("dpo"), True) == [True, True, True, False, True, False]
    assert looks(somebody("dpo"), False) == [False] * 6


def answerers(person, case):
    return dict(told(person, "earlyhelp_answerers", case.pk))


def test_who_answers_for_a_case_and_to_whom_that_is_told(me, sender):
    case, other = CaseFactory(sent_by=sender), CaseFactory()
    manager, lead, before = worker_on(case, "team_manager"), worker_on(case), worker_on(case)
    gone, kept_out = worker_on(case, "team_manager"), worker_on(case, "team_manager")
    second = TeamFactory()
    grant(case, second)
    somebody("team_manager", team=second)
    worker_on(other, "team_manager")
    AllocationFactory(case=case, worker=lead.staff)
    AllocationFactory(case=case, worker=before.staff, until=clock.now())
    AllocationFactory(case=other)
    keep_out(case, kept_out)
    gone.is_active = False
    gone.save(update_fields=["is_active"])
    expected = {manager.pk: True, lead.pk: False}
    officer = somebody("dpo")
    for person in (me, sender, officer, lead):
        assert answerers(person, case) == expected, person.staff.roles
    for person in (somebody("referrer"), somebody("records_manager")):
        assert answerers(person, case) == {}
    for person in (sender, officer):
        keep_out(case, person)
        assert answerers(person, case) == {}


def test_for_what_is_shut_its_owners_answer_of_all_that_is_one(me, sender):
    case, other = CaseFactory(), CaseFactory()
    sibling = CaseFactory(family=case.family, team=case.team)
    owner, before = worker_on(case, "team_manager"), worker_on(case, "team_manager")
    lead = worker_on(case)
    AllocationFactory(case=case, worker=lead.staff)
    shut(case, lead, owner=before)
    lift(case)
    assert owner.pk in answerers(lead, Case.objects.get(pk=case.pk)), "open again: the managers"
    shut(other)
    shut(sibling, lead, owner=owner)
    for one in (case, sibling):
        assert answerers(lead, one) == {owner.pk: True}


def test_a_first_grant_is_the_cases_team_and_takes_the_place_of_the_one_before(me):
    case, beside = CaseFactory(), CaseFactory()
    first, new = case.team, TeamFactory()
    grant(case, new, first=True)
    rows = dict(CaseGroupGrant.objects.filter(content_object=case).values_list("group", "is_primary"))
    assert rows == {first.pk: False, new.pk: True} and Case.objects.get(pk=case.pk).team == new
    assert Case.objects.get(pk=beside.pk).team == beside.team
    grant(case, TeamFactory())
    assert Case.objects.get(pk=case.pk).team == new, "a second team moves nothing"
    with acting(installation(), BECAUSE):
        CaseGroupGrant.objects.filter(content_object=case, group=first.group).delete()
    assert Case.objects.get(pk=case.pk).team == new
    with acting(installation(), BECAUSE):
        CaseGroupGrant.objects.filter(content_object=case, is_primary=True).delete()
    assert Case.objects.get(pk=case.pk).team is None and Case.objects.get(pk=beside.pk).team
    closed = shut(beside)
    grant(closed, new, first=True)
    assert Case.objects.get(pk=closed.pk).team is None, "what is shut has none"


def test_ones_teams_are_ones_own_memberships(me):
    other = mine(somebody(team=TeamFactory()))
    assert asked(me, "earlyhelp_my_teams") == {mine(me).pk}
    write(Membership(user=me, group=other.group))
    assert asked(me, "earlyhelp_my_teams") == {membership.group_id for membership in me.memberships.all()}
