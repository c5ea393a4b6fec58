"""Restricting a family's record to a few people, and sealing it so that it exists for nobody else."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from access import clock, outbox
from access.errors import Forbidden, Refused
from access.models import Notification
from access.records import acting, uuid7
from cases.models import Case, CaseUserGrant, Restriction, SealedMatch, SearchKey, Task
from cases.operations import allocation, closure, cover, matches, referrals, restrictions
from cases.operations.colleagues import who_work_on
from cases.operations.due import due_for
from retention.models import BatchItem, Clock
from retention.operations import proposals
from sharing.models import MonthlyCount
from tests.conftest import as_, as_robot
from tests.database.test_moving import ANSWERS
from tests.factories import AllocationFactory, CaseFactory, TeamFactory, give_person, installation, somebody, worker_on
from tests.factories.retention import closed_case, proposed, readings, records_manager
from tests.factories.sharing import DisclosureFactory
from tests.factories.states import keep_out, lift, restriction, shut
from tests.factories.working_day import casework


@pytest.fixture
def case(db):
    return CaseFactory()


@pytest.fixture
def manager(case):
    return worker_on(case, "team_manager")


def soon(days=60):
    return clock.today() + timedelta(days=days)


def restrict(case, by, *keeps, **wanted):
    wanted = {
        "level": "restricted",
        "ground": "danger",
        "because": "He looks for her.",
        "owner": by,
        "review_on": soon(),
    } | wanted
    with as_(by):
        return restrictions.restrict(case, keeps=list(keeps), by=by, **wanted)


def decide(seal, by, *, yes=True):
    with as_(by):
        restrictions.decide_seal(seal, yes=yes, because="I have read why.", by=by)


def sees(person, case):
    with as_(person):
        return Case.objects.visible_to(person).filter(pk=case.pk).exists() and Case.objects.filter(pk=case.pk).exists()


# restricting ------------------------------------------------------------------------------------------------------------


def test_who_is_named_keeps_seeing_it_and_nobody_else_does(case, manager):
    lead, colleague, helper = worker_on(case), worker_on(case), somebody(team=TeamFactory())
    give_person(case, helper)
    restrict(case, manager, lead)
    assert [sees(one, case) for one in (manager, lead)] == [True, True]
    assert [sees(one, case) for one in (colleague, helper)] == [False, False]
    assert Case.objects.get(pk=case.pk).team is None


def test_lifted_it_is_the_teams_again_and_the_list_is_gone(case, manager):
    team, colleague = case.team, worker_on(case)
    made = restrict(case, manager)
    with as_(manager):
        restrictions.lift(made, because="He is in prison.", by=manager)
    assert Case.objects.get(pk=case.pk).team == team and sees(colleague, case)
    assert not CaseUserGrant.objects.filter(content_object=case).exists()
    made.refresh_from_db()
    assert (made.lifted_by, made.lift_because) == (manager, "He is in prison.")


def test_the_page_asks_says_who_sees_it_and_keeps_what_was_typed(case, manager, signed_in):
    client, url = signed_in(manager), reverse("cases:restrict", args=[case.reference])
    once = client.get(url).context["form"]["once"].value()
    day = soon()
    answers = {
        "level": "restricted", "ground": "court", "because": "The order of May.", "owner": manager.pk, "once": once,
        "review_on_day": day.day, "review_on_month": day.month, "review_on_year": day.year - 3,
    }  # fmt: skip
    refused = client.post(url, answers)
    assert refused.status_code == 422 and "The order of May." in refused.content.decode()
    assert client.post(url, answers | {"review_on_year": day.year}).status_code == 302
    page = client.get(reverse("cases:restriction", args=[case.reference])).content.decode()
    assert "The order of May." in page and manager.name in page and "In force" in page
    assert "This record is restricted" in client.get(case.get_absolute_url()).content.decode()


def test_it_is_shut_for_the_whole_family(case, manager):
    earlier, colleague = CaseFactory(family=case.family, team=case.team), worker_on(case)
    restrict(case, manager)
    assert not sees(colleague, earlier) and sees(manager, earlier)


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({"review_on": "passed"}, "review_on"),
        ({"review_on": "far"}, "review_on"),
        ({"level": "sealed"}, "keeps"),
        ({"owner": "practitioner"}, "owner"),
        ({"because": "  "}, "because"),
    ],
)
def test_what_cannot_be_is_refused(case, manager, wanted, field):
    days = {"passed": clock.today(), "far": soon(400)}
    wanted = {name: days.get(value, value) for name, value in wanted.items()}
    if wanted.get("owner"):
        wanted["owner"] = worker_on(case)
    with pytest.raises(Refused) as refused:
        restrict(case, manager, **wanted)
    assert refused.value.field == field


def test_a_practitioner_restricts_nothing_by_page_or_by_hand(case, manager):
    worker = worker_on(case)
    with pytest.raises(Forbidden):
        restrict(case, worker, owner=manager)
    with as_(worker), pytest.raises(DatabaseError), transaction.atomic():
        Restriction(
            case=case, level="restricted", ground="danger", because="x", owner=worker, keeps=[worker.pk],
            review_on=soon(), set_by=worker, set_at=clock.now(),
        ).write(by=worker, because="x")  # fmt: skip


def test_who_may_see_it_is_set_by_its_restriction_alone(case, manager):
    """The column follows; nobody writes it, not by a stale row either."""
    stale = Case.objects.get(pk=case.pk)
    restrict(case, manager)
    with as_(manager), pytest.raises(DatabaseError), transaction.atomic():
        stale.write(by=manager, because="saved from another tab")
    with as_(manager), pytest.raises(DatabaseError), transaction.atomic(), acting(manager, "by hand"):
        Case.objects.filter(pk=case.pk).update(visibility="open")


def test_in_a_search_the_hub_and_managers_are_told_the_team_to_ask_and_nothing_else(case, manager, signed_in):
    child = case.children[0]
    restrict(case, manager)
    home = TeamFactory()
    for role, told in (("hub", True), ("team_manager", True), ("practitioner", False), ("dpo", False)):
        client = signed_in(somebody(role, team=home))
        page = client.get(client.post(reverse("cases:search"), {"q": child.full_name}).url).content.decode()
        body = page[page.index("<main") :].replace(f'value="{child.full_name}"', "")
        assert ("A restricted record may fit" in body) == told, role
        assert child.full_name not in body and "ZZ1" not in body, role
        assert (case.group_grants.get().group.team.name in body) == told, role


def test_its_owner_is_reminded_to_look_at_it_again(case, manager):
    restrict(case, manager, review_on=soon(1))
    with as_(manager):
        assert ("Look at the restriction again", case.reference) in [
            (one.words, one.reference) for one in due_for(manager.staff)
        ]


def test_looking_at_it_again_moves_the_day(case, manager):
    made = restrict(case, manager)
    with as_(manager):
        restrictions.keep_on(made, review_on=soon(90), because="He is still there.", by=manager)
    made.refresh_from_db()
    assert made.review_on == soon(90)


def test_whoever_is_to_lead_it_is_put_on_the_list_and_the_others_stay(case, manager):
    keeps, lead = worker_on(case), worker_on(case)
    restrict(case, manager, keeps)
    with as_(manager):
        allocation.allocate(
            case, team=keeps.memberships.get().group.team, worker=lead.staff, by=manager, because="Knows them."
        )
    assert [sees(one, case) for one in (lead, keeps, manager)] == [True] * 3
    assert Case.objects.get(pk=case.pk).team is None


def test_whose_grant_has_ended_is_given_nothing_to_do_there(case, manager):
    """Until the night their row stood there. Seen to fail with grants that have ended."""
    keeps, before = worker_on(case), worker_on(case)
    shut_case = restrict(case, manager, keeps).case
    with acting(installation(), "a cover that is over"):
        give_person(shut_case, before, ends_at=clock.now())
    with as_(keeps):
        names = {one.user for one in who_work_on(Case.objects.get(pk=case.pk))}
    assert names == {keeps, manager}


def test_cover_reaches_no_restricted_record(case, manager):
    lead, covering = worker_on(case), worker_on(case)
    AllocationFactory(case=case, worker=lead.staff)
    restrict(case, manager, lead)
    with as_(manager), pytest.raises(Refused, match="leads no case of yours"):
        cover.arrange(absent=lead.staff, covering=covering.staff, until=soon(), because="Leave.", by=manager)


def test_what_somebody_had_to_do_there_is_out_of_their_sight(case, manager):
    casework(case)
    worker = worker_on(case)
    with acting(installation(), "given"):
        Task.objects.filter(case=case).update(for_user=worker)
    restrict(case, manager)
    with as_(worker):
        assert not Task.objects.exists()


# sealing ----------------------------------------------------------------------------------------------------------------


def test_a_seal_is_in_force_once_a_second_person_agrees_and_ends_the_same_way(case, manager, officer, signed_in):
    keeps, colleague = worker_on(case), worker_on(case)
    made = restrict(case, manager, keeps, level="sealed")
    assert sees(colleague, case)
    assert "seal that waits for you" in signed_in(officer).get("/").content.decode()
    page = signed_in(officer).get(reverse("cases:decide_seal", args=[made.pk])).content.decode()
    assert "He looks for her." in page and case.children[0].full_name not in page
    decide(made, officer)
    assert not sees(colleague, case) and sees(keeps, case)
    with as_(officer):
        assert not Restriction.objects.exists() and not Case.objects.exists()
    with as_(keeps):
        assert Restriction.objects.get().agreed_by == officer
    with as_(manager):
        restrictions.lift(made, because="She has moved.", by=manager)
    assert not sees(colleague, case)
    decide(made, officer)
    assert sees(colleague, case)


def test_a_no_leaves_it_as_it_was(case, manager, officer):
    keeps = worker_on(case)
    decide(restrict(case, manager, keeps, level="sealed"), officer, yes=False)
    assert Case.objects.get(pk=case.pk).visibility == "open"
    made = restrict(case, manager, keeps, level="sealed")
    decide(made, officer)
    with as_(manager):
        restrictions.lift(made, because="She has moved.", by=manager)
    decide(made, officer, yes=False)
    assert Case.objects.get(pk=case.pk).visibility == "sealed"


def test_nobody_seals_alone_whatever_they_write(case):
    both = worker_on(case, "team_manager", "dpo")
    made = restrict(case, both, worker_on(case), level="sealed")
    with pytest.raises(Refused, match="Another Data Protection Officer"):
        decide(made, both)
    with (
        as_(both),
        pytest.raises(DatabaseError),
        transaction.atomic(),
        acting(both, "alone"),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT earlyhelp_decide_seal(%s, true)", [made.pk])


def test_a_sealed_family_has_no_keys_so_that_nobody_finds_it_by_anything(case, manager, officer):
    person = case.children[0]
    shut(case, level="sealed", owner=manager)
    assert not SearchKey.objects.filter(person=person).exists()
    with acting(installation(), "renamed"):
        person.known_as = "Somebody"
        person.save(force_update=True)
    assert not SearchKey.objects.filter(person=person).exists()
    for role in ("hub", "team_manager", "practitioner", "dpo"):
        with as_(somebody(role, team=TeamFactory())) as by:
            asked = matches.Asked(
                names=(person.full_name,), born=person.born, postcode="ZZ1 1ZZ", nhs_number=person.nhs_number
            )
            assert matches.candidates(asked, by) == [] == matches.people_of(case.reference, by)
    lift(case)
    assert SearchKey.objects.filter(person=person).exists()


def test_a_referral_about_somebody_sealed_goes_like_any_other_and_its_owner_alone_is_told(case, manager):
    TeamFactory(is_hub=True, name="The hub")
    shut(case, level="sealed", owner=manager)
    with acting(installation(), "named"):
        child = case.children[0]
        child.full_name, child.born = "Invented Child", None
        child.save(force_update=True)
    referrer = somebody("referrer")
    with as_(referrer):
        sent = referrals.send(ANSWERS, by=referrer, key=uuid7())
    for _ in range(2):  # a job may be given the same message twice
        with as_robot():
            outbox.work_off()
            restrictions.match_seals(sent.pk)
    told = Notification.objects.filter(kind="seal.match")
    assert [one.user for one in told] == [manager]
    with as_(manager):
        assert SealedMatch.objects.get().other_reference == sent.reference
    for role in ("hub", "dpo"):
        with as_(somebody(role, team=Case.objects.get(pk=sent.pk).team)):
            assert not SealedMatch.objects.exists()


def test_a_number_at_work_and_the_sums_of_the_log_do_not_count_it(case, manager):
    lead = worker_on(case)
    AllocationFactory(case=case, worker=lead.staff)
    DisclosureFactory(case=case)
    outside = worker_on(case, "team_manager")
    assert sum(MonthlyCount.objects.values_list("number", flat=True)) == 1
    with as_(outside):
        assert allocation.loads(case.team)[lead.pk].families == 1
    shut(case, lead, level="sealed", owner=manager)
    assert sum(MonthlyCount.objects.values_list("number", flat=True)) == 0
    DisclosureFactory(case=case)
    assert sum(MonthlyCount.objects.values_list("number", flat=True)) == 0
    with as_(outside):
        assert allocation.loads(case.team)[lead.pk].families == 0
    lift(case)
    assert sum(MonthlyCount.objects.values_list("number", flat=True)) == 2


def test_sealed_it_goes_on_no_disposal_list_and_its_owner_hears_when_its_date_comes(db):
    readings()
    case, other = closed_case(), closed_case()
    manager = worker_on(case, "team_manager")
    shut(case, worker_on(case), level="sealed", owner=manager)
    assert Clock.objects.get(case=case).state == "dated"
    assert {item.case_key for item in proposed().items.all()} == {other.pk}
    with as_robot():
        for _ in range(2):
            restrictions.tell_owners(proposals.sealed_and_due(clock.today()))
    assert [(one.user, one.case_reference) for one in Notification.objects.filter(kind="seal.date")] == [
        (manager, case.reference)
    ]
    with as_(records_manager()):
        assert {item.case_key for item in BatchItem.objects.all()} == {other.pk}
        assert set(Clock.objects.values_list("case", flat=True)) == {other.pk}


def test_sealed_after_the_list_was_made_it_is_not_destroyed(db):
    readings()
    case = closed_case()
    batch = proposed()
    shut(case, level="sealed")
    with connection.cursor() as cursor:
        with acting(installation(), "claimed"):
            BatchItem.objects.filter(batch=batch).update(state="destroying", claimed_at=clock.now())
        cursor.execute("SELECT earlyhelp_ripe(%s)", [case.pk])
        assert cursor.fetchone() == (False,)


def test_after_closing_the_owner_of_a_seal_still_holds_it(case, manager):
    shut(case, level="sealed", owner=manager)
    with as_(manager):
        closure.close(case, on=clock.today(), outcome="needs_met", because="Done.", by=manager)
    assert CaseUserGrant.objects.get(content_object=case).ends_at is None


def test_somebody_who_is_kept_out_cannot_be_named(case, manager):
    other = worker_on(case)
    keep_out(case, other)
    with pytest.raises(Refused, match="cannot have this case"):
        restrict(case, manager, other)


def test_two_of_one_level_are_refused_and_sent_twice_it_is_one(case, manager):
    key = uuid7()
    restrict(case, manager, key=key)
    restrict(case, manager, key=key)
    with pytest.raises(Refused, match="one of this kind already"):
        restrict(case, manager)
    assert Restriction.objects.count() == 1
    restriction(case, level="sealed")
    assert Case.objects.get(pk=case.pk).visibility == "restricted"
