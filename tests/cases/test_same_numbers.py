"""Whoever has a number is found by it, and two who have one number are shown to whoever may know of both. Nobody is refused."""

import re
from html import unescape

import pytest
from django.urls import reverse

from cases.operations import settling
from cases.operations.same_numbers import same_numbers
from tests.cases.test_matches import known
from tests.conftest import as_
from tests.factories import CaseFactory, TeamFactory, somebody, worker_on

RCC = "redcar-cleveland-children-and-families"  # lists all three
NUMBERS = {"nhs_number": "9434765919", "upn": "A801200001001", "ni_number": "JG103759A"}
WORDS = {"nhs_number": "NHS number", "upn": "unique pupil number", "ni_number": "National Insurance number"}


@pytest.fixture
def two(under):
    """`two("upn")`: the cases of two children who have one number of that kind, of two teams or of one."""
    under(RCC)

    def make(name, *, of_one_team=False):
        case = CaseFactory()
        other = CaseFactory(team=case.team) if of_one_team else CaseFactory()
        known("Ada Lark", case=case, **{name: NUMBERS[name]})
        known("Ben Finch", case=other, **{name: NUMBERS[name]})
        return case, other

    return make


def read(client, case):
    page = unescape(client.get(reverse("cases:people", args=[case.reference])).content.decode())
    return " ".join(re.sub("<[^>]*>", " ", page).split())


@pytest.mark.promise("RCC-04")
@pytest.mark.parametrize("name", NUMBERS)
def test_each_number_is_searched_for(name, two, signed_in):
    """Seen to fail with `ni_number` left out of the matcher."""
    case, _ = two(name)
    client = signed_in(worker_on(case))
    page = client.post(reverse("cases:search"), {"q": NUMBERS[name]}, follow=True).content.decode()
    assert "Ada Lark" in page and "Ben Finch" in page and f"the same {WORDS[name]}" in page


@pytest.mark.promise("RCC-04")
@pytest.mark.parametrize("name", NUMBERS)
def test_one_number_of_two_people_is_said_on_the_people_page(name, two, signed_in):
    """Seen to fail with the paragraph taken out of the page, and with `same_numbers` handing back nothing."""
    case, other = two(name)
    told = f"has the same {WORDS[name]}. It is wrong for one of the two, or they are one person."
    page = read(signed_in(worker_on(case)), case)
    assert told not in page and "Ben Finch" not in page  # somebody else's case
    case, other = two(name, of_one_team=True)
    page = read(signed_in(worker_on(case)), case)
    assert f"Ben Finch, {other.reference} , {told}" in page
    assert page.count(told) == 1


@pytest.mark.promise("RCC-04")
@pytest.mark.parametrize("name", NUMBERS)
def test_the_hub_sees_a_possible_duplicate_by_its_number(name, two, signed_in):
    """On the page of the people, and among the possible matches of the referral. Seen to fail without `ni_number` in either."""
    case, other = two(name)
    hub = worker_on(case, "hub")
    assert f"Ben Finch, {other.reference}" in read(signed_in(hub), case)
    with as_(hub):
        found = [one.candidate.name for one in settling.possible_matches(case, hub)]
    assert "Ben Finch" in found


def test_a_partner_is_told_of_nobody(two):
    case, _ = two("nhs_number")
    partner = somebody("referrer", team=TeamFactory())
    with as_(partner):
        assert not any(same_numbers(case.children, partner).values())
