from datetime import timedelta

import pytest
from django.urls import reverse

from access import clock
from access.errors import Refused
from access.records import uuid7
from cases.forms.notes import NoteForm
from cases.models import Case, Note
from cases.models.families import Member
from cases.operations import notes, tasks
from cases.stages import Stage
from tests.conftest import as_
from tests.factories import AddressFactory, CaseFactory, PersonFactory, worker_on
from tests.factories.working_day import write


@pytest.fixture
def case(db):
    return CaseFactory()


@pytest.fixture
def worker(case):
    return worker_on(case)


def add(case, by, **other):
    answers = {"kind": "visit", "happened_on": clock.today(), "text": "We met.", "key": uuid7()} | other
    with as_(by):
        return notes.add(case, by=by, **answers)


def test_a_note_has_its_day_its_author_and_its_reason(case, worker):
    note = add(case, worker)
    version = note.history.first()
    assert (note.happened_on, note.author) == (clock.today(), worker)
    assert (version.history_user, version.history_change_reason) == (worker, "note added")


def test_saving_the_page_twice_makes_one_note(case, worker, signed_in):
    client, url = signed_in(worker), reverse("cases:add_note", args=[case.reference])
    once = client.get(url).context["form"]["once"].value()
    today = clock.today()
    answers = {
        "kind": "call",
        "happened_on_day": today.day,
        "happened_on_month": today.month,
        "happened_on_year": today.year,
        "text": "She rang.",
        "once": once,
    }
    for _ in range(2):
        assert client.post(url, answers).status_code == 302
    assert Note.objects.count() == 1
    assert "She rang." in client.get(case.get_absolute_url()).content.decode()


def test_the_future_is_refused(case, worker):
    with pytest.raises(Refused, match="must not be in the future"):
        add(case, worker, happened_on=clock.today() + timedelta(days=1))


@pytest.mark.parametrize("stage", [Stage.RECEIVED, Stage.AWAITING_CONSENT])
def test_a_case_that_is_not_open_takes_no_note_and_says_why(stage, db, signed_in):
    case = CaseFactory(stage=stage, work_basis="")
    worker = worker_on(case)
    with pytest.raises(Refused):
        add(case, worker)
    page = signed_in(worker).get(case.get_absolute_url()).content.decode()
    assert "Add a note" not in page
    assert "work" in page


def test_a_note_moves_the_case_to_the_top_of_the_list(case, worker):
    newer = CaseFactory(team=case.team)
    add(case, worker)
    assert Case.objects.newest_for(worker) == [case, newer]


def children(case):
    return [notes.Seen(child, present=True, seen=True) for child in case.children]


def test_one_note_says_who_was_seen_and_who_alone(case, worker):
    child = case.children[0]
    note = add(case, worker, people=[notes.Seen(child, seen_alone=True)])
    seen = note.people.get()
    assert (seen.person, seen.seen, seen.seen_alone) == (child, True, True)


def test_nobody_of_another_family_stands_in_a_note(case, worker):
    other = CaseFactory().children[0]
    with pytest.raises(Refused, match="people of this family"):
        add(case, worker, people=[notes.Seen(other)])


def test_each_next_step_becomes_an_action_of_the_author_once(case, worker):
    key = uuid7()
    for _ in range(2):
        add(case, worker, key=key, event=notes.Event(next_steps="Ring the school\n\n Ask about the club "))
    assert set(case.actions.values_list("what", "owner")) == {
        ("Ring the school", worker.staff.pk),
        ("Ask about the club", worker.staff.pk),
    }


def test_a_significant_note_stands_in_the_chronology_once(case, worker):
    key = uuid7()
    for _ in range(2):
        add(case, worker, key=key, significant=True, people=children(case))
    event = case.significant_events.get()
    assert (event.what, event.note_id) == ("We met.", key)
    assert {one.person for one in event.people.all()} == set(case.children)


def correct(note, by, text="We met twice.", because="It was twice.", key=None):
    with as_(by):
        return notes.correct(note, text=text, because=because, by=by, key=key or uuid7())


def test_a_correction_stands_beside_what_it_corrects_with_its_reason(case, worker, signed_in):
    note = add(case, worker, people=children(case))
    correct(note, worker)
    assert Note.objects.get(pk=note.pk).text == "We met."
    page = signed_in(worker).get(reverse("cases:activity", args=[case.reference])).content.decode()
    assert "It was twice." in page and "We met twice." in page and "Show what stood here" in page
    overview = signed_in(worker).get(case.get_absolute_url()).content.decode()
    assert "We met twice." in overview and "We met.<" not in overview
    assert Note.objects.get(corrects=note).people.count() == len(case.children)


def test_taken_back_it_says_so_and_why(case, worker, signed_in):
    correct(add(case, worker), worker, text="", because="It was about somebody else.")
    page = signed_in(worker).get(case.get_absolute_url()).content.decode()
    assert "The note was taken back: It was about somebody else." in page


@pytest.mark.parametrize("because", ["", "   "])
def test_no_correction_without_its_reason(case, worker, because):
    with pytest.raises(Refused, match="why"):
        correct(add(case, worker), worker, because=because)


def test_two_people_correct_it_once(case, worker):
    note = add(case, worker)
    correct(note, worker)
    with pytest.raises(Refused, match="corrected already"):
        correct(note, worker_on(case))


@pytest.mark.regression(1)
def test_a_mistake_found_after_closing_is_corrected_and_the_case_stays_closed(case, worker):
    note = add(case, worker)
    case.stage, case.closed_on, case.outcome = Stage.CLOSED, clock.today(), "needs_met"
    case.write(by=worker, because="a test")
    correct(note, worker)
    assert Case.objects.get(pk=case.pk).stage == Stage.CLOSED


@pytest.mark.parametrize("typed", ["2:30pm", "2.30 PM", "14:30", "14.30"])
def test_a_time_is_understood_however_it_is_written_and_shown_as_everywhere(typed, case, worker, signed_in):
    client, url = signed_in(worker), reverse("cases:add_note", args=[case.reference])
    assert client.get(url).context["form"]["happened_at"].value()[-2:] in ("am", "pm")
    form = NoteForm({"happened_at": typed}, case=case)
    form.is_valid()
    assert f"{form.cleaned_data['happened_at']:%H:%M}" == "14:30"


def test_a_page_with_everything_is_one_note_with_everything(case, worker, signed_in):
    client, url = signed_in(worker), reverse("cases:add_note", args=[case.reference]) + "?kind=visit"
    form = client.get(url).context["form"]
    assert (form["kind"].value(), form["place"].value(), form["happened_on"].value()) == (
        "visit",
        "Home",
        clock.today(),
    )
    child, today = str(case.children[0].pk), clock.today()
    answers = {
        "kind": "visit",
        "text": "I saw the drawing.",
        "said": "“Look, a whale.”",
        "next_steps": "Bring paper",
        "happened_on_day": today.day,
        "happened_on_month": today.month,
        "happened_on_year": today.year,
        "happened_at": "14:30",
        "place": "Home",
        "seen_alone": [child],
        "significant": "on",
        "sensitive": "on",
        "once": form["once"].value(),
    }
    assert client.post(url, answers | {"happened_at": "half two"}).status_code == 422
    assert client.post(url, answers).status_code == 302
    page = client.get(case.get_absolute_url()).content.decode()
    for words in ("I saw the drawing.", "a whale", "2:30pm", "seen alone", "Sensitive"):
        assert words in page, words


def test_a_visit_proposes_who_lives_there_and_what_it_was_planned_for(case, worker, signed_in):
    """Nobody is proposed as seen, nobody who lives elsewhere, has died or is not born yet as present; and a call proposes nobody."""
    child = case.children[0]
    lines = child.addresses.get().lines
    mother, father, gran, coming = (PersonFactory(born=None) for _ in range(4))
    for person, part in ((mother, "main_carer"), (father, "carer"), (gran, "other"), (coming, "unborn")):
        write(Member(family=case.family, person=person, part=part, since=clock.today()))
    for person, where in ((mother, lines), (father, "Far away"), (gran, lines), (coming, lines)):
        AddressFactory(person=person, lines=where, postcode=child.addresses.get().postcode)
    gran.died_on = clock.today()
    write(gran)
    page = reverse("cases:add_note", args=[case.reference])
    form = signed_in(worker).get(f"{page}?kind=visit").context["form"]
    assert set(form["present"].value()) == {str(child.pk), str(mother.pk)}
    assert not form["seen"].value() and not form["seen_alone"].value() and not form["purpose"].value()

    with as_(worker):
        tasks.add(case, what="See the new room", due_on=clock.today(), by=worker, key=uuid7(), for_user=worker)
    client = signed_in(worker)
    assert client.get(f"{page}?kind=visit").context["form"]["purpose"].value() == "See the new room"
    assert not client.get(page).context["form"]["present"].value()
    with as_(worker):
        tasks.add(case, what="Ring the school", due_on=clock.today(), by=worker, key=uuid7(), for_user=worker)
    assert not client.get(f"{page}?kind=visit").context["form"]["purpose"].value()
