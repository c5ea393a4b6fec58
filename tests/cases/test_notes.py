from datetime import time, timedelta

import pytest
from django.urls import reverse

from access import clock
from access.errors import Refused
from access.records import uuid7
from cases.forms.notes import NoteForm
from cases.models import Case, Note
from cases.models.families import Member
from cases.operations import chronology, notes, plans, tasks
from cases.operations.starting import first_steps
from cases.stages import Stage
from cases.views import activity as activity_pages
from tests.conftest import as_
from tests.factories import AddressFactory, CaseFactory, PersonFactory, worker_on
from tests.factories.working_day import write


def add(case, by, **other):
    answers = {"kind": "visit", "happened_on": clock.today(), "text": "We met.", "key": uuid7()} | other
    with as_(by):
        return notes.add(case, by=by, **answers)


def test_a_note_has_its_day_its_author_and_its_reason(case, worker):
    note = add(case, worker)
    version = note.history.first()
    assert (note.happened_on, note.author) == (clock.today(), worker)
    assert (version.history_user, version.history_change_reason) == (worker, "note added")


@pytest.mark.slow
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


@pytest.mark.slow
def test_other_words_under_the_key_of_a_saved_note_lead_to_correcting_it(case, worker, signed_in):
    """Seen to fail before: the page said that the note was saved, and the other words were gone."""
    client, url = signed_in(worker), reverse("cases:add_note", args=[case.reference])
    today = clock.today()
    answers = {
        "kind": "call",
        "happened_on_day": today.day,
        "happened_on_month": today.month,
        "happened_on_year": today.year,
        "text": "She rang.",
        "once": client.get(url).context["form"]["once"].value(),
    }
    client.post(url, answers)
    refused = client.post(url, answers | {"text": "She rang twice."})
    html = refused.content.decode()
    assert refused.status_code == 422 and "This note is saved already" in html and "She rang twice." in html
    correct = refused.context["instead"]["href"]
    assert f'formaction="{correct}"' in html

    page = client.post(correct, answers | {"text": "She rang twice."})
    assert page.status_code == 422 and "She rang twice." in page.content.decode()
    again = {"once": page.context["form"]["once"].value(), "because": "She rang again."}
    assert client.post(correct, answers | {"text": "She rang twice."} | again).status_code == 302
    assert Note.objects.get(corrects__text="She rang.").text == "She rang twice."
    assert Note.objects.count() == 2


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


@pytest.mark.parametrize("typed", ["2:30pm", "2.30 PM", "14:30", "14.30"])
def test_a_time_is_understood_however_it_is_written_and_shown_as_everywhere(typed, case, worker, signed_in):
    client, url = signed_in(worker), reverse("cases:add_note", args=[case.reference])
    assert client.get(f"{url}?kind=visit").context["form"]["happened_at"].value()[-2:] in ("am", "pm")
    form = NoteForm({"happened_at": typed}, case=case)
    form.is_valid()
    assert f"{form.cleaned_data['happened_at']:%H:%M}" == "14:30"


@pytest.mark.slow
def test_a_page_with_everything_is_one_note_with_everything(case, worker, signed_in):
    client, url = signed_in(worker), reverse("cases:add_note", args=[case.reference]) + "?kind=visit"
    form = client.get(url).context["form"]
    assert (form["kind"].value(), form["place"].value(), form["happened_on"].value()) == (
        "visit",
        "Home",
        clock.today(),
    )
    child, yesterday = str(case.children[0].pk), clock.today() - timedelta(days=1)
    answers = {
        "kind": "visit",
        "text": "I saw the drawing.",
        "said": "“Look, a whale.”",
        "next_steps": "Bring paper",
        "happened_on_day": yesterday.day,
        "happened_on_month": yesterday.month,
        "happened_on_year": yesterday.year,
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


@pytest.mark.slow
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


def answers(note, **other):
    """The page that corrects a note as it opens, with what is typed."""
    day = other.pop("happened_on", note.happened_on)
    typed = {f"happened_on_{part}": getattr(day, part) for part in ("day", "month", "year")}
    return typed | {"kind": note.kind, "text": note.text, "because": "It was wrong.", "once": str(uuid7())} | other


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


def test_a_time_to_come_is_refused(case, worker):
    """Seen to fail with the day alone looked at."""
    at = (clock.now() + timedelta(minutes=30)).time()
    if at > clock.now().time():  # not in the last half hour of a day
        with pytest.raises(Refused, match="time it happened must not be in the future"):
            add(case, worker, event=notes.Event(happened_at=at))


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


@pytest.mark.slow
def test_only_a_visit_has_a_place_before_anybody_says_one(case, worker, signed_in):
    """Seen to fail with the place proposed for every kind."""
    client, url = signed_in(worker), reverse("cases:add_note", args=[case.reference])
    for kind in ("", "call", "letter", "email", "meeting"):
        form = client.get(f"{url}?kind={kind}").context["form"]
        nothing = [
            form[name].value() for name in ("place", "happened_at", "present", "seen", "seen_alone", "sensitive")
        ]
        assert not any(nothing), (kind, nothing)
    assert client.get(f"{url}?kind=visit").context["form"]["place"].value() == "Home"
    assert (
        client.post(url, answers(Note(kind="call", happened_on=clock.today(), text="x"), place="Home")).status_code
        == 302
    )
    assert Note.objects.get().place == ""


@pytest.mark.slow
def test_one_note_has_a_page_with_everything_about_it(case, worker, signed_in):
    child, event = (
        case.children[0],
        notes.Event(
            happened_at=time(0, 1),
            place="The park",
            purpose="To meet",
            said="Hello",
            next_steps="Ring",
            also_present="Gran",
        ),
    )
    note = add(case, worker, event=event, people=[notes.Seen(child, True, True, True)])
    client = signed_in(worker)
    page = client.get(reverse("cases:note", args=[case.reference, note.pk])).content.decode()
    for words in (
        "Visit",
        "12:01am",
        "The park",
        "To meet",
        "Hello",
        "Ring",
        f"{child} (seen alone), Gran",
        worker.name,
    ):
        assert words in page, words
    for number in range(6):
        add(case, worker, text=f"Number {number}.")
    activity = client.get(reverse("cases:activity", args=[case.reference])).content.decode()
    assert reverse("cases:note", args=[case.reference, note.pk]) in activity and "(seen alone)" in activity


def test_a_note_that_was_taken_back_is_no_contact_with_the_family(case, worker, signed_in):
    """Seen to fail with every note counted."""
    note = add(case, worker)
    with as_(worker):
        assert first_steps(case)[0].done
    correct(note, worker, text="", because="Another family.")
    with as_(worker):
        assert not first_steps(Case.objects.get(pk=case.pk))[0].done


@pytest.mark.slow
def test_notes_and_events_name_who_has_left_and_say_when(case, worker, signed_in):
    """Seen to fail with the members of today alone offered."""
    left = clock.today() - timedelta(days=5)
    person = PersonFactory()
    write(Member(family=case.family, person=person, part="child", since=left, until=left))
    client, said = signed_in(worker), f"{person.full_name} (left on {left:%-d %B %Y})"
    for page in ("add_note", "add_event"):
        assert said in client.get(reverse(f"cases:{page}", args=[case.reference])).content.decode(), page
    note = add(case, worker, people=[notes.Seen(person, seen_alone=True)], significant=True)
    assert case.significant_events.get().people.get().person == note.people.get().person == person
    write(Member(family=case.family, person=person, part="child", since=clock.today()))
    assert said not in client.get(reverse("cases:add_note", args=[case.reference])).content.decode()


@pytest.mark.slow
def test_all_of_a_long_activity_can_be_reached(case, worker, signed_in, monkeypatch):
    """Seen to fail with the newest alone shown."""
    monkeypatch.setattr(activity_pages, "SHOWN", 3)
    texts = [f"Visit number {number}." for number in range(8)]
    for number, text in enumerate(texts):
        add(case, worker, text=text, happened_on=clock.today() - timedelta(days=number))
    client, first = signed_in(worker), reverse("cases:activity", args=[case.reference])
    place, found = f"{first}?kind=Note", []
    while place:
        answer = client.get(place)
        found += [one.text.splitlines()[0] for one in answer.context["happenings"]]
        place = answer.context["older"] and first + answer.context["older"]
    assert found == texts
    for page in ("0", "-1", "x", "٣", "9" * 40, "%00"):
        assert client.get(first, {"page": page}).status_code == 200, page


def test_a_step_that_the_plan_cannot_take_whole_is_said_and_the_note_keeps_its_words(case, worker, signed_in):
    """It was cut at 500 characters without a word. Seen to fail so; in a correction too."""
    url, longer = reverse("cases:add_note", args=[case.reference]), "Ring the school about the mornings. " * 15
    note = add(case, worker)
    typed = answers(note, text="New words.", next_steps=f"Ring the surgery\n{longer}")
    answer = signed_in(worker).post(url, typed | {"once": uuid7()})
    page = answer.content.decode()
    assert answer.status_code == 422 and f"has {len(longer.strip())} characters, and the plan takes 500" in page
    assert longer.strip() in page and not case.actions.exists()
    with as_(worker), pytest.raises(Refused, match="the plan takes 500"):
        event = notes.Event(next_steps=longer)
        notes.correct(note, text="x", because="x", by=worker, key=uuid7(), event=event)


def test_a_child_who_is_not_born_yet_is_never_seen(case, worker, signed_in):
    """They could be ticked as seen alone. Seen to fail with the unborn offered, and with the operation not asking."""
    coming = PersonFactory(born=None, expected=clock.today() + timedelta(days=30))
    write(Member(family=case.family, person=coming, part="unborn", since=clock.today()))
    form = signed_in(worker).get(reverse("cases:add_note", args=[case.reference])).context["form"]
    offered = {name: {key for key, _ in form.fields[name].choices} for name in ("present", "seen", "seen_alone")}
    assert str(coming.pk) in offered["present"]
    assert offered["seen"] == offered["seen_alone"] == {str(case.children[0].pk)}
    for how in ({"seen": True}, {"seen_alone": True}):
        with pytest.raises(Refused, match="not born yet"):
            add(case, worker, people=[notes.Seen(coming, **how)])
