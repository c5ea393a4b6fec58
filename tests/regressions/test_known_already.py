"""Whoever logs a referral is shown who is known already, and says whether it is them, before the referral can be sent."""

import pytest
from django.urls import reverse

from access import clock
from cases.models import Case, Person
from cases.operations import closure
from tests.cases.referral_pages import HELP, PEOPLE, STORY, TOLD, fill, save, send, start
from tests.conftest import as_
from tests.factories import AddressFactory, CaseFactory, TeamFactory, installation, somebody, worker_on

BORN = {"child_born_day": "3", "child_born_month": "5", "child_born_year": "2015"}
NUMBER = "9434765919"


@pytest.fixture
def client(db, signed_in):
    TeamFactory(is_hub=True)
    return signed_in(somebody("practitioner", team=TeamFactory()))


def known(name="Tamsin Invented", *, closed=False, **facts):
    """A family of another team, with a child of this name."""
    case = CaseFactory()
    child = case.children[0]
    child.full_name = name
    for field, value in facts.items():
        setattr(child, field, value)
    child.write(by=installation(), because="a test")
    AddressFactory(person=child, postcode="ZZ7 7ZZ")
    if closed:
        worker = worker_on(case)
        with as_(worker):
            closure.close(case, on=clock.today(), outcome="moved", because="They moved.", by=worker)
    return case


CASES = {
    "another team's": ({}, {}),
    "closed": ({"closed": True}, {}),
    "sounds alike": ({}, {"child_name": "Tamzyn Invented"}),
    "by the number alone": (
        {"name": "Araminta Quill", "born": None, "nhs_number": NUMBER},
        {"child_nhs_number": NUMBER},
    ),
    "called so once": ({"name": "Araminta Quill", "known_as": "Tamsin Invented"}, {}),
}


@pytest.mark.slow
@pytest.mark.regression(14)
@pytest.mark.parametrize("who", CASES)
def test_who_is_known_is_shown_and_answered_for_before_anything_is_sent(who, client):
    """Somebody known under another team, a closed case, another spelling or a number alone was begun a second time."""
    facts, typed = CASES[who]
    case = known(**facts)
    draft = start(client)
    save(client, draft, "people", PEOPLE | BORN | typed)
    html = client.get(draft + "match").content.decode()
    assert case.reference in html, who
    assert f'href="{case.get_absolute_url()}"' not in html
    for page, answers in {"told": TOLD, "story": STORY, "help": HELP}.items():
        save(client, draft, page, answers)
    answer = send(client, draft)
    assert answer.status_code == 422 and "Check for a match" in answer.content.decode()
    assert Case.objects.count() == 1
    save(client, draft, "match", {f"match_child_{case.children[0].pk.hex}": "not_same"})
    assert send(client, draft).status_code == 302
    assert Case.objects.count() == 2


@pytest.mark.regression(14)
def test_nobody_is_passed_by_asking_before_anybody_is_named(client):
    """An empty page about people let the search for a match find nobody, and the referral went on."""
    case = known()
    draft = start(client)
    save(client, draft, "match", {})
    save(client, draft, "people", PEOPLE | BORN)
    for page, answers in {"told": TOLD, "story": STORY, "help": HELP}.items():
        save(client, draft, page, answers)
    answer = send(client, draft)
    assert answer.status_code == 422 and "Check for a match" in answer.content.decode()
    assert case.reference in client.get(draft + "match").content.decode()


@pytest.mark.regression(14)
@pytest.mark.parametrize("nothing", ["", "   ", "\u00a0"])
def test_a_referral_names_somebody(nothing, client):
    """A blank name passed for one, so that nothing could be looked for."""
    draft = start(client)
    answer = save(client, draft, "people", PEOPLE | {"child_name": nothing})
    assert answer.status_code == 422
    assert not Person.objects.filter(full_name="").exists()


@pytest.mark.regression(14)
@pytest.mark.parametrize("nothing", ["", "   ", "-", "\u00a0", "\u200b"])
def test_a_search_for_nothing_is_refused_and_offers_no_new_referral(nothing, client):
    """An empty search once answered 'nobody found' and offered to begin a record."""
    answer = client.post(reverse("cases:search"), {"q": nothing})
    assert answer.status_code == 422
    main = answer.content.decode().partition("<main")[2]
    assert "Nobody was found" not in main and reverse("cases:new_referral") not in main


@pytest.mark.regression(14)
def test_a_new_referral_is_offered_where_nobody_was_found_and_not_beside_a_match(client):
    """What is offered first is to look at who was found."""
    known()
    for text, offered in (("Tamsin Invented", False), ("Xyzzy Plugh", True)):
        html = client.get(client.post(reverse("cases:search"), {"q": text}).url).content.decode()
        main = html.partition("<main")[2].partition("</main")[0]
        assert (reverse("cases:new_referral") in main) == offered, text


@pytest.mark.regression(14)
def test_a_brother_or_sister_and_a_carer_are_looked_for_too(client):
    """Only the first child was compared."""
    case = known("Rory Invented", born=None)
    draft = start(client)
    save(client, draft, "people", PEOPLE | BORN)
    assert case.reference in client.get(draft + "match").content.decode()
    with pytest.raises(AssertionError):
        fill(client, draft)
