"""The hub decides: each decision does what it says, once, with a reason; its clock is in words."""

from datetime import timedelta

import pytest
from django.urls import reverse

from access import clock, notice
from access.errors import Forbidden, Refused
from access.models import Notification
from access.records import uuid7
from cases.models import Action, Case, Message, Triage
from cases.models.tasks import TaskKind
from cases.models.triage import OFFERED, Decision
from cases.operations import basis, joining, settling, tasks, telling, triage, waiting
from cases.operations.earlier import earlier_cases
from cases.stages import Stage
from consent.operations import evidence, notices
from earlyhelp.policy.loading import available
from tests.conftest import as_, as_robot
from tests.factories import (
    AllocationFactory,
    CaseFactory,
    OrganisationFactory,
    ReferralFactory,
    TeamFactory,
    at_the_hub,
    somebody,
    worker_on,
)
from tests.factories.consent import NoticeGivenFactory
from tests.factories.retention import days_pass
from tests.factories.sharing import DisclosureFactory
from tests.factories.working_day import write


@pytest.fixture
def case(db):
    return at_the_hub()


@pytest.fixture
def hub(case):
    return worker_on(case, "hub")


def decide(case, by, decision, because="It is clear.", **other):
    if notice.policy().levels:
        other.setdefault("level", "targeted")
    with as_(by):
        made = triage.decide(case, decision=decision, because=because, by=by, **other)
    case.refresh_from_db()
    return made


def alone():
    return next(one.code for one in notice.policy().services if one.by_itself)


NEEDED = {"ask": {"words": "Which school?"}, "single_service": {"service": ""}}


@pytest.mark.parametrize(
    ("decision", "stage", "outcome"),
    [
        ("advice", Stage.CLOSED, "advice"),
        ("single_service", Stage.CLOSED, "single_service"),
        ("meeting", Stage.FOR_MEETING, ""),
        ("allocate", Stage.RECEIVED, ""),
        ("ask", Stage.ASKED, ""),
        ("step_up", Stage.RECEIVED, ""),
        ("no_action", Stage.CLOSED, "no_action"),
    ],
)
def test_each_decision_does_what_it_says(decision, stage, outcome, case, hub):
    other = {"single_service": {"service": alone()}, "ask": {"words": "Which school?"}}.get(decision, {})
    made = decide(case, hub, decision, **other)
    assert (case.stage, case.outcome) == (stage, outcome)
    assert (made.decided_by, made.because) == (hub, "It is clear.")
    assert made.history.first().history_user == hub


def test_there_is_a_rule_for_every_decision():
    assert set(triage.RULES) == set(OFFERED), "say in cases/operations/triage.py what each decision does"


@pytest.mark.parametrize("decision", [one.value for one in OFFERED])
def test_no_decision_without_its_reason(decision, case, hub):
    with pytest.raises(Refused, match="why"):
        decide(case, hub, decision, because="  ")


@pytest.mark.parametrize(
    ("decision", "field"), [("single_service", "service"), ("attach", "other_reference"), ("ask", "words")]
)
def test_what_a_decision_needs_is_asked_for_at_its_field(decision, field, case, hub):
    with pytest.raises(Refused) as refused:
        decide(case, hub, decision)
    assert refused.value.field == field
    assert not Triage.objects.exists()


def test_what_is_decided_is_decided_once(case, hub):
    decide(case, hub, "no_action")
    with pytest.raises(Refused, match="decided already"):
        decide(case, hub, "advice")
    assert Triage.objects.count() == 1


@pytest.mark.parametrize("role", ["team_manager", "practitioner"])
def test_only_the_hub_decides(role, case):
    with pytest.raises(Forbidden):
        decide(case, worker_on(case, role), "no_action")


def test_a_question_reaches_the_referrer_stops_the_clock_and_the_hub_may_go_on_without_an_answer(case, hub):
    decide(case, hub, "ask", words="Which school?")
    assert Message.objects.get().text == "Which school?"
    assert Notification.objects.get(user=case.sent_by).kind == "referral.question"
    assert "stands still" in waiting.clock_of(case, clock.now()).words
    with as_(hub):
        triage.resume(case, by=hub)
    case.refresh_from_db()
    assert case.stage == Stage.RECEIVED
    assert "left" in waiting.clock_of(case, clock.now()).words


def test_the_outcome_is_told_in_words_that_name_nobody(case, hub):
    decide(case, hub, "no_action")
    assert Message.objects.get().text == telling.WORDS[Decision.NO_ACTION]
    assert Notification.objects.get(user=case.sent_by).kind == "referral.outcome"


def test_where_the_notice_lets_the_sender_hear_nothing_they_hear_that_it_is_decided_and_no_more(case, hub):
    referral = case.referrals.get()
    referral.organisation = OrganisationFactory(kind="newspaper")
    referral.write(by=hub, because="a test")
    decide(case, hub, "single_service", service=alone(), words="They get the parenting course.")
    assert Message.objects.get().text == telling.NEUTRAL


@pytest.mark.parametrize("council", available())
@pytest.mark.parametrize(("kind", "hears"), [("council", True), ("newspaper", False)])
def test_my_referrals_say_of_what_is_decided_what_the_notice_lets_the_sender_hear(
    council, kind, hears, case, hub, signed_in, under
):
    """Seen to fail with the outcome of the case shown, and with decided referrals that say nothing."""
    under(council)
    referral = case.referrals.get()
    referral.organisation = OrganisationFactory(kind=kind)
    referral.write(by=hub, because="a test")
    decide(case, hub, "no_action", words="They have all that they need.")
    html = signed_in(case.sent_by).get(reverse("cases:my_referrals")).content.decode()
    told = html[html.index(">Decided<") :]
    assert ("They have all that they need." in told, telling.NEUTRAL in told) == (hears, not hears)
    assert case.get_outcome_display() not in html


def test_stepping_up_shows_the_number_first_and_closes_when_it_is_done(case, hub, signed_in):
    decide(case, hub, "step_up")
    page = signed_in(hub).get(reverse("cases:decide", args=[case.reference])).content.decode()
    assert "now. Then record what you told them" in page and "Stepped up: social care has it" in page
    with pytest.raises(Refused, match="Record first what you told social care"):  # seen to fail without shared_since
        decide(case, hub, "step_up", because="They have taken it.")
    DisclosureFactory(case=case)
    decide(case, hub, "step_up", because="They have taken it.")
    assert (case.stage, case.outcome) == (Stage.CLOSED, "stepped_up")


@pytest.mark.slow
def test_joined_to_an_open_case_its_team_sees_the_referral_and_its_lead_hears_of_it(case, hub, signed_in):
    there = CaseFactory()
    lead = worker_on(there)
    AllocationFactory(case=there, worker=lead.staff)
    decide(case, hub, "attach", other_reference=there.reference)
    assert (case.stage, case.outcome) == (Stage.CLOSED, "attached")
    assert Triage.objects.get().other_case_key == there.pk
    assert signed_in(lead).get(case.get_absolute_url()).status_code == 200
    assert Notification.objects.get(user=lead).kind == "referral.attached"
    assert Case.objects.get(pk=there.pk).stage == Stage.OPEN
    assert signed_in(hub).get(there.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("stage", [Stage.RECEIVED, Stage.CLOSED])
def test_nothing_is_joined_to_what_is_not_open(stage, case, hub):
    other = CaseFactory(stage=stage, closed_on=clock.today() if stage == Stage.CLOSED else None)
    for reference in (other.reference, "EH-2222222"):
        with pytest.raises(Refused, match="No open case"):
            decide(case, hub, "attach", other_reference=reference)


def test_only_the_hub_may_ask_which_case_is_open(db):
    from django.db import connection

    there = CaseFactory()
    for role, rows in (("hub", 1), ("practitioner", 0), ("referrer", 0)):
        with as_(somebody(role, team=TeamFactory())), connection.cursor() as cursor:
            cursor.execute("SELECT * FROM earlyhelp_open_case(%s)", [there.reference])
            assert len(cursor.fetchall()) == rows, role


@pytest.mark.promise("AFC-08")
@pytest.mark.parametrize("decision", ["meeting", "allocate"])
def test_where_the_notice_asks_for_consent_first_the_case_waits_for_it_and_then_goes_on(decision, case, hub, settings):
    settings.COUNCIL = "achieving-for-children-early-help-hub"
    notice.store(notice.policy())
    decide(case, hub, decision, level="targeted")
    assert case.stage == Stage.AWAITING_CONSENT
    with as_(hub):
        basis.set_basis(case, "explicit_consent", by=hub, because="a test")
    case.refresh_from_db()
    assert case.stage == (Stage.FOR_MEETING if decision == "meeting" else Stage.AWAITING_CONSENT)


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


def test_what_was_typed_is_kept_when_the_decision_is_missing(case, hub, signed_in):
    answer = signed_in(hub).post(reverse("cases:decide", args=[case.reference]), {"because": "Long words."})
    assert answer.status_code == 422
    assert "Long words." in answer.content.decode() and "Choose what you decide" in answer.content.decode()


def test_what_is_missing_is_said_before_the_decision(case, hub, signed_in):
    page = signed_in(hub).get(reverse("cases:decide", args=[case.reference])).content.decode()
    assert "a parent or carer" in page


def test_adding_to_what_the_hub_has_closed_does_not_open_it_again(case, hub):
    decide(case, hub, "no_action")
    with as_(hub), pytest.raises(Refused, match="decided already"):
        triage.resume(case, by=hub)
    case.refresh_from_db()
    assert case.stage == Stage.CLOSED


@pytest.mark.slow
def test_who_may_be_known_already_is_shown_with_the_reasons_and_settled_with_a_reason(case, hub, signed_in):
    child = case.children[0]
    known = CaseFactory()
    other = known.children[0]
    other.full_name = child.full_name
    other.write(by=hub, because="a test")
    client = signed_in(hub)
    page = client.get(reverse("cases:decide", args=[case.reference])).content.decode()
    assert "People who may be known already" in page and known.reference in page
    url = reverse("cases:settle_match", args=[case.reference, child.pk, other.pk])
    assert client.post(url, {"decision": "same"}).status_code == 422
    assert client.post(url, {"decision": "same", "because": "The same mother."}).status_code == 302
    decided = case.match_decisions.get()
    assert (decided.decision, decided.other_key, decided.because) == ("same", other.pk, "The same mother.")
    assert "The same person" in client.get(reverse("cases:decide", args=[case.reference])).content.decode()
    assert client.get(reverse("cases:settle_match", args=[case.reference, child.pk, case.pk])).status_code == 404


def test_settling_a_match_settles_its_own_task_and_no_other(case, hub):
    person, one, two = case.children[0], uuid7(), uuid7()
    with as_(hub):
        for key in (one, two):
            tasks.give(case, kind=TaskKind.SETTLE_MATCH, due_on=clock.today(), by=hub, about_key=key)
        settling.settle(case, person=person, other_key=one, decision="not_same", reasons=(), because="x", by=hub)
        assert [task.about_key for task in case.tasks.filter(done_at=None)] == [two]


def test_whoever_waits_for_consent_is_not_said_to_be_on_the_list_of_the_meeting(case, hub, settings):
    settings.COUNCIL = "achieving-for-children-early-help-hub"
    decide(case, hub, "meeting", level="targeted")
    assert case.stage == Stage.AWAITING_CONSENT
    text = Message.objects.get(case=case).text
    assert "on the list" not in text


def test_the_reference_of_the_open_case_is_kept_as_it_is_written_everywhere(case, hub):
    other = CaseFactory()
    assert decide(case, hub, "attach", other_reference=other.reference.lower()).other_case_reference == other.reference


def test_what_happened_before_is_shown_once_two_are_found_to_be_the_same(case, hub):
    person = case.children[0]
    past = CaseFactory(stage=Stage.CLOSED, closed_on=clock.today(), outcome="needs_met")
    other = past.children[0]

    def shown(by):
        with as_(by):
            return [(one.reference, one.outcome, one.may_open) for one in earlier_cases(case)]

    def settle(decision):
        with as_(hub):
            settling.settle(
                case,
                person=person,
                other_key=other.pk,
                decision=decision,
                reasons=(),
                because="The same mother.",
                by=hub,
            )

    assert shown(hub) == []
    settle("same")
    assert shown(hub) == [(past.reference, "Needs met", False)]
    assert shown(worker_on(case)) == shown(somebody("hub")) == []
    settle("not_same")
    assert shown(hub) == []


def test_an_earlier_case_of_the_same_family_is_shown_by_itself(case, hub, signed_in):
    past = CaseFactory(family=case.family, stage=Stage.CLOSED, closed_on=clock.today(), outcome="moved")
    page = signed_in(hub).get(reverse("cases:decide", args=[case.reference])).content.decode()
    assert past.reference in page and "the family moved away" in page


def not_told(case, hub):
    """The family is still to be told, as the referral said why."""
    for person in notices.not_told(case):
        NoticeGivenFactory(case=case, person=person, told=False, how="", told_on=None, why_not="not_reached")
    with as_(hub):
        return tasks.give(case, kind=TaskKind.TELL_FAMILY, due_on=clock.today(), what="Not told yet", by=hub)


@pytest.mark.parametrize("decision", ["advice", "no_action"])
def test_what_the_hub_closes_asks_nothing_more_and_says_why_its_tasks_ended(decision, case, hub):
    """The task stayed open for good, where nobody saw it. Seen to fail without the ending in triage."""
    task = not_told(case, hub)
    decide(case, hub, decision)
    task.refresh_from_db()
    assert (task.because, task.done_by) == ("the case was closed", hub)
    assert task.history.first().history_user == hub


def test_a_stopped_case_that_the_hub_closes_leaves_nobody_in_the_lead_and_nothing_open(case, hub):
    """Seen to fail without the ending in triage."""
    worker = worker_on(case)
    AllocationFactory(case=case, team=case.team, worker=worker.staff)
    doing = {"what": "A chart", "owner_words": "Mum", "due_on": clock.today(), "made_at": clock.now(), "made_by": hub}
    action = write(Action(case=case, **doing))
    case.stage, case.work_basis = Stage.AWAITING_CONSENT, ""
    write(case)
    decide(case, hub, "no_action", because="They want no help.")
    action.refresh_from_db()
    assert (action.done, action.history.first().history_change_reason) == (False, "They want no help.")
    assert not case.allocations.filter(until=None).exists()


def test_what_was_joined_to_the_wrong_case_is_to_be_told_again(case, hub):
    """Seen to fail without begin_again."""
    task = not_told(case, hub)
    decide(case, hub, "attach", other_reference=CaseFactory().reference)
    assert not case.tasks.filter(done_at=None).exists()
    with as_(hub):
        joining.separate(case, because="Another family.", by=hub)
    task.refresh_from_db()
    assert (task.done_at, task.because) == (None, "")


@pytest.mark.parametrize("answer", [{"told": True}, {"told": False, "how": "", "told_on": None, "why_not": "unsafe"}])
def test_a_family_that_was_still_to_be_told_when_the_hub_closed_is_counted_until_it_is_answered_for(answer, case, hub):
    """Only open cases were looked at. Seen to fail so."""
    not_told(case, hub)
    decide(case, hub, "advice")
    days_pass(60)
    with as_robot():
        late = evidence.told()
    NoticeGivenFactory(case=case, **answer)
    with as_robot():
        answered = evidence.told()
    assert (late.wrong, late.looked_at, answered.wrong) == (1, 1, 0)
