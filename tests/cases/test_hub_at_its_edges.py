"""What goes wrong in a hub when nobody looks: repeated, joined, covered, moved, in bulk."""

from datetime import timedelta

import pytest
from django.urls import reverse

from access import clock
from access.models import Membership
from access.records import acting, uuid7
from cases.models import Case, Message
from cases.models.tasks import TaskKind
from cases.operations import allocation, tasks, triage
from cases.stages import Stage
from tests.cases.test_allocation import answers, bulk_url
from tests.cases.test_triage import decide
from tests.conftest import as_
from tests.factories import (
    AllocationFactory,
    CaseFactory,
    ReferralFactory,
    TeamFactory,
    installation,
    somebody,
    worker_on,
)
from tests.factories.retention import days_pass


@pytest.fixture
def case(db):
    case = CaseFactory(stage=Stage.RECEIVED, work_basis="", team=TeamFactory(is_hub=True))
    ReferralFactory(case=case)
    return case


@pytest.fixture
def hub(case):
    return worker_on(case, "hub")


def test_settling_a_match_settles_its_task_and_no_other(case, hub):
    person = case.children[0]
    one, two = uuid7(), uuid7()
    with as_(hub):
        for key in (one, two):
            tasks.give(case, kind=TaskKind.SETTLE_MATCH, due_on=clock.today(), by=hub, about_key=key)
        triage.settle_match(case, person=person, other_key=one, decision="not_same", reasons=(), because="x", by=hub)
        left = [t.about_key for t in case.tasks.filter(done_at=None)]
    assert left == [two]


def test_sent_twice_a_question_is_asked_once(case, hub, signed_in):
    client, url = signed_in(hub), reverse("cases:decide", args=[case.reference])
    once = client.get(url).context["form"]["once"].value()
    for _ in range(2):
        client.post(url, {"decision": "ask", "because": "x", "words": "Which school?", "once": once})
    assert Message.objects.filter(case=case).count() == 1


def test_who_waits_for_consent_is_not_said_to_be_on_the_meetings_list(case, hub, settings):
    settings.COUNCIL = "achieving-for-children-early-help-hub"
    decide(case, hub, "meeting", level="targeted")
    assert case.stage == Stage.AWAITING_CONSENT
    assert "on the list for our next meeting" not in " ".join(m.text for m in Message.objects.filter(case=case))


def test_the_referrer_hears_that_it_is_allocated(case, hub):
    worker = somebody("practitioner", team=TeamFactory())
    team = worker.memberships.get().group.team
    decide(case, hub, "allocate")
    with as_(hub):
        allocation.allocate(case, team=team, worker=worker.staff, by=hub, because="x")
    assert case.sent_by.notifications.exists() or Message.objects.filter(case=case).exists()


@pytest.mark.regression(2)
def test_101_ticked_are_101_or_none(hub, case, signed_in):
    worker = somebody("practitioner", team=TeamFactory())
    cases = [CaseFactory(stage=Stage.FOR_MEETING, work_basis="public_task", team=case.team) for _ in range(101)]
    signed_in(hub).post(bulk_url(cases, worker), answers(worker))
    assert Case.objects.filter(stage=Stage.OPEN).count() in (0, 101)


def test_the_team_of_the_open_case_still_sees_what_was_joined_after_28_days(case, hub, signed_in):
    other = CaseFactory()
    lead = worker_on(other)
    AllocationFactory(case=other, worker=lead.staff)
    decide(case, hub, "attach", other_reference=other.reference)
    assert signed_in(lead).get(case.get_absolute_url()).status_code == 200
    days_pass(29)
    assert signed_in(lead).get(case.get_absolute_url()).status_code == 200


def test_the_open_case_says_what_was_joined_to_it(case, hub, signed_in):
    other = CaseFactory()
    lead = worker_on(other)
    AllocationFactory(case=other, worker=lead.staff)
    decide(case, hub, "attach", other_reference=other.reference)
    client = signed_in(lead)
    pages = [
        client.get(u).content.decode()
        for u in (other.get_absolute_url(), reverse("cases:activity", args=[other.reference]))
    ]
    assert any(case.reference in p for p in pages)


def test_cover_ends_when_the_case_goes_to_another_team(signed_in, db):
    case = CaseFactory()
    manager, away = worker_on(case, "team_manager"), worker_on(case)
    AllocationFactory(case=case, worker=away.staff)
    standing_in = somebody("practitioner", team=TeamFactory())
    new = somebody("practitioner", team=TeamFactory())
    with as_(manager):
        allocation.arrange_cover(
            absent=away.staff,
            covering=standing_in.staff,
            until=clock.today() + timedelta(days=20),
            because="leave",
            by=manager,
        )
        allocation.allocate(case, team=new.memberships.get().group.team, worker=new.staff, by=manager, because="moved")
    assert signed_in(standing_in).get(case.get_absolute_url()).status_code == 404


@pytest.mark.regression(24)
def test_the_work_of_somebody_who_left_the_team_stays_in_the_managers_tray(signed_in, db):
    case = CaseFactory()
    manager, gone = worker_on(case, "team_manager"), worker_on(case)
    AllocationFactory(case=case, worker=gone.staff)
    with acting(installation(), "moved team"):
        Membership.objects.filter(user=gone).delete()
    assert case.reference in signed_in(manager).get(reverse("cases:team")).content.decode()


def test_a_lower_case_reference_is_kept_as_it_is_written_everywhere(case, hub):
    other = CaseFactory()
    made = decide(case, hub, "attach", other_reference=other.reference.lower())
    assert made.other_case_reference == other.reference


@pytest.mark.regression(22)
def test_a_lead_who_has_left_hears_nothing(case, hub):
    other = CaseFactory()
    lead = worker_on(other)
    AllocationFactory(case=other, worker=lead.staff)
    lead.staff.is_active = False
    lead.staff.write(by=installation(), because="left")
    decide(case, hub, "attach", other_reference=other.reference)
    assert not lead.notifications.exists()
