"""A page of a referral is kept while somebody types in it, and of two windows neither takes the other's words away."""

import re
from datetime import timedelta

import pytest

from access import clock
from access.models import Draft
from access.operations import drafts
from cases.models import Referral
from cases.views.typing import TYPING
from tests.cases.referral_pages import PEOPLE, STORY, fill, open_drafts, save, send

HALF = {"happening": "Mornings are ha"}


def hidden(html):
    return dict(re.findall(r'<input type="hidden" name="(stamp|window|turn|number|beside)" value="([^"]*)">', html))


class Window:
    """A page that is open in one window, and what the script of it knows."""

    def __init__(self, client, address):
        self.client, self.address = client, address
        self.own = hidden(client.get(address).content.decode())

    def send(self, typed, **headers):
        self.own["turn"] = str(int(self.own["turn"]) + 1)
        return self.client.post(self.address, typed | self.own, headers=headers)

    def type(self, typed):
        answer = self.send(typed, **{TYPING: "1"})
        self.own["stamp"] = answer.json().get("stamp", self.own["stamp"])
        return answer

    def press(self, typed):
        answer = self.send(typed)
        if answer.status_code == 422:
            self.own = hidden(answer.content.decode())
        return answer


@pytest.fixture
def story(page):
    client, draft = page
    return lambda: Window(client, draft + "story")


def test_what_is_typed_and_not_sent_is_there_again_and_the_page_says_when_it_was_kept(page, story):
    """Seen to fail before draft pages were kept while typing."""
    client, draft = page
    answer = story().type(HALF)
    assert answer.status_code == 200 and re.match(r"Kept for you at \d{1,2}:\d\d[ap]m", answer.json()["said"])
    assert HALF["happening"] in client.get(draft + "story").content.decode()


@pytest.mark.slow
def test_typing_refuses_nothing_and_completes_nothing(page, story):
    """A page that would be right as it stands is complete when its button says so. Seen to fail with typing kept as by the button."""
    client, draft = page
    fill(client, draft)
    assert "5 of 5 parts are complete" in client.get(draft).content.decode()
    assert story().type(HALF).status_code == 200
    assert "4 of 5 parts are complete" in client.get(draft).content.decode()
    assert send(client, draft).status_code == 422 and not Referral.objects.exists()
    assert story().press(STORY).status_code == 302
    assert "5 of 5 parts are complete" in client.get(draft).content.decode()
    people = Window(client, draft + "people")
    assert people.type(PEOPLE | {"carer_name": "", "child_born_day": "41"}).status_code == 200
    assert 'value="41"' in client.get(draft + "people").content.decode()


def test_the_same_words_again_leave_a_complete_page_complete(page, story):
    client, draft = page
    fill(client, draft)
    story().type(STORY)
    assert "5 of 5 parts are complete" in client.get(draft).content.decode()


def test_a_window_sets_nothing_aside_against_itself(page, story):
    """Answers that never came back, too: the page then knows an older stamp. Seen to fail with the window left out of what is kept."""
    client, draft = page
    window = story()
    for words in ("M", "Mornings", "Mornings are hard"):
        window.send({"happening": words}, **{TYPING: "1"})  # its stamp stays as it was
    assert window.press(STORY).status_code == 302
    assert "Another version" not in client.get(draft + "story").content.decode()


def test_what_the_button_overtook_on_the_way_takes_nothing_back(page, story):
    """Seen to fail with the number of each sending left out."""
    client, draft = page
    window = story()
    late = HALF | window.own | {"turn": "1"}
    window.own["turn"] = "1"
    window.press(STORY)
    assert client.post(draft + "story", late, headers={TYPING: "1"}).status_code == 200
    html = client.get(draft + "story").content.decode()
    assert STORY["happening"] in html and "Another version" not in html


def test_typing_in_two_windows_keeps_one_version_of_each(page, story):
    """Seen to fail with every half-typed word of the second set aside."""
    _client, _draft = page
    one, other = story(), story()
    one.type({"happening": "In one window."})
    for words in ("In the", "In the other", "In the other window."):
        answer = other.type({"happening": words})
        assert answer.status_code == 409 and "Both versions are kept" in answer.json()["said"]
    one.type({"happening": "In one window, and on."})
    (content,) = map(drafts.content_of, open_drafts())
    assert content["story"]["typed"] == {"happening": ["In one window, and on."]}
    assert [one["typed"]["happening"] for one in content["story"]["asides"]] == [["In the other window."]]


def test_typing_on_where_both_are_shown_decides_nothing(page, story):
    """Seen to fail with what is typed beside another version put in its place."""
    client, draft = page
    one, other = story(), story()
    one.press({"happening": "In one window."})
    assert other.press({"happening": "In the other window."}).status_code == 422
    other.type({"happening": "In the other window, and"})
    html = client.get(draft + "story").content.decode()
    assert "In one window." in html and "In the other window, and" in html
    later = client.post(draft + "story", {"happening": "In the other window, and on", "later": "yes"} | other.own)
    assert later.status_code == 302 and "In one window." in client.get(draft + "story").content.decode()
    assert story().press({"happening": "Both."}).status_code == 302
    assert "window" not in client.get(draft + "story").context["form"]["happening"].value()


def test_finish_later_keeps_the_page_without_scripts_and_leads_to_all_parts(page):
    client, draft = page
    answer = save(client, draft, "people", PEOPLE | {"carer_name": "", "later": "yes"})
    assert answer.status_code == 302 and answer.url == draft
    html = client.get(draft).content.decode()
    assert "0 of 5 parts are complete" in html
    assert PEOPLE["child_name"] in client.get(draft + "people").content.decode()


def test_a_new_person_has_a_page_of_their_own_from_the_first_word(page):
    client, draft = page
    save(client, draft, "people", PEOPLE)
    window = Window(client, draft + "people/new")
    here = window.type({"full_name": "Bas"}).json()["here"]
    window.type({"full_name": "Basil"})
    assert client.get(here).context["form"]["full_name"].value() == "Basil"
    assert [page for page in drafts.content_of(open_drafts().get()) if page.startswith("person-")] == [
        f"person-{here.rsplit('/', 1)[-1]}"
    ]


def test_what_is_typed_counts_the_28_days_anew(page, story, monkeypatch):
    story().type(HALF)
    before = open_drafts().get().remove_at
    monkeypatch.setattr(clock, "now", lambda now=clock.now: now() + timedelta(days=3))
    story().type(STORY)
    assert open_drafts().get().remove_at - before > timedelta(days=2)


# --- sent meanwhile ---------------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_words_that_the_other_window_typed_are_shown_when_the_referral_was_sent_meanwhile(page, story):
    """Seen to fail with a redirect to what was sent. Sending twice still leads there."""
    client, draft = page
    fill(client, draft)
    window = story()
    seen = re.search(r'name="seen" value="([0-9a-f]+)"', client.get(draft + "check").content.decode())[1]
    sent = client.post(draft + "check", {"seen": seen}).url
    assert client.post(draft + "check", {"seen": seen}).url == sent
    long = {"happening": "A long text that took half an hour."}
    told = window.type(long)
    assert told.status_code == 409 and "sent in another place" in told.json()["said"]
    answer = window.press(long)
    html = answer.content.decode()
    assert answer.status_code == 404 and long["happening"] in html and sent in html
    again = client.post(draft + "story", long | {"again": re.search(r'name="again" value="([^"]+)"', html)[1]})
    assert long["happening"] in client.get(again.url).content.decode()
    assert Referral.objects.count() == 1


@pytest.mark.slow
def test_a_version_that_is_set_aside_is_shown_before_sending_and_holds_it_until_somebody_looked(page, story):
    """Seen to fail with a referral sent, and the other version gone with its draft."""
    client, draft = page
    fill(client, draft)
    one, other = story(), story()
    one.press(STORY | {"happening": "In one window."})
    other.press(STORY | {"happening": "In the other window."})
    for where in (draft, draft + "check"):
        assert "Two versions" in client.get(where).content.decode()
    refused = send(client, draft)
    assert refused.status_code == 422 and "Another version is kept of: What is happening" in refused.content.decode()
    assert not Referral.objects.exists()
    html = client.get(draft + "story").content.decode()
    assert "In one window." in html and "In the other window." in html
    assert story().press(STORY | {"happening": "Both."}).status_code == 302
    assert send(client, draft).status_code == 302


def test_nothing_of_it_is_anybody_elses(page, story, signed_in, worker):
    _client, _draft = page
    window = story()
    window.type(HALF)
    window.client = signed_in(worker)
    assert window.send(STORY, **{TYPING: "1"}).status_code in (404, 409)
    assert drafts.content_of(Draft.objects.get())["story"]["typed"] == {"happening": [HALF["happening"]]}
