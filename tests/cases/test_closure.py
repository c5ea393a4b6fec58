import re
from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse

from access import clock
from access.errors import Forbidden, Refused
from access.models import OutboxMessage
from cases.models import Action, Assessment, Case, Pause, PlanOutcome, Review, ServiceReceived, SignificantEvent, Task
from cases.operations import closure, grants, tasks
from cases.stages import MOVES, Stage, check_move
from tests.conftest import as_, as_robot
from tests.factories import AllocationFactory, CaseFactory, NoteFactory, TeamFactory, installation, somebody, worker_on
from tests.factories.consent import ConsentFactory
from tests.factories.retention import readings
from tests.factories.sharing import DisclosureFactory
from tests.factories.working_day import write


def close(case, by, on=None, **other):
    with as_(by):
        return closure.close(case, by=by, on=on or clock.today(), outcome="needs_met", because="goals met", **other)


def test_the_history_says_who_closed_the_case_and_why(case):
    worker = worker_on(case)
    close(case, worker)
    version = Case.objects.get(pk=case.pk).history.first()
    assert version.closed_on == clock.today()
    assert (version.history_user, version.history_change_reason) == (worker, "goals met")


def test_closing_tells_retention_through_the_outbox(case):
    close(case, worker_on(case))
    assert OutboxMessage.objects.filter(kind="case.closed", about=case.pk).exists()


def test_a_day_before_the_last_note_is_refused(case):
    NoteFactory(case=case)
    with pytest.raises(Refused, match="the last thing on this case is a note of that day"):
        close(case, worker_on(case), on=clock.today() - timedelta(days=1))


BLOCKS = {
    "actions": ("Finish or drop the open actions of the plan first: 1 left.", "cases:plan"),
    "outcomes": ("Say how the outcomes of the plan ended first: 1 left.", "cases:plan"),
    "assessment": ("that is in hand first.", "cases:assessments"),
}


def one_open(what, case):
    """Work of one kind that is not finished."""
    now, by = clock.now(), installation()
    if what == "actions":
        write(Action(case=case, what="A chart", owner_words="Mum", due_on=clock.today(), made_at=now, made_by=by))
    elif what == "outcomes":
        write(PlanOutcome(case=case, need="Sleep", hoped_for="Eight hours", made_at=now, made_by=by))
    else:
        write(Assessment(case=case, number=1, started_at=now, started_by=by))


@pytest.mark.parametrize("what", BLOCKS)
def test_what_is_not_finished_blocks_closing_and_the_page_leads_there(what, case, signed_in):
    """Seen to fail, each with its count left out of what_blocks()."""
    sentence, where = BLOCKS[what]
    one_open(what, case)
    worker = worker_on(case)
    with pytest.raises(Refused, match=re.escape(sentence)):
        close(case, worker)
    page = unescape(signed_in(worker).get(reverse("cases:close", args=[case.reference])).content.decode())
    blocks = page[page.index("What still blocks closing") : page.index("</section>", page.index("What still blocks"))]
    assert sentence in blocks and reverse(where, args=[case.reference]) in blocks and blocks.count("<li>") == 1


def stop(case):
    """The family withdraws its consent: work stops."""
    case.stage, case.work_basis = Stage.AWAITING_CONSENT, ""
    write(case)


@pytest.mark.parametrize("stopped", [True, False])
@pytest.mark.parametrize("outcome", ["withdrawn", "moved"])
def test_what_is_open_ends_with_a_case_that_nobody_goes_on_with(stopped, outcome, case, signed_in):
    """It could never close: what was open blocked it, and on a stopped case none of it could be ended. Seen to fail with
    UNFINISHED empty, and the stopped ones without what the wall of steps says of giving up."""
    for what in BLOCKS:
        one_open(what, case)
    worker, why = worker_on(case), "They wrote that they want no help from us, thank you."
    if stopped:
        stop(case)
    client, url = signed_in(worker), reverse("cases:close", args=[case.reference])
    assert "What still blocks closing" in client.get(url).content.decode()
    typed = {"outcome": outcome, "because": why, **parts(clock.today())}
    shown = client.post(url, typed)
    said = unescape(shown.content.decode())
    for sentence in (
        "1 open action is dropped with the case: A chart.",
        "1 outcome is given up with the case: Eight hours.",
        f"{case.assessments.get()} is given up. What is written in it stays.",
    ):
        assert sentence in said
    assert "What still blocks closing" not in said
    assert client.post(url, typed | {"seen": shown.context["form"]["seen"].value()}).status_code == 302
    case = Case.objects.get(pk=case.pk)
    assert (case.stage, case.closed_on, case.work_basis == "") == (Stage.CLOSED, clock.today(), stopped)
    action, hoped, given_up = case.actions.get(), case.plan_outcomes.get(), case.assessments.get()
    how = f"the case was closed ({case.get_outcome_display().lower()})"
    assert (action.done, action.ended_on, action.because) == (False, clock.today(), how)
    assert (hoped.reached, hoped.ended_on, hoped.because) == (False, clock.today(), how)
    assert {row.history.first().history_change_reason for row in (action, hoped)} == {why}
    assert {row.history.first().history_user for row in (action, hoped, given_up)} == {worker}
    assert (given_up.get_state_display(), given_up.steps.get().words) == ("Given up", why)
    assert OutboxMessage.objects.filter(kind="case.closed", about=case.pk).exists()
    page = client.get(reverse("cases:assessment", args=[case.reference, 1])).content.decode()
    assert why in page and "Given up by" in page


def test_what_is_added_after_the_page_was_shown_is_shown_before_it_ends(case, signed_in):
    """Seen to fail with what ends left out of the mark of what was shown."""
    client, url = signed_in(worker_on(case)), reverse("cases:close", args=[case.reference])
    typed = {"outcome": "moved", "because": "They moved to the coast.", **parts(clock.today())}
    seen = client.post(url, typed).context["form"]["seen"].value()
    one_open("actions", case)
    again = client.post(url, typed | {"seen": seen})
    assert "1 open action is dropped with the case: A chart." in again.content.decode()
    assert Case.objects.get(pk=case.pk).stage == Stage.OPEN


def test_a_stopped_case_whose_needs_are_met_says_how_it_can_close(case, signed_in):
    """Seen to fail with the links that lead to where nothing can be done."""
    one_open("actions", case)
    stop(case)
    url = reverse("cases:close", args=[case.reference])
    typed = {"outcome": "needs_met", "because": "All is well.", **parts(clock.today())}
    answer = signed_in(worker_on(case)).post(url, typed)
    page = answer.content.decode()
    assert answer.status_code == 422 and "Go there" not in page and "what is open ends with the case" in page


def test_tomorrow_is_refused(case):
    with pytest.raises(Refused, match="must not be in the future"):
        close(case, worker_on(case), on=clock.today() + timedelta(days=1))


def test_a_closed_case_does_not_close_again(case):
    worker = worker_on(case)
    close(case, worker)
    with pytest.raises(Refused, match="cannot become"):
        close(case, worker)


def test_a_stranger_closes_nothing(case):
    stranger = somebody()
    with as_(stranger), pytest.raises((Forbidden, Case.DoesNotExist)):
        closure.close(case, by=stranger, on=clock.today(), outcome="needs_met", because="x")


def test_grants_run_out_28_days_after_closing(case, db):
    worker = worker_on(case)
    close(case, worker)
    assert Case.objects.get(pk=case.pk).group_grants.get().ends_at - clock.now() < timedelta(days=28, minutes=1)
    _ago(case, days=1)
    with as_robot("worker"):
        from access.jobs import robot

        assert grants.run_out(robot()) == 1
    with as_(worker):
        assert not Case.objects.exists()


def _ago(case, days):
    from access.records import acting
    from tests.factories import installation

    with acting(installation(), "time passes"):
        case.group_grants.update(ends_at=clock.now() - timedelta(days=days))


def test_the_page_closes_the_case_and_keeps_what_was_typed_when_it_cannot(case, signed_in):
    client, url = signed_in(worker_on(case)), reverse("cases:close", args=[case.reference])
    answer = client.post(url, {"outcome": "needs_met", "because": "All is well now."})
    assert answer.status_code == 422
    assert "All is well now." in answer.content.decode()
    typed = {"outcome": "needs_met", "because": "Done.", **parts(clock.today())}
    seen = client.post(url, typed).context["form"]["seen"].value()
    assert client.post(url, typed | {"seen": seen}).status_code == 302
    assert Case.objects.get(pk=case.pk).stage == Stage.CLOSED


def parts(day):
    return {f"on_{part}": getattr(day, part) for part in ("day", "month", "year")}


@pytest.mark.slow
def test_what_a_day_means_is_shown_before_it_is_saved_and_again_when_the_day_changes(signed_in, db):
    """Seen to fail with the meaning of today shown instead of that of the day, and with the first sending closing the case."""
    readings()
    case = CaseFactory(received_at=clock.now() - timedelta(days=500))
    client, url = signed_in(worker_on(case)), reverse("cases:close", args=[case.reference])
    first, other = clock.today() - timedelta(days=400), clock.today() - timedelta(days=3)
    typed = {"outcome": "moved", "because": "They moved to the coast."}
    shown = client.post(url, typed | parts(first))
    page = shown.content.decode()
    assert f"What closing on {first:%-d %B %Y} would mean" in page and "They moved to the coast." in page
    seen = shown.context["form"]["seen"].value()
    again = client.post(url, typed | parts(other) | {"seen": seen})
    assert f"What closing on {other:%-d %B %Y} would mean" in again.content.decode()
    assert shown.context["preview"] != again.context["preview"]
    assert Case.objects.get(pk=case.pk).stage == Stage.OPEN
    assert client.post(url, typed | parts(first) | {"seen": seen}).status_code == 302
    assert Case.objects.get(pk=case.pk).closed_on == first


def test_stepped_up_shows_what_that_means_alone(signed_in, case):
    client, url = signed_in(worker_on(case)), reverse("cases:close", args=[case.reference])
    typed = {"outcome": "stepped_up", "because": "A child is not safe.", **parts(clock.today())}
    readings()
    assert "until the youngest is 25 instead" in client.get(url).content.decode()
    said = " ".join(client.post(url, typed).context["preview"])
    assert "until the youngest is 25 instead" not in said and "25 years from birth" in said


def shared(case, by):
    return DisclosureFactory(case_key=case.pk, case_reference=case.reference, shared_on=clock.today())


LATER = {
    "a note": lambda case, by: NoteFactory(case=case),
    "an entry about sharing": shared,
    "a consent": lambda case, by: ConsentFactory(case=case, given_on=clock.today()),
    "an allocation": lambda case, by: AllocationFactory(case=case),
    "a review": lambda case, by: write(
        Review(case=case, due_on=clock.today(), held_on=clock.today(), decided="close", held_by=by)
    ),
    "the end of an action of the plan": lambda case, by: write(
        Action(
            case=case,
            what="A chart",
            owner_words="Mum",
            due_on=clock.today(),
            made_at=clock.now() - timedelta(days=30),
            made_by=by,
            done=True,
            ended_on=clock.today(),
        )
    ),
    "the start of a service": lambda case, by: write(
        ServiceReceived(
            case=case,
            other="A group",
            provider="A library",
            since=clock.today(),
            recorded_by=by,
            recorded_at=clock.now(),
        )
    ),
    "a significant event": lambda case, by: write(
        SignificantEvent(
            case=case,
            happened_on=clock.today(),
            what="A new school.",
            source="The school",
            recorded_at=clock.now(),
            recorded_by=by,
        )
    ),
}


@pytest.mark.parametrize("kind", LATER)
def test_a_day_before_later_work_is_refused_and_says_which(kind, db):
    """Closing earlier than the last work would keep the record too short. Seen to fail with each kind taken out of `worked`."""
    case = CaseFactory(received_at=clock.now() - timedelta(days=90))
    worker, day = worker_on(case), clock.today() - timedelta(days=1)
    LATER[kind](case, worker)
    said = f"must not be before {clock.today():%-d %B %Y}: the last thing on this case is {kind} of that day"
    with pytest.raises(Refused, match=said):
        close(case, worker, on=day)
    assert close(case, worker, on=clock.today()).closed_on == clock.today()


def test_what_was_taken_back_holds_nothing_up(db):
    case = CaseFactory(received_at=clock.now() - timedelta(days=90))
    worker, day = worker_on(case), clock.today() - timedelta(days=10)
    note = NoteFactory(case=case)
    NoteFactory(case=case, text="", corrects=note, because="Another family.")
    assert close(case, worker, on=day).closed_on == day


def test_why_and_how_it_closed_stands_on_its_page_and_in_its_activity(case, signed_in):
    worker = worker_on(case)
    with as_(worker):
        closure.close(case, by=worker, on=clock.today(), outcome="moved", because="They moved to the coast.")
    client = signed_in(worker)
    for page in (case.get_absolute_url(), reverse("cases:activity", args=[case.reference])):
        said = client.get(page).content.decode()
        for words in ("They moved to the coast.", "he family moved away", worker.name):
            assert words in said, (page, words)


def test_open_tasks_end_with_the_case_and_say_why(case, signed_in):
    """Seen to fail without `tasks.end_all`."""
    worker = worker_on(case)
    task = Task(case=case, what="Ring the school", due_on=clock.today(), made_at=clock.now(), made_by=worker)
    write(task)
    close(case, worker)
    task = Task.objects.get(pk=task.pk)
    assert (task.because, task.done_by) == ("the case was closed", worker)
    assert task.history.first().history_change_reason == "the case was closed"
    assert "Ring the school" not in signed_in(worker).get(case.get_absolute_url()).content.decode()
    with as_(worker), pytest.raises(Refused, match="ended already: the case was closed"):
        tasks.finish(task, by=worker)


def test_a_clock_that_stands_still_does_not_stand_on_a_closed_case(db):
    """Seen to fail without the end of the pauses."""
    case = CaseFactory(stage=Stage.ASKED, work_basis="", team=TeamFactory(is_hub=True))
    hub = worker_on(case, "hub")
    write(Pause(case=case, because="The referrer is away.", since=clock.now(), paused_by=hub))
    close(case, hub)
    assert not case.pauses.filter(until=None).exists()


def test_to_a_stranger_the_page_does_not_exist(case, signed_in):
    assert signed_in(somebody()).get(reverse("cases:close", args=[case.reference])).status_code == 404


@pytest.mark.parametrize("stage", list(Stage))
def test_every_stage_has_its_moves_and_no_other(stage, db):
    for to in Stage:
        if to in MOVES[stage]:
            check_move(stage, to)
        else:
            with pytest.raises(Refused, match="cannot become"):
                check_move(stage, to)


def test_a_case_that_was_worked_on_does_not_end_as_a_referral_does(case, signed_in):
    page = signed_in(worker_on(case)).get(reverse("cases:close", args=[case.reference]))
    offered = {code for code, _ in page.context["form"].fields["outcome"].choices}
    assert offered == {"needs_met", "stepped_up", "withdrawn", "moved", "no_action"}


def test_stepped_up_closes_once_it_is_recorded_what_social_care_was_told(case):
    """Seen to fail without _check_stepped_up, and while what a school was told would do."""
    worker = worker_on(case)

    def close():
        with as_(worker):
            closure.close(case, by=worker, on=clock.today(), outcome="stepped_up", because="A child is not safe.")

    for _ in range(2):
        with pytest.raises(Refused, match="Record first what you told social care") as refused:
            close()
        assert refused.value.field == "outcome"
        DisclosureFactory(case=case)
    DisclosureFactory(case=case, recipient__kind="social_care", pair=None, ground="child_welfare")
    close()


def test_on_a_closed_case_the_page_says_so_and_has_no_form(case, signed_in):
    """Its form was there, to be refused at the end. Seen to fail so."""
    worker = worker_on(case)
    assert 'name="because"' in signed_in(worker).get(reverse("cases:close", args=[case.reference])).content.decode()
    close(case, worker)
    page = signed_in(worker).get(reverse("cases:close", args=[case.reference])).content.decode()
    assert f"It was closed on {clock.today():%-d %B %Y}: needs met." in page and 'name="because"' not in page
