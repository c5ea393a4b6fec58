"""A note that is corrected or taken back: both stay, and what came of it follows."""

from datetime import timedelta

import pytest
from django.urls import reverse

from access import clock
from access.errors import Refused
from access.records import uuid7
from cases.models import Case, Note
from cases.operations import chronology, notes, plans
from cases.operations.starting import first_steps
from cases.stages import Stage
from tests.cases.noting import add, answers, children, correct
from tests.conftest import as_
from tests.factories import worker_on


@pytest.mark.slow
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


def test_a_correction_may_correct_everything_that_a_note_says(case, worker, signed_in):
    """Seen to fail with the kind, the event and the people kept as they were."""
    child, earlier = case.children[0], clock.today() - timedelta(days=3)
    note = add(case, worker, event=notes.Event(place="Home"), people=[notes.Seen(child, True, True, True)])
    client, url = signed_in(worker), reverse("cases:correct_note", args=[case.reference, note.pk])
    form = client.get(url).context["form"]
    assert (form["kind"].value(), form["seen_alone"].value(), form["place"].value()) == (
        "visit",
        [str(child.pk)],
        "Home",
    )
    typed = answers(
        note, kind="meeting", happened_on=earlier, happened_at="9:15am", place="The school", also_present="A teacher"
    )
    answer = client.post(url, typed | {"present": [str(child.pk)], "sensitive": "on", "about_someone_else": "on"})
    made = Note.objects.get(corrects=note)
    assert answer.url == reverse("cases:note", args=[case.reference, made.pk])
    assert (made.kind, made.happened_on, f"{made.happened_at:%H:%M}", made.place) == (
        "meeting",
        earlier,
        "09:15",
        "The school",
    )
    assert made.sensitive and made.about_someone_else and made.also_present == "A teacher"
    seen = made.people.get()
    assert (seen.present, seen.seen, seen.seen_alone) == (True, False, False)
    kept = Note.objects.get(pk=note.pk)
    assert (kept.kind, kept.place, kept.people.get().seen_alone) == ("visit", "Home", True)


@pytest.mark.slow
def test_who_was_seen_follows_the_correction_wherever_it_is_shown(case, worker, signed_in):
    child = case.children[0]
    note = add(case, worker, people=[notes.Seen(child, True, True, True)])
    client, pages = signed_in(worker), (case.get_absolute_url(), reverse("cases:activity", args=[case.reference]))
    assert all("(seen alone)" in client.get(page).content.decode() for page in pages)
    with as_(worker):
        made = notes.correct(
            note, text="We met.", people=[notes.Seen(child, True)], because="She was asleep.", by=worker, key=uuid7()
        )
    assert "seen alone" not in client.get(pages[0]).content.decode()
    page = client.get(reverse("cases:note", args=[case.reference, made.pk])).content.decode()
    assert f"{child} (there)" in page and "(seen" not in page


@pytest.mark.parametrize("text", ["We met twice.", ""])
def test_a_day_and_a_time_to_come_are_refused_in_a_correction_too(case, worker, text):
    note, later = add(case, worker), clock.now() + timedelta(days=1)
    with as_(worker), pytest.raises(Refused, match="must not be in the future"):
        notes.correct(note, text=text, happened_on=later.date(), because="x", by=worker, key=uuid7())


@pytest.mark.slow
def test_taking_back_is_ticked_and_asks_for_the_reason_alone(case, worker, signed_in):
    note = add(case, worker)
    client, url = signed_in(worker), reverse("cases:correct_note", args=[case.reference, note.pk])
    assert client.post(url, answers(note, text="")).status_code == 422
    assert client.post(url, {"take_back": "on", "once": str(uuid7()), "because": ""}).status_code == 422
    answer = client.post(url, {"take_back": "on", "once": str(uuid7()), "because": "It was another family."})
    page = client.get(answer.url).content.decode()
    assert "The note was taken back: It was another family." in page and "We met." not in page
    assert "We met." in client.get(reverse("cases:note", args=[case.reference, note.pk])).content.decode()


@pytest.mark.slow
def test_taken_back_it_leaves_the_chronology_and_the_plan(case, worker, signed_in):
    """Seen to fail without `chronology.follow` and without `note_traces.follow`."""
    note = add(case, worker, text="A hidden bruise.", significant=True, event=notes.Event(next_steps="Ring the nurse"))
    client = signed_in(worker)
    correct(note, worker, text="", because="It was another family.")
    chronology = client.get(reverse("cases:chronology", args=[case.reference])).content.decode()
    assert "A hidden bruise." not in chronology and "was taken back: It was another family." in chronology
    plan = client.get(reverse("cases:plan", args=[case.reference])).content.decode()
    assert "<s>Ring the nurse</s>" in plan and "The note that it came from was taken back" in plan
    assert "Ring the nurse" not in client.get(reverse("cases:family_copy", args=[case.reference])).content.decode()
    assert not case.actions.filter(done=None).exists()
    assert "Ring the nurse" not in client.get(case.get_absolute_url()).content.decode()


def test_what_was_done_already_stays_done(case, worker):
    note = add(case, worker, event=notes.Event(next_steps="Ring the nurse"))
    with as_(worker):
        plans.end_action(case.actions.get(), done=True, because="", by=worker)
    correct(note, worker, text="", because="It was another family.")
    assert case.actions.get().done is True


@pytest.mark.slow
def test_the_chronology_and_the_plan_follow_a_correction(case, worker):
    """Seen to fail with the entry left as it was, and with the steps neither dropped nor added."""
    child, earlier = case.children[0], clock.today() - timedelta(days=3)
    note = add(case, worker, significant=True, event=notes.Event(next_steps="Ring the nurse\nBring paper"))
    with as_(worker):
        made = notes.correct(
            note,
            text="We met at school.",
            happened_on=earlier,
            event=notes.Event(next_steps="Bring paper\nAsk about the club"),
            people=[notes.Seen(child, True)],
            because="It was at school.",
            by=worker,
            key=uuid7(),
        )
        entry = chronology.in_order(case)[0]
    assert (entry.what, entry.happened_on, entry.note) == ("We met at school.", earlier, made)
    stand = dict(case.actions.values_list("what", "done"))
    assert stand == {"Ring the nurse": False, "Bring paper": None, "Ask about the club": None}
    correct(made, worker, text="", because="Another family.")
    assert not case.actions.filter(done=None).exists()


@pytest.mark.slow
def test_an_entry_in_somebody_s_own_words_keeps_them(case, worker):
    note = add(case, worker, significant=True)
    with as_(worker):
        chronology.correct(
            case.significant_events.get(),
            what="A first step.",
            impact="Hope.",
            because="Shorter.",
            by=worker,
            key=uuid7(),
        )
    correct(note, worker)
    with as_(worker):
        assert [(one.what, one.impact) for one in chronology.in_order(case)] == [("A first step.", "Hope.")]


@pytest.mark.parametrize(("text", "said"), [("We met twice.", "has been corrected"), ("", "has been corrected")])
def test_what_does_not_stand_any_more_is_not_added_to_the_chronology(case, worker, text, said):
    note = add(case, worker)
    made = correct(note, worker, text=text)
    with as_(worker), pytest.raises(Refused, match=said):
        chronology.from_note(note, by=worker)
    if not text:
        with as_(worker), pytest.raises(Refused, match="was taken back"):
            chronology.from_note(made, by=worker)


def test_a_note_that_was_taken_back_is_no_contact_with_the_family(case, worker, signed_in):
    """Seen to fail with every note counted."""
    note = add(case, worker)
    with as_(worker):
        assert first_steps(case)[0].done
    correct(note, worker, text="", because="Another family.")
    with as_(worker):
        assert not first_steps(Case.objects.get(pk=case.pk))[0].done
