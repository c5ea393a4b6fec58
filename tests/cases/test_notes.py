"""Notes: what was seen and said, when, who was there, and what it leaves in chronology and plan."""

from datetime import time, timedelta

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
from cases.views import activity as activity_pages
from tests.cases.noting import add, answers, children
from tests.conftest import as_
from tests.factories import AddressFactory, CaseFactory, PersonFactory, worker_on
from tests.factories.working_day import write


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


def test_a_time_to_come_is_refused(case, worker):
    """Seen to fail with the day alone looked at."""
    at = (clock.now() + timedelta(minutes=30)).time()
    if at > clock.now().time():  # not in the last half hour of a day
        with pytest.raises(Refused, match="time it happened must not be in the future"):
            add(case, worker, event=notes.Event(happened_at=at))


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


@pytest.mark.parametrize("kind", ["call", "letter", "email"])
def test_nobody_is_seen_from_afar(kind, case, worker, signed_in):
    """A child stood there as seen alone by e-mail. Seen to fail without the look at the kind, and with it in `add` alone."""
    child = case.children[0]
    sent = answers(add(case, worker), kind=kind, seen_alone=[str(child.pk)])
    answer = signed_in(worker).post(reverse("cases:add_note", args=[case.reference]), sent)
    page = answer.content.decode()
    assert answer.status_code == 422 and "choose a visit or a meeting" in page and "We met." in page
    seen = add(case, worker, people=[notes.Seen(child, True, True, True)])
    for people in (None, [notes.Seen(child, seen=True)]):
        with as_(worker), pytest.raises(Refused, match="Nobody is seen in"):
            notes.correct(seen, text="x", kind=kind, people=people, because="x", by=worker, key=uuid7())
    assert add(case, worker, kind=kind, people=[notes.Seen(child, present=True)]).kind == kind
