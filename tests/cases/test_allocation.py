import pytest
from django.urls import reverse

from access.errors import Forbidden, Refused
from access.models import Membership
from cases.models import Allocation, Case
from cases.operations import allocation
from cases.stages import Stage
from tests.conftest import as_
from tests.factories import CaseFactory, TeamFactory, somebody, worker_on


@pytest.fixture
def waiting(db):
    return CaseFactory(stage=Stage.RECEIVED, work_basis="", team=TeamFactory(is_hub=True))


@pytest.fixture
def hub(waiting):
    return worker_on(waiting, "hub")


@pytest.fixture
def worker(db):
    return somebody("practitioner", team=TeamFactory())


def place(worker):
    return str(Membership.objects.get(user=worker).pk)


def test_the_queue_shows_what_waits_and_for_how_long(waiting, hub, signed_in):
    page = signed_in(hub).get(reverse("cases:queue")).content.decode()
    assert waiting.reference in page
    assert "since today" in page


def test_the_hub_allocates_and_lets_go(waiting, hub, worker, signed_in):
    client = signed_in(hub)
    url = reverse("cases:allocate", args=[waiting.reference])
    answer = client.post(url, {"worker": place(worker), "because": "Nearest, and has room."})

    assert answer.url == reverse("cases:queue")
    case = Case.objects.get(pk=waiting.pk)
    assert (case.stage, case.work_basis, case.lead.worker.user) == (Stage.OPEN, "public_task", worker)
    assert client.get(case.get_absolute_url()).status_code == 404
    assert signed_in(worker).get(case.get_absolute_url()).status_code == 200


def test_nobody_is_chosen_beforehand_and_no_choice_is_refused(waiting, hub, worker, signed_in):
    client, url = signed_in(hub), reverse("cases:allocate", args=[waiting.reference])
    assert " checked" not in client.get(url).content.decode()
    answer = client.post(url, {"because": "x"})
    assert answer.status_code == 422
    assert "Choose the lead practitioner" in answer.content.decode()


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
    url = reverse("cases:allocate", args=[waiting.reference])
    answer = signed_in(hub).post(url, {"worker": place(worker), "because": "x"})
    assert answer.status_code == 422
    assert "no consent is recorded" in answer.content.decode()
    assert Case.objects.get(pk=waiting.pk).stage == Stage.RECEIVED
