import pytest
from django.urls import reverse

from access.models import Draft
from access.operations import drafts
from access.records import uuid7
from cases.models import Case, Person, Referral
from cases.operations import referrals
from tests.conftest import as_
from tests.factories import TeamFactory, somebody

PEOPLE = {
    "child_name": "Tamsin Invented",
    "child_born_day": "29",
    "child_born_month": "2",
    "child_born_year": "2016",
    "carer_name": "Rory Invented",
    "address": "1 Invented Street",
    "postcode": " zz1  1zz ",
    "told_told": "yes",
    "told_how": "talked",
}
STORY = {"happening": "Mornings are hard.", "help_wanted": "Somebody to talk to."}


@pytest.fixture
def hub(db):
    return TeamFactory(is_hub=True)


@pytest.fixture
def referrer(hub):
    return somebody("referrer")


@pytest.fixture
def page(signed_in, referrer):
    client = signed_in(referrer)
    people = client.post(reverse("cases:new_referral")).url
    return client, people, people.replace("people", "story")


def test_a_referral_is_sent_in_two_pages(page, referrer):
    client, people, story = page
    assert client.post(people, PEOPLE).url == story
    sent = client.post(story, STORY)

    case = Case.objects.get(sent_by=referrer)
    assert sent.url == reverse("cases:referral_sent", args=[case.reference])
    assert case.reference in client.get(sent.url).content.decode()
    assert {person.full_name for person in Person.objects.all()} == {"Tamsin Invented", "Rory Invented"}
    assert not Draft.objects.exists()


def test_sending_the_last_page_again_shows_the_one_referral(page):
    client, people, story = page
    client.post(people, PEOPLE)
    first, again = client.post(story, STORY), client.post(story, STORY)
    assert first.url == again.url
    assert Referral.objects.count() == 1


def test_what_is_typed_is_kept_although_something_is_wrong(page):
    client, people, _ = page
    answer = client.post(people, PEOPLE | {"child_born_day": "30", "carer_name": ""})
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "Error: " in html and "There is a problem" in html
    assert "There is no 30.2.2016: check the day" in html
    again = client.get(people).content.decode()
    assert "Tamsin Invented" in again and 'value="30"' in again and "Error: " not in again


def test_a_draft_is_its_authors_alone(page, signed_in):
    client, people, _ = page
    client.post(people, PEOPLE)
    assert signed_in(somebody("referrer")).get(people).status_code == 404


def test_a_draft_holds_no_word_that_a_stolen_dump_could_show(page):
    client, people, _ = page
    client.post(people, PEOPLE)
    draft = Draft.objects.get()
    assert b"Tamsin" not in bytes(draft.sealed)
    assert drafts.content_of(draft)["people"]["child_name"] == ["Tamsin Invented"]


def test_the_second_page_is_not_sent_before_the_first_is_right(page):
    client, people, story = page
    client.post(people, PEOPLE | {"child_name": ""})
    answer = client.post(story, STORY)
    assert answer.status_code == 422
    assert "The first page is not complete" in answer.content.decode()
    assert not Case.objects.exists()


def test_a_child_to_come_has_an_expected_date_and_no_birth(page):
    client, people, story = page
    born = {f"child_born_{part}": "" for part in ("day", "month", "year")}
    expected = {"child_expected_day": "1", "child_expected_month": "3", "child_expected_year": "2027"}
    client.post(people, PEOPLE | born | expected)
    client.post(story, STORY)
    child = Person.objects.get(full_name="Tamsin Invented")
    assert (child.born, str(child.expected)) == (None, "2027-03-01")


def test_a_date_of_birth_in_the_future_is_refused(page):
    client, people, _ = page
    answer = client.post(people, PEOPLE | {"child_born_year": "2096"})
    assert "must not be in the future" in answer.content.decode()


def test_without_a_hub_nothing_is_half_sent(db):
    referrer = somebody("referrer")
    answers = referrals.ReferralAnswers(
        people=(referrals.SomeoneNamed("A", "child"),),
        address="x",
        postcode="",
        happening="x",
        help_wanted="y",
        told={"told_told": "yes", "told_how": "talked", "told_on": None},
    )
    with as_(referrer), pytest.raises(Exception, match="No hub team"):
        referrals.send(answers, by=referrer, key=uuid7())
    assert not (Case.objects.exists() or Person.objects.exists())


def test_the_sent_page_of_somebody_else_does_not_exist(page, signed_in):
    client, people, story = page
    client.post(people, PEOPLE)
    sent = client.post(story, STORY).url
    assert signed_in(somebody("referrer")).get(sent).status_code == 404


def test_references_tell_nothing_and_do_not_repeat():
    made = {referrals.new_reference() for _ in range(500)}
    assert len(made) == 500
    assert all(reference.startswith("EH-") and len(reference) == 10 for reference in made)


def test_a_role_that_sends_nothing_is_told_who_can_help(signed_in, hub):
    answer = signed_in(somebody("records_manager")).get(reverse("cases:new_referral"))
    assert answer.status_code == 403
    assert "user administrator" in answer.content.decode()
