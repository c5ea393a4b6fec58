"""A note that is half typed: kept on the server while somebody types, theirs alone, and no record until they save it."""

import pytest
from django.urls import reverse

from access import clock
from access.models import Draft
from cases.models import Note
from cases.operations import closure, note_drafts
from cases.views.typing import TYPING
from tests.conftest import as_
from tests.factories import CaseFactory, installation, worker_on

WORDS = "We looked at the garden, and then"


@pytest.fixture
def client(signed_in, worker):
    return signed_in(worker)


@pytest.fixture
def place(case):
    return reverse("cases:add_note", args=[case.reference])


def begin(client, place, text=WORDS, **other):
    """A page of a note, on which somebody has typed: what the page sends."""
    today = clock.today()
    day = {"happened_on_day": today.day, "happened_on_month": today.month, "happened_on_year": today.year}
    return {
        "once": str(client.get(place).context["form"]["once"].value()),
        "kind": "visit",
        "text": text,
        **day,
        **other,
    }


def typing(client, place, page):
    return client.post(place, page, headers={TYPING: "1"})


def begun(client, place, **other):
    page = begin(client, place, **other)
    assert typing(client, place, page).status_code == 200
    return page


@pytest.mark.slow
def test_what_is_half_typed_is_kept_and_offered_on_the_page_and_on_today(client, place, case):
    """Seen to fail before there was a draft: without a signal, or after leaving the page, the words were gone."""
    page = begin(client, place, said="She said", present=[str(case.children[0].pk)])
    assert "Kept for you at" in typing(client, place, page).json()["said"]
    assert Note.objects.count() == 0, "it is no record yet"
    again = client.get(place).content.decode()
    assert WORDS in again and "Begun and not saved" in again
    link = f"{place}?draft={page['once']}"
    assert f'href="{link}"' in client.get("/").content.decode()
    form = client.get(link).context["form"]
    kept = {name: form[name].value() for name in ("once", "kind", "text", "said", "present")}
    assert kept == {name: page[name] for name in kept}


@pytest.mark.regression(12)
def test_a_question_that_only_some_families_are_asked_is_kept_too(client, place, case):
    """How a need was met is asked where somebody has one. Seen to fail with the answers kept of the questions that everybody is asked."""
    child = case.children[0]
    child.interpreter = "British Sign Language"
    child.write(by=installation(), because="a test")
    ticked = {"seen_alone": [str(child.pk)], "significant": "on", "sensitive": "on"}
    page = begun(client, place, needs_met="A signer came.", **ticked)
    form = client.get(f"{place}?draft={page['once']}").context["form"]
    assert form["needs_met"].value() == "A signer came."
    assert {name: form[name].value() for name in ticked} == {**ticked, "significant": True, "sensitive": True}
    assert not form["about_someone_else"].value()


def test_saved_from_the_draft_it_is_one_note_and_the_draft_is_gone(client, place):
    page = begun(client, place)
    assert client.post(f"{place}?draft={page['once']}", page).status_code == 302
    assert (str(Note.objects.get().pk), Draft.objects.count()) == (page["once"], 0)
    gone = client.get(f"{place}?draft={page['once']}").content.decode()
    assert "not kept any more" in gone and WORDS not in gone


def test_what_was_on_its_way_when_the_note_was_saved_makes_no_draft(client, place):
    """Seen to fail with the draft kept whether or not the note is there."""
    page = begin(client, place)
    client.post(place, page)
    assert typing(client, place, page).status_code == 200
    assert Draft.objects.count() == 0


@pytest.mark.slow
def test_finish_later_keeps_a_page_that_is_not_answered_yet_without_scripts(client, place, case):
    page = begin(client, place, text="", said="Half", later="yes")
    answer = client.post(place, page | {"kind": "", "happened_on_day": "41"}, follow=True)
    assert answer.redirect_chain[-1][0] == case.get_absolute_url() and "kept for 28 days" in answer.content.decode()
    form = client.get(f"{place}?draft={page['once']}").context["form"]
    assert form["said"].value() == "Half" and "41" in str(form["happened_on"]), "as typed, wrong or not"


@pytest.mark.slow
def test_two_notes_begun_in_two_tabs_are_two(client, place):
    first, second = begun(client, place, text="In one tab."), begun(client, place, text="In the other.")
    page = client.get(place).content.decode()
    assert "In one tab." in page and "In the other." in page
    on_one = client.get(f"{place}?draft={first['once']}")
    assert on_one.context["form"]["text"].value() == "In one tab."
    assert [str(one.key) for one in on_one.context["unfinished"]] == [second["once"]]


@pytest.mark.slow
def test_a_draft_is_its_authors_alone(client, place, case, signed_in):
    """Seen to fail with drafts found by their key alone."""
    page = begun(client, place)
    other = signed_in(worker_on(case))
    for where in (place, f"{place}?draft={page['once']}", "/"):
        answer = other.get(where).content.decode()
        assert WORDS not in answer and page["once"] not in answer, where
    discard = reverse("cases:discard_note", args=[case.reference, page["once"]])
    assert other.post(discard).status_code == 404
    taken = typing(other, place, page | {"text": "Over it."})
    assert taken.status_code == 422 and "Not saved yet" in taken.json()["said"]
    assert client.get(f"{place}?draft={page['once']}").context["form"]["text"].value() == WORDS


@pytest.mark.slow
def test_a_draft_is_of_one_case(client, place, case):
    page = begun(client, place)
    elsewhere = reverse("cases:add_note", args=[CaseFactory(team=case.team).reference])
    assert WORDS not in client.get(f"{elsewhere}?draft={page['once']}").content.decode()


@pytest.mark.slow
def test_it_is_deleted_on_a_page_that_says_what_goes(client, place, case):
    page = begun(client, place)
    discard = reverse("cases:discard_note", args=[case.reference, page["once"]])
    assert WORDS in client.get(discard).content.decode()
    assert Draft.objects.count() == 1
    assert client.post(discard, follow=True).status_code == 200
    assert Draft.objects.count() == 0 and client.get(discard).status_code == 404


@pytest.mark.slow
def test_where_the_case_takes_no_notes_any_more_nothing_is_kept_and_it_says_why(client, place, case, worker):
    page = begin(client, place)
    with as_(worker):
        closure.close(case, outcome="needs_met", because="The needs are met.", on=clock.today(), by=worker)
    answer = typing(client, place, page)
    assert answer.status_code == 422 and "Not saved yet" in answer.json()["said"]
    later = client.post(place, page | {"later": "yes"})
    assert later.status_code == 422 and WORDS in later.content.decode()
    assert Draft.objects.count() == 0


@pytest.mark.slow
def test_the_same_words_again_without_their_key_are_asked_about(client, place):
    """Back, without scripts: the page is asked for anew and has another key, and the time of now. Seen to fail with two notes made."""
    page = begin(client, place)
    client.post(place, page)
    again = client.post(place, page | {"once": begin(client, place)["once"], "happened_at": "0:01"})
    assert again.status_code == 422 and "You saved a note with these words at" in again.content.decode()
    assert Note.objects.count() == 1
    client.post(place, begin(client, place, text=f"{WORDS} it rained."))
    assert Note.objects.count() == 2, "other words are another note"


@pytest.mark.parametrize("once", ["", "none", "%00"])
def test_a_key_that_is_none_keeps_nothing_and_says_so(once, client, place):
    answer = typing(client, place, begin(client, place) | {"once": once})
    assert answer.status_code == 422 and "Not saved yet" in answer.json()["said"]


def test_how_it_begins():
    assert note_drafts.begins({"text": ["  "], "said": ["One\n two"]}) == "One two"
    assert note_drafts.begins({}) == ""
    assert note_drafts.begins({"text": ["word " * 40]}).endswith("word …")


# --- two windows -------------------------------------------------------------------------------------------------------------------


def opened(client, address):
    """A page of a note in a window of its own: what it says of itself."""
    context = client.get(address).context
    own = {name: str(value) for name, value in context["own"].items()}
    return {"once": str(context["form"]["once"].value()), **own}


def type_in(client, address, window, page, text):
    window["turn"] = str(int(window["turn"]) + 1)
    answer = client.post(address, page | {"text": text} | window, headers={TYPING: "1"})
    window["stamp"] = answer.json().get("stamp", window["stamp"])
    return answer


@pytest.mark.slow
def test_what_one_window_typed_the_other_does_not_overwrite(client, place):
    """Seen to fail with the draft written over: the words of the first were gone without a word."""
    page = begun(client, place)
    draft = f"{place}?draft={page['once']}"
    one, other = opened(client, draft), opened(client, draft)
    assert type_in(client, draft, one, page, "In one window.").status_code == 200
    for words in ("In the other", "In the other window."):
        answer = type_in(client, draft, other, page, words)
        assert answer.status_code == 409 and "Both versions are kept" in answer.json()["said"]
    assert type_in(client, draft, one, page, "In one window, and on.").status_code == 200
    again = client.get(draft)
    assert again.context["form"]["text"].value() == "In one window, and on."
    assert "In the other window." in again.content.decode()


@pytest.mark.slow
def test_saving_in_one_window_shows_first_what_the_other_typed(client, place):
    """Seen to fail with the note saved, and what the other window had typed forgotten with the draft."""
    page = begun(client, place)
    draft = f"{place}?draft={page['once']}"
    one, other = opened(client, draft), opened(client, draft)
    type_in(client, draft, one, page, "In one window.")
    answer = client.post(draft, page | other | {"text": "In the other window."})
    html = answer.content.decode()
    assert answer.status_code == 422 and "changed in another window" in html and "In one window." in html
    assert answer.context["form"]["text"].value() == "In the other window." and not Note.objects.exists()
    now = {name: str(value) for name, value in answer.context["own"].items()} | {"once": page["once"]}
    type_in(client, draft, now | {"beside": "yes"}, page, "In the other window, and")
    assert "In one window." in client.get(draft).content.decode(), "typing on decides nothing"
    now["stamp"] = str(client.get(draft).context["own"]["stamp"])
    assert client.post(draft, page | now | {"text": "In both windows."}).status_code == 302
    assert Note.objects.get().text == "In both windows." and not Draft.objects.exists()


@pytest.mark.slow
def test_a_window_is_no_other_version_of_itself(client, place):
    """An answer that never came back leaves the page with an older stamp. Seen to fail with the stamp alone asked."""
    page = begin(client, place)
    window = opened(client, place) | {"once": page["once"]}
    for n, words in enumerate(("We", "We looked"), 1):
        client.post(place, page | window | {"text": words, "turn": str(n)}, headers={TYPING: "1"})
    assert client.post(place, page | window | {"turn": "3"}).status_code == 302
    assert Note.objects.get().text == WORDS


# --- after it was saved ------------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_second_event_typed_over_a_saved_note_is_an_unfinished_note_of_its_own(client, place, case):
    """Back, and typed over. Seen to fail with “Kept for you” said and nothing kept."""
    page = begin(client, place)
    client.post(place, page)
    told = typing(client, place, page | {"text": "Another day: they were out."}).json()
    assert "saved already" in told["said"] and "of its own" in told["said"]
    assert client.get(told["here"]).context["form"]["text"].value() == "Another day: they were out."
    assert "Another day: they were out." in client.get(place).content.decode()
    later = begin(client, told["here"], text="Another day: they were out.")
    assert client.post(told["here"], later).status_code == 302
    assert {note.text for note in Note.objects.all()} == {WORDS, "Another day: they were out."}
    assert not Draft.objects.exists()


@pytest.mark.slow
def test_corrected_with_these_words_nothing_is_left_unfinished(client, place, case):
    page = begin(client, place)
    client.post(place, page)
    typing(client, place, page | {"text": "We looked at the shed."})
    correct = reverse("cases:correct_note", args=[case.reference, page["once"]])
    sent = page | {"text": "We looked at the shed.", "because": "It was the shed."}
    assert client.post(correct, sent).status_code == 302
    assert not Draft.objects.exists()


@pytest.mark.slow
def test_what_comes_late_and_stands_in_the_saved_note_begins_no_other(client, place):
    """Seen to fail with an unfinished note of half a sentence, which nobody had begun."""
    page = begin(client, place)
    client.post(place, page)
    assert "saved already" in typing(client, place, page | {"text": WORDS[:12]}).json()["said"]
    assert not Draft.objects.exists()


@pytest.mark.slow
def test_the_same_words_from_a_page_that_came_back_are_no_other_version(client, place):
    """Back makes the page anew, with the key and the words that it had: another window by its own account."""
    page = begin(client, place)
    for _ in range(2):
        window = opened(client, place) | {"once": page["once"]}
        answer = client.post(place, page | window, headers={TYPING: "1"})
        assert answer.status_code == 200
    assert client.post(place, page | window | {"text": f"{WORDS} it rained."}).status_code == 302
