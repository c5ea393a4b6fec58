"""The queue and its clock: what waits, since when, and which is the oldest to decide."""

from datetime import timedelta

import pytest
from django.urls import reverse

from access import clock
from access.errors import Refused
from access.records import uuid7
from cases.models import Case
from cases.operations import triage, waiting
from cases.stages import Stage
from tests.cases.hub.deciding import decide
from tests.conftest import as_
from tests.factories import CaseFactory, ReferralFactory
from tests.factories.retention import days_pass


def test_the_clock_counts_working_time_and_says_when_it_is_late(case, hub):
    assert not waiting.clock_of(case, clock.now()).late
    days_pass(20)
    late = waiting.clock_of(case, clock.now())
    assert late.late and "working days late" in late.words


def test_a_paused_clock_is_not_late_and_goes_on_where_it_stood(case, hub):
    with as_(hub):
        triage.pause(case, because="The family is away.", by=hub)
    days_pass(20)
    paused = waiting.clock_of(Case.objects.get(pk=case.pk), clock.now())
    assert not paused.late and "The family is away." in paused.words
    with as_(hub):
        triage.resume(case, by=hub)
    assert not waiting.clock_of(Case.objects.get(pk=case.pk), clock.now()).late
    with as_(hub), pytest.raises(Refused, match="already"):
        triage.pause(case, because="a", by=hub)
        triage.pause(case, because="b", by=hub)


def test_the_queue_shows_the_oldest_first_whatever_its_channel(case, hub, signed_in):
    younger = CaseFactory(
        stage=Stage.FOR_MEETING,
        work_basis="public_task",
        team=case.team,
        received_at=clock.now() + timedelta(minutes=1),
    )
    ReferralFactory(case=younger, channel="telephone")
    page = signed_in(hub).get(reverse("cases:queue")).content.decode()
    assert page.index(case.reference) < page.index(younger.reference)
    assert "telephone" in page
    only = signed_in(hub).get(f"{reverse('cases:queue')}?stage=for_meeting").content.decode()
    assert younger.reference in only and case.reference not in only


def test_the_oldest_to_open_is_the_oldest_that_is_not_decided(case, hub, signed_in):
    """“Open the oldest” led to what waits for the meeting, was stepped up or allocated already. Seen to fail with the oldest whose
    clock once ran, and with those that were only asked about counted as decided."""
    client, queue, now = signed_in(hub), reverse("cases:queue"), clock.now()
    paused, undecided, *_ = (
        ReferralFactory(
            case=CaseFactory(
                stage=Stage.RECEIVED, work_basis="", team=case.team, received_at=now + timedelta(minutes=minutes)
            )
        ).case
        for minutes in (1, 2, 3)
    )
    assert client.get(queue).context["oldest"] == reverse("cases:decide", args=[case.reference])
    with as_(hub):
        triage.pause(paused, because="The family is away.", by=hub)
    opened = reverse("cases:decide", args=[undecided.reference])
    for decision in ("allocate", "step_up", "meeting"):
        decide(case, hub, decision)
        assert client.get(queue).context["oldest"] == opened
    assert client.get(f"{queue}?stage=for_meeting").context["oldest"] == ""
    decide(undecided, hub, "ask", words="Which school?")
    with as_(hub):
        triage.resume(undecided, by=hub)
    assert client.get(queue).context["oldest"] == opened


@pytest.mark.parametrize("decision", ["meeting", "allocate", "step_up"])
def test_the_clock_ends_with_the_decision_and_is_never_late_after_it(decision, case, hub, signed_in):
    """It ran on while the referral waited for the meeting. Seen to fail so, in the queue, and on its page."""
    decide(case, hub, decision)
    day = f"{clock.today():%-d %B %Y}"
    days_pass(20)
    client = signed_in(hub)
    for page in (reverse("cases:queue"), reverse("cases:decide", args=[case.reference])):
        html = client.get(page).content.decode()
        assert f"ecided on {day}" in html and "working days late" not in html and "Pause the clock" not in html


@pytest.mark.slow
def test_the_queue_asks_no_more_questions_with_more_rows(case, hub, signed_in, django_assert_max_num_queries):
    for _ in range(12):
        ReferralFactory(case=CaseFactory(stage=Stage.RECEIVED, work_basis="", team=case.team))
    client = signed_in(hub)
    with django_assert_max_num_queries(26):  # the frame's own among them
        client.get(reverse("cases:queue"))


def test_recording_and_opening_the_next_leads_to_the_oldest_that_waits(case, hub, signed_in):
    following = CaseFactory(stage=Stage.RECEIVED, work_basis="", team=case.team)
    url = reverse("cases:decide", args=[case.reference])
    answer = signed_in(hub).post(
        url, {"decision": "no_action", "because": "It is clear.", "next": "yes", "once": uuid7()}
    )
    assert answer.url == reverse("cases:decide", args=[following.reference])
    answer = signed_in(hub).post(
        answer.url, {"decision": "no_action", "because": "It is clear.", "next": "yes", "once": uuid7()}
    )
    assert answer.url == reverse("cases:queue")
