"""A half-written note whose case was closed, stopped or given to others: its words stay its author's, to read and to copy."""

import pytest
from django.urls import reverse

from access import clock
from access.models import AccessEvent, Draft
from cases.operations import allocation, basis, closure
from tests.cases.test_note_drafts import WORDS, begun
from tests.conftest import as_, become
from tests.factories import TeamFactory, installation, somebody, worker_on

OF_TWO = {"said": "Nobody was in.", "purpose": "The first visit"}


@pytest.fixture
def client(signed_in, worker):
    return signed_in(worker)


@pytest.fixture
def key(client, case):
    place = reverse("cases:add_note", args=[case.reference])
    return begun(client, place, present=[str(case.children[0].pk)], **OF_TWO)["once"]


def close(case, worker):
    with as_(worker):
        closure.close(case, outcome="needs_met", because="The needs are met.", on=clock.today(), by=worker)


def stop(case, worker):
    basis.clear(case, by=installation(), because="consent withdrawn")


def give_away(case, worker):
    elsewhere = TeamFactory()
    manager, other = worker_on(case, "team_manager"), somebody("practitioner", team=elsewhere)
    with as_(manager):
        allocation.allocate(case, team=elsewhere, worker=other.staff, by=manager, because="they moved")


WAYS = {
    "closed": (close, "This case is closed"),
    "stopped": (stop, "consent is not recorded or was withdrawn"),
    "given to another team": (give_away, "not among yours any more"),
}


@pytest.mark.parametrize("way", WAYS)
def test_its_author_reads_the_words_and_why_they_cannot_be_saved(way, client, case, worker, key):
    """Seen to fail with no link on Today, and an address that answered 404."""
    happens, why = WAYS[way]
    happens(case, worker)
    left = reverse("cases:left_note", args=[key])
    assert f'href="{left}"' in client.get("/").content.decode()
    html = client.get(left).content.decode()
    for words in (WORDS, *OF_TWO.values(), why, "when they are deleted"):
        assert words in html, words
    assert client.post(left, follow=True).status_code == 200
    assert not Draft.objects.exists() and client.get(left).status_code == 404


def test_nothing_of_a_case_that_is_anothers_is_opened_by_it(client, case, worker, key):
    """Neither its reference nor anybody's name, who was ticked as present. Seen to fail with the note's own form."""
    give_away(case, worker)
    for where in ("/", reverse("cases:left_note", args=[key])):
        html = client.get(where).content.decode()
        assert case.reference not in html and case.children[0].full_name not in html
    become("owner")
    read = AccessEvent.objects.get(route="cases:left_note", case_key=case.pk)  # whose family the words are about
    assert (read.user_key, read.outcome) == (worker.pk, "shown")
    assert client.get(reverse("cases:add_note", args=[case.reference])).status_code == 404


def test_a_left_note_is_its_authors_alone(case, worker, key, signed_in):
    close(case, worker)
    other = signed_in(worker_on(case))
    left = reverse("cases:left_note", args=[key])
    assert other.get(left).status_code == other.post(left).status_code == 404
    assert Draft.objects.exists() and left not in other.get("/").content.decode()


def test_while_it_can_be_saved_the_page_of_the_note_comes(client, case, key):
    answer = client.get(reverse("cases:left_note", args=[key]))
    assert answer.url == f"{reverse('cases:add_note', args=[case.reference])}?draft={key}"


def test_on_a_stopped_case_the_form_says_first_that_nothing_can_be_saved_and_has_the_words(client, case, worker, key):
    """Seen to fail with the form as on any other day, which refused only when it was sent."""
    stop(case, worker)
    html = client.get(f"{reverse('cases:add_note', args=[case.reference])}?draft={key}").content.decode()
    said = html.index("A note cannot be saved now.")
    assert said < html.index('name="text"') and "withdrawn" in html[said : said + 300]
    assert WORDS in html and "What you type is kept for you" not in html


def test_the_page_that_closes_a_case_says_that_a_note_is_not_finished(client, case, worker, key, signed_in):
    """Seen to fail with the page silent about it."""
    place = reverse("cases:close", args=[case.reference])
    html = client.get(place).content.decode()
    assert "You have not finished a note on this case" in html and WORDS in html and f"?draft={key}" in html
    assert WORDS not in signed_in(worker_on(case)).get(place).content.decode()
