from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse

from access import clock
from access.errors import Refused
from access.records import uuid7
from cases.models import Action, PlanOutcome, Review
from cases.operations import assessments, closure, notes, people, plans, reviews
from cases.operations.due import due_for
from cases.operations.times import due_on
from tests.conftest import as_
from tests.factories import AllocationFactory, CaseFactory, worker_on


def outcome(case, by, **other):
    answers = {"need": "Sleep", "hoped_for": "Eight hours", "key": uuid7()} | other
    with as_(by):
        return plans.add_outcome(case, by=by, **answers)


def action(case, by, **other):
    answers = {"what": "A chart", "owner_words": "Mum", "due_on": clock.today(), "key": uuid7()} | other
    with as_(by):
        return plans.add_action(case, by=by, **answers)


def review(case, by, decided="continue", **other):
    answers = {"on": clock.today(), "progress": "Better.", "decided": decided} | other
    with as_(by):
        return reviews.hold(case, by=by, **answers)


def test_the_first_outcome_sets_the_first_review_by_the_councils_clock(case, worker):
    outcome(case, worker)
    outcome(case, worker)
    assert Review.objects.get().due_on == due_on("first_review", clock.now())


def test_sent_twice_it_is_made_once(case, worker):
    key = uuid7()
    assert outcome(case, worker, key=key) == outcome(case, worker, key=key)
    assert action(case, worker, key=(once := uuid7())) == action(case, worker, key=once)
    assert (PlanOutcome.objects.count(), Action.objects.count()) == (1, 1)


@pytest.mark.parametrize("owner_words", ["", "  "])
def test_an_action_has_one_owner(case, worker, owner_words):
    with pytest.raises(Refused, match="one of the two"):
        action(case, worker, owner_words=owner_words)
    with pytest.raises(Refused, match="one of the two"):
        action(case, worker, owner=worker.staff, owner_words="Mum")


def test_a_day_in_the_past_is_refused(case, worker):
    with pytest.raises(Refused, match="past"):
        action(case, worker, due_on=clock.today() - timedelta(days=1))


def test_an_action_for_a_colleague_is_news_for_them(case, worker):
    colleague = worker_on(case)
    action(case, worker, owner=colleague.staff, owner_words="")
    assert colleague.notifications.get().case_reference == case.reference


@pytest.mark.regression(10)
def test_dropping_needs_its_reason_and_what_ended_stays(case, worker):
    made = action(case, worker)
    with as_(worker), pytest.raises(Refused, match="why it is dropped"):
        plans.end_action(made, done=False, because="", by=worker)
    with as_(worker):
        plans.end_action(made, done=True, because="", by=worker)
    with as_(worker), pytest.raises(Refused, match="has ended this action already: done on"):
        plans.end_action(made, done=False, because="no", by=worker)
    assert Action.objects.get().done is True


@pytest.mark.slow
def test_the_second_of_two_reads_how_the_first_ended_an_outcome(case, worker, signed_in):
    colleague, hoped = worker_on(case), outcome(case, worker)
    url = reverse("cases:end_outcome", args=[case.reference, hoped.pk])
    for who in (worker, colleague):
        signed_in(who).get(url)
    assert signed_in(worker).post(url, {"reached": "yes", "because": "She goes by herself."}).status_code == 302
    answer = signed_in(colleague).post(url, {"reached": "no", "because": "Nobody knows."})
    page = answer.content.decode()
    assert answer.status_code == 422
    for words in ("has ended this outcome already: reached", "She goes by herself.", "Nobody knows."):
        assert words in page, words


def test_an_outcome_with_open_actions_does_not_end(case, worker):
    hoped = outcome(case, worker)
    action(case, worker, outcome=hoped)
    with as_(worker), pytest.raises(Refused, match="1 left"):
        plans.end_outcome(hoped, reached=True, because="They sleep.", by=worker)


def test_no_action_for_an_outcome_of_another_case(case, worker):
    other = CaseFactory()
    hoped = outcome(other, worker_on(other))
    with pytest.raises(Refused, match="outcome"):
        action(case, worker, outcome=hoped)


def test_the_next_review_counts_from_the_day_on_which_the_last_was_held(db):
    """Seen to fail with the day counted on which somebody wrote it down."""
    day = clock.today() - timedelta(days=21)
    case = CaseFactory(received_at=clock.now() - timedelta(days=60))
    worker = worker_on(case)
    outcome(case, worker)
    review(case, worker, on=day)
    assert (
        reviews.next_due(case)
        == due_on("next_review", clock.now() - timedelta(days=21))
        < due_on("next_review", clock.now())
    )


def test_a_review_that_was_held_sets_the_next_one_and_closing_sets_none(case, worker):
    outcome(case, worker)
    review(case, worker)
    assert reviews.next_due(case) == due_on("next_review", clock.now())
    review(case, worker, progress="Done.", decided="close")
    assert reviews.next_due(case) is None
    assert Review.objects.exclude(held_on=None).count() == 2


def test_the_same_review_sent_twice_is_held_once(case, worker):
    outcome(case, worker)
    assert review(case, worker) == review(case, worker)
    assert Review.objects.exclude(held_on=None).count() == 1


def test_a_review_in_the_future_is_refused(case, worker):
    with pytest.raises(Refused, match="future"):
        review(case, worker, on=clock.today() + timedelta(days=1))


def test_a_case_with_open_actions_stays_open(case, worker):
    action(case, worker)
    with as_(worker), pytest.raises(Refused, match="1 left"):
        closure.close(case, by=worker, on=clock.today(), outcome="needs_met", because="goals met")


def test_the_closing_page_says_what_still_blocks_it(case, worker, signed_in):
    action(case, worker)
    page = signed_in(worker).get(reverse("cases:close", args=[case.reference])).content.decode()
    assert "What still blocks closing" in page and reverse("cases:plan", args=[case.reference]) in page


@pytest.mark.slow
def test_the_plan_in_pages_from_outcome_to_review(case, worker, signed_in):
    client, today = signed_in(worker), clock.today()
    day = {f"{{}}_{part}": getattr(today, part) for part in ("day", "month", "year")}

    def dated(field):
        return {key.format(field): value for key, value in day.items()}

    def once(name):
        return client.get(reverse(name, args=[case.reference])).context["form"]["once"].value()

    add_outcome, add_action = (reverse(f"cases:add_{what}", args=[case.reference]) for what in ("outcome", "action"))
    answers = {"need": "Sleep", "hoped_for": "Eight hours", "once": once("cases:add_outcome")}
    assert client.post(add_outcome, answers).status_code == 302
    hoped = PlanOutcome.objects.get()
    answers = {"what": "A chart", "outcome": hoped.pk, "owner_words": "Mum", "once": once("cases:add_action")}
    assert client.post(add_action, answers | dated("due_on")).status_code == 302
    made = Action.objects.get()
    plan = client.get(reverse("cases:plan", args=[case.reference])).content.decode()
    assert all(words in plan for words in ("Eight hours", "A chart", "Mum"))
    assert "A chart" in client.get(reverse("cases:family_copy", args=[case.reference])).content.decode()
    end = reverse("cases:end_action", args=[case.reference, made.pk])
    assert client.post(end, {"done": "yes"}).status_code == 302
    end = reverse("cases:end_outcome", args=[case.reference, hoped.pk])
    assert client.post(end, {"reached": "yes", "because": "She sleeps."}).status_code == 302
    hold = reverse("cases:hold_review", args=[case.reference])
    assert client.post(hold, {"progress": "Good.", "decided": "close"} | dated("on")).status_code == 302
    assert "Reached" in client.get(reverse("cases:plan", args=[case.reference])).content.decode()


@pytest.mark.slow
def test_late_is_said_in_words(case, worker, signed_in):
    made = action(case, worker)
    made.due_on = clock.today() - timedelta(days=1)
    made.write(by=worker, because="a test")
    assert "Late." in signed_in(worker).get(reverse("cases:plan", args=[case.reference])).content.decode()


def test_the_plan_of_another_team_is_not_there(case, worker, signed_in):
    made, other = action(case, worker), CaseFactory()
    mine = signed_in(worker_on(other))
    assert mine.get(reverse("cases:end_action", args=[other.reference, made.pk])).status_code == 404


def paper_of(case, worker, signed_in):
    return signed_in(worker).get(reverse("cases:family_copy", args=[case.reference])).content.decode()


@pytest.mark.parametrize("marks", [{"sensitive": True}, {"about_someone_else": True}])
def test_the_familys_copy_says_nothing_of_a_note_that_is_not_for_them_nor_why_something_was_dropped(
    marks, case, worker, signed_in
):
    """Seen to fail with every action that is not struck out on the paper, with reasons on it, and with marks of the newest version alone."""
    with as_(worker):
        plain = notes.Event(next_steps="Ring the refuge")
        event = replace(plain, **marks)
        note = notes.add(
            case, kind="call", happened_on=clock.today(), text="She rang.", event=event, by=worker, key=uuid7()
        )
        plans.end_action(action(case, worker, what="Meet Dad"), done=False, because="Too dangerous now.", by=worker)
        plans.end_action(action(case, worker, what="Ring the school"), done=True, because="They were cross.", by=worker)
    paper, plan = paper_of(case, worker, signed_in), reverse("cases:plan", args=[case.reference])
    assert "Ring the school" in paper and "There is no plan yet" not in paper
    assert not [
        words for words in ("Ring the refuge", "Meet Dad", "Too dangerous", "They were cross") if words in paper
    ]
    assert signed_in(worker).get(plan).content.decode().count("Not in the family’s copy") == 1
    with as_(worker):
        notes.correct(note, text="She rang twice.", because="Twice.", by=worker, key=uuid7(), event=plain)
    assert "Ring the refuge" not in paper_of(case, worker, signed_in)


def test_the_familys_copy_carries_no_alert_and_nothing_that_staff_still_have_to_ask(case, worker, signed_in):
    """Seen to fail with the banner of every case page: “never visit alone” stood on each sheet."""
    with as_(worker):
        later = clock.today() + timedelta(days=30)
        people.warn(case, words="Never visit alone.", review_on=later, by=worker, key=uuid7())
    paper = paper_of(case, worker, signed_in)
    assert "Never visit alone." in signed_in(worker).get(case.get_absolute_url()).content.decode()
    assert "Never visit alone." not in paper and "No agreement recorded" not in paper
    assert case.children[0].full_name in paper and case.reference in paper


def open_tasks(case):
    return list(case.tasks.filter(done_at=None).values_list("kind", flat=True))


def test_a_review_that_finds_the_needs_met_is_a_task_to_close_until_it_is_closed_or_goes_on(case, worker):
    """The open case had no clock and nothing on Today. Seen to fail without the task, and without a review set with an outcome."""
    AllocationFactory(case=case, team=case.team, worker=worker.staff)
    outcome(case, worker)
    review(case, worker, decided="close")
    with as_(worker):
        (due,) = due_for(worker.staff)
    assert (due.on, due.href) == (due_on("next_review", clock.now()), reverse("cases:close", args=[case.reference]))
    assert reviews.next_due(case) is None
    outcome(case, worker, need="School")
    assert reviews.next_due(case) == due_on("next_review", clock.now())
    assert open_tasks(case) == [] and case.tasks.get().because == "an outcome was added to the plan"


def test_a_review_that_decides_to_assess_again_is_a_task_until_one_is_started(case, worker):
    """Seen to fail without the task."""
    outcome(case, worker)
    review(case, worker, decided="reassess")
    assert open_tasks(case) == ["reassess"]
    with as_(worker):
        assessments.start(case, by=worker)
    assert open_tasks(case) == []
