import pytest
from django.urls import reverse

from access import clock, notice
from access.errors import Forbidden, Refused
from access.models import Membership
from access.records import uuid7
from cases.models import Allocation, Case
from cases.operations import allocation, cover
from cases.stages import Stage
from tests.conftest import as_
from tests.factories import (
    AllocationFactory,
    CaseFactory,
    TeamFactory,
    TriageFactory,
    installation,
    somebody,
    worker_on,
)
from tests.factories.retention import days_pass


@pytest.fixture
def waiting(db):
    case = CaseFactory(stage=Stage.RECEIVED, work_basis="", team=TeamFactory(is_hub=True))
    TriageFactory(case=case)
    return case


@pytest.fixture
def hub(waiting):
    return worker_on(waiting, "hub")


@pytest.fixture
def worker(db):
    return somebody("practitioner", team=TeamFactory())


def url_for(case, worker):
    return f"{reverse('cases:allocate', args=[case.reference])}?team={worker.memberships.get().group_id}"


def answers(worker, because="Nearest, and has room."):
    service = notice.policy().services[0].code
    return {"worker": str(worker.staff.pk), "service": service, "because": because}


def test_the_hub_allocates_and_lets_go(waiting, hub, worker, signed_in):
    client = signed_in(hub)
    answer = client.post(url_for(waiting, worker), answers(worker))

    assert answer.url == reverse("cases:queue")
    case = Case.objects.get(pk=waiting.pk)
    assert (case.stage, case.work_basis, case.lead.worker.user) == (Stage.OPEN, "public_task", worker)
    assert case.lead.service == notice.policy().services[0].code
    assert client.get(case.get_absolute_url()).status_code == 404
    assert signed_in(worker).get(case.get_absolute_url()).status_code == 200
    assert worker.notifications.get().kind == "case.allocated"


def test_first_the_team_is_asked_for_and_nobody_is_chosen_beforehand(waiting, hub, worker, signed_in):
    client, url = signed_in(hub), reverse("cases:allocate", args=[waiting.reference])
    page = client.get(url).content.decode()
    assert "Which team?" in page and " checked" not in page
    assert "Choose the team" in client.get(f"{url}?team=").content.decode()
    page = client.get(url_for(waiting, worker)).content.decode()
    assert worker.name in page and " checked" not in page


def test_no_choice_is_refused_with_what_was_typed_kept(waiting, hub, worker, signed_in):
    answer = signed_in(hub).post(url_for(waiting, worker), {"because": "Because they are near."})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Choose the lead worker" in page and "Choose the service" in page
    assert "Because they are near." in page


def test_the_caseload_stands_beside_each_name_over_all_cases_and_says_when_there_is_no_room(waiting, hub, signed_in):
    case = CaseFactory()
    busy = worker_on(case)
    AllocationFactory(case=case, worker=busy.staff)
    busy.staff.capacity = 1
    busy.staff.write(by=installation(), because="a test")
    page = signed_in(hub).get(url_for(waiting, busy)).content.decode()
    assert "Leads 1 of 1 families, 1 child: no room" in page or "leads 1 of 1 families, 1 child: no room" in page


@pytest.mark.parametrize("newest", [None, "ask", "step_up", "no_action"])
def test_what_the_hub_has_not_decided_to_allocate_waits_for_a_decision(newest, waiting, hub, worker, signed_in):
    # seen to fail without _need_decision
    case = CaseFactory(stage=Stage.RECEIVED, work_basis="", team=waiting.team)
    if newest:
        TriageFactory(case=case, decision=newest)
    answer = signed_in(hub).post(url_for(case, worker), answers(worker))
    assert answer.status_code == 422 and "Decide first" in answer.content.decode()
    assert Case.objects.get(pk=case.pk).stage == Stage.RECEIVED


def test_nobody_but_who_allocates_counts_caseloads(db):
    case = CaseFactory()
    worker = worker_on(case)
    AllocationFactory(case=case, worker=worker.staff)
    for role, seen in (("hub", 1), ("team_manager", 1), ("practitioner", 0), ("referrer", 0), ("dpo", 0)):
        with as_(somebody(role, team=TeamFactory())):
            assert allocation.loads(case.team)[worker.pk].families == seen, role


def test_a_service_outside_the_catalogue_is_refused(waiting, hub, worker):
    with as_(hub), pytest.raises(Refused, match="catalogue"):
        allocation.allocate(
            waiting, team=worker.memberships.get().group.team, worker=worker.staff, by=hub, because="x", service="magic"
        )


def test_somebody_of_another_team_is_refused(waiting, hub, worker):
    with as_(hub), pytest.raises(Refused, match="not at work in"):
        allocation.allocate(waiting, team=TeamFactory_of(hub), worker=worker.staff, by=hub, because="x")


def TeamFactory_of(user):
    return Membership.objects.get(user=user).group.team


def test_a_practitioner_cannot_allocate(waiting, worker):
    case = CaseFactory()
    own = worker_on(case)
    with as_(own), pytest.raises(Forbidden):
        allocation.allocate(case, team=case.team, worker=own.staff, by=own, because="x")


def test_reallocating_ends_the_old_lead(db):
    case = CaseFactory()
    manager = worker_on(case, "team_manager")
    for _ in range(2):
        colleague = somebody("practitioner", team=case.team)
        with as_(manager):
            allocation.allocate(case, team=case.team, worker=colleague.staff, by=manager, because="cover")
    assert Allocation.objects.filter(case=case).count() == 2
    assert Case.objects.get(pk=case.pk).lead.worker.user == colleague


def test_a_case_held_by_nobody_active_stays_in_the_queue(waiting, hub, signed_in):
    assert waiting in Case.objects.newest_for(hub, stage=Stage.RECEIVED)


@pytest.mark.promise("AFC-08")
def test_where_the_notice_relies_on_consent_allocation_waits_for_it(waiting, hub, worker, signed_in, settings):
    settings.COUNCIL = "achieving-for-children-early-help-hub"
    answer = signed_in(hub).post(url_for(waiting, worker), answers(worker))
    assert answer.status_code == 422
    assert "no consent is recorded" in answer.content.decode()
    assert Case.objects.get(pk=waiting.pk).stage == Stage.RECEIVED


def bulk_url(cases, worker):
    chosen = "&".join(f"case={case.reference}" for case in cases)
    return f"{reverse('cases:allocate_many')}?{chosen}&team={worker.memberships.get().group_id}"


@pytest.mark.regression(2)
@pytest.mark.parametrize("number", [1, 11, pytest.param(60, marks=pytest.mark.slow)])
def test_several_are_allocated_exactly_as_ticked(number, hub, worker, waiting, signed_in):
    cases = [CaseFactory(stage=Stage.FOR_MEETING, work_basis="public_task", team=waiting.team) for _ in range(number)]
    assert signed_in(hub).post(bulk_url(cases, worker), answers(worker)).status_code == 302
    assert Case.objects.filter(stage=Stage.OPEN).count() == number
    assert Case.objects.get(pk=waiting.pk).stage == Stage.RECEIVED


@pytest.mark.slow
@pytest.mark.regression(2)
@pytest.mark.parametrize("number", [100, 101])
def test_a_hundred_at_most_go_at_once_and_more_are_refused_with_the_reason(number, hub, worker, waiting, signed_in):
    """All or none, and none without a word. Seen to fail with the page that was not there for more than a hundred."""
    cases = [CaseFactory(stage=Stage.FOR_MEETING, work_basis="public_task", team=waiting.team) for _ in range(number)]
    client, url = signed_in(hub), bulk_url(cases, worker)
    shown, done = client.get(url), client.post(url, answers(worker))
    assert Case.objects.filter(stage=Stage.OPEN).count() == (number if number == 100 else 0)
    assert done.status_code == (302 if number == 100 else 422)
    for page in (shown, done) if number > 100 else ():
        assert "no more than 100 go to a team at once" in page.content.decode()
        assert not any(case.reference in page.content.decode() for case in cases)


@pytest.mark.regression(2)
def test_one_row_that_is_not_ours_refuses_them_all_and_shows_none(hub, worker, waiting, signed_in):
    foreign = CaseFactory(stage=Stage.FOR_MEETING)
    client = signed_in(hub)
    url = bulk_url([waiting, foreign], worker)
    for answer in (client.get(url, follow=True), client.post(url, answers(worker), follow=True)):
        page = answer.content.decode()
        assert "not yours to allocate any more" in page and foreign.reference not in page
    assert client.get(bulk_url([foreign], worker)).status_code == 404
    assert Case.objects.get(pk=waiting.pk).stage == Stage.RECEIVED


def test_one_that_cannot_move_undoes_the_others(hub, worker, waiting):
    other = CaseFactory(stage=Stage.FOR_MEETING, work_basis="public_task", team=waiting.team)
    team, elsewhere = worker.memberships.get().group.team, somebody("practitioner", team=TeamFactory())
    with as_(hub), pytest.raises(Refused, match="None of them was allocated"):
        allocation.allocate_many([waiting, other], team=team, worker=elsewhere.staff, by=hub, because="x")
    assert not Case.objects.filter(stage=Stage.OPEN).exists()


@pytest.mark.regression(24)
def test_cover_opens_the_cases_of_a_colleague_until_the_day_is_over(signed_in, db):
    case = CaseFactory()
    manager, away = worker_on(case, "team_manager"), worker_on(case)
    AllocationFactory(case=case, worker=away.staff)
    standing_in = somebody("practitioner", team=TeamFactory())
    key = uuid7()
    for _ in range(2):  # sent twice, arranged once
        with as_(manager):
            cover.arrange(
                absent=away.staff,
                covering=standing_in.staff,
                until=clock.today(),
                because="on leave",
                by=manager,
                key=key,
            )
    assert signed_in(standing_in).get(case.get_absolute_url()).status_code == 200
    assert standing_in.notifications.get().kind == "case.cover"
    days_pass(1.1)
    assert signed_in(standing_in).get(case.get_absolute_url()).status_code == 404


def test_cover_for_somebody_who_leads_nothing_of_ours_is_refused(db):
    case, other = CaseFactory(), CaseFactory()
    manager, away = worker_on(case, "team_manager"), worker_on(other)
    AllocationFactory(case=other, worker=away.staff)
    with as_(manager), pytest.raises(Refused, match="leads no case of yours"):
        cover.arrange(absent=away.staff, covering=manager.staff, until=clock.today(), because="x", by=manager)


@pytest.mark.slow
@pytest.mark.regression(24)
def test_the_work_of_somebody_who_left_stays_in_the_managers_tray(signed_in, db):
    case = CaseFactory()
    manager, gone = worker_on(case, "team_manager"), worker_on(case)
    AllocationFactory(case=case, worker=gone.staff)
    url, client = reverse("cases:team"), signed_in(manager)
    assert case.reference not in client.get(url).content.decode()
    gone.staff.is_active = False
    gone.staff.write(by=installation(), because="has left")
    page = client.get(url).content.decode()
    assert "need a new lead" in page and case.reference in page
    colleague = worker_on(case)
    assert client.post(url_for(case, colleague), answers(colleague)).status_code == 302
    assert case.reference not in client.get(url).content.decode()
