"""Where somebody is whose whereabouts are protected, told through those around them: withheld everywhere but on the People page.

Seen to fail with `earlyhelp_withheld` returning nothing for whoever is not protected; the last with nobody counted as hidden.
"""

import datetime
import re

import pytest
from django.urls import reverse

from access import clock
from access.records import acting, uuid7
from cases.models import Address, Case, Member
from cases.models.families import Part
from cases.operations import matches, settling
from sharing.operations import partners
from tests.conftest import as_
from tests.factories import (
    BECAUSE,
    CaseFactory,
    OrganisationFactory,
    PersonFactory,
    give_person,
    installation,
    somebody,
    worker_on,
)

PAST = datetime.date(2024, 1, 31)
WHERE = {"lines": "7 Refuge Lane", "postcode": "ZZ9 8QQ"}
SPELT = [
    WHERE,
    {"lines": "7, refuge  LANE"},
    {"lines": "Flat 2", "postcode": "zz98qq"},
    {"lines": "The Annexe, ZZ9 8QQ"},
]
EVERYWHERE = ("case", "activity", "chronology", "assessments", "plan", "family_copy", "close", "add_note")


def write(row):
    return row.write(by=installation(), because=BECAUSE)


def joined(case, part=Part.CARER, **known):
    """Somebody of the family without an address yet."""
    person = PersonFactory(born=None, **known)
    homeless(person)
    write(Member(family=case.family, person=person, part=part, since=clock.today()))
    return person


def homeless(*whose):
    with acting(installation(), BECAUSE):
        Address.objects.filter(person__in=whose).delete()


def lives(person, until=None, **where):
    return write(Address(person=person, until=until, **where))


@pytest.fixture
def case(db):
    """A family whose mother is protected, and whose child lives in another place, until a test says otherwise."""
    case = CaseFactory()
    case.mother = joined(case, whereabouts_protected=True, phone="01632 960 111", school="Hidden College")
    lives(case.mother, **WHERE)
    return case


def of(case, person):
    with as_(worker_on(case)):
        return next(one for one in Case.objects.get(pk=case.pk).household if one.person_id == person.pk)


@pytest.mark.slow
@pytest.mark.parametrize("where", SPELT)
def test_no_page_but_the_people_page_tells_her_address_through_somebody_who_lives_there(where, case, signed_in):
    """However it is written."""
    worker, uncle = worker_on(case, "practitioner", "team_manager"), joined(case, Part.OTHER, school="Day Centre")
    lives(uncle, **where)
    client = signed_in(worker)
    said = where["lines"]
    assert said in client.get(reverse("cases:people", args=[case.reference])).content.decode()
    for name in EVERYWHERE:
        page = client.get(reverse(f"cases:{name}", args=[case.reference])).content.decode()
        assert not [word for word in (said, "ZZ9 8QQ", "zz98qq", "Day Centre") if word in page], name
    assert "withheld" in client.get(case.get_absolute_url()).content.decode()


@pytest.mark.slow
def test_what_was_hers_once_is_withheld_of_others_and_what_was_not_is_shown(case, signed_in):
    father = joined(case, phone="01632 960 111")
    lives(case.mother, until=PAST, lines="3 Old Row", postcode="ZZ3 3AA")
    lives(father, lines="3 Old Row", postcode="ZZ3 3AA")
    grandmother = joined(case, Part.OTHER, phone="01632 960 222")
    lives(grandmother, lines="5 Far Hill", postcode="ZZ5 5AA")
    page = signed_in(worker_on(case)).get(case.get_absolute_url()).content.decode()
    assert "3 Old Row" not in page and "5 Far Hill" in page
    assert {"address", "phone"} <= set(of(case, father).withheld) and "school" not in of(case, father).withheld
    assert of(case, grandmother).withheld == []


def test_where_nobody_wrote_down_where_she_lives_everybodys_address_is_withheld(case, signed_in):
    homeless(case.mother)
    child = case.children[0]
    page = signed_in(worker_on(case)).get(case.get_absolute_url()).content.decode()
    assert child.addresses.get().lines not in page and page.count("withheld:") == 2


def test_an_old_address_of_hers_is_printed_of_nobody(case, signed_in):
    father = joined(case, school="Hidden College")
    lives(father, until=PAST, **WHERE)
    lives(father, lines="9 Open Street")
    worker = worker_on(case)
    page = signed_in(worker).get(reverse("cases:people", args=[case.reference])).content.decode()
    rows = re.findall(r'<div class="govuk-summary-list__row([^"]*)"><dt[^>]*>([^<]+)</dt><dd[^>]*>([^<]+)', page)
    printed = [said for hidden, _, said in rows if "eh-not-printed" not in hidden]
    kept = [said for hidden, _, said in rows if "eh-not-printed" in hidden]
    assert [said for said in kept if "Refuge Lane" in said][1:] and not [said for said in printed if "Refuge" in said]
    assert [said for said in printed if "9 Open Street" in said]
    assert kept.count("Hidden College") == 2 and "Hidden College" not in printed


def test_a_child_of_two_families_is_hidden_in_both(case, signed_in):
    child, other = case.children[0], CaseFactory()
    lives(child, **WHERE)
    write(Member(family=other.family, person=child, part=Part.CHILD, since=clock.today()))
    page = signed_in(worker_on(other)).get(other.get_absolute_url()).content.decode()
    assert child.full_name in page and "Refuge" not in page


def test_the_whole_household_is_neither_found_nor_placed_by_where_it_lives(case):
    uncle = joined(case, Part.OTHER, phone="01632 960 333")
    lives(uncle, **WHERE)
    stranger, worker = somebody("practitioner"), somebody("practitioner")
    give_person(case, worker)

    def found(by, **asked):
        with as_(by):
            return matches.candidates(matches.Asked(**asked), by)

    assert found(stranger, postcode="ZZ9 8QQ") == found(stranger, phone_end="0333") == []
    assert {one.person_key for one in found(worker, postcode="ZZ9 8QQ")} == {uncle.pk, case.mother.pk}
    one = found(stranger, names=(uncle.full_name,), postcode="ZZ9 8QQ")[0]
    assert one.postcode_area == "withheld" and "postcode" not in one.reasons


def test_a_possible_match_does_not_tell_it_by_sharing_it(case, signed_in):
    """Neither side by side nor among the reasons, whichever of the two is the one who is withheld."""
    twin = PersonFactory(full_name=case.children[0].full_name, born=case.children[0].born)
    other = CaseFactory()
    write(Member(family=other.family, person=twin, part=Part.CHILD, since=clock.today()))
    homeless(twin, case.children[0])
    lives(twin, **WHERE)
    lives(case.children[0], **WHERE)
    hub = worker_on(case, "hub")
    with as_(hub):
        found = [one for one in settling.possible_matches(case, hub) if one.candidate.person_key == twin.pk]
    assert (found[0].postcode, found[0].candidate.postcode_area) == ("withheld", "withheld")
    assert "postcode" not in found[0].candidate.reasons
    url = reverse("cases:settle_match", args=[case.reference, case.children[0].pk, twin.pk])
    page = signed_in(hub).get(url).content.decode()
    assert "ZZ9" not in page and "same postcode" not in page


@pytest.mark.slow
def test_whoever_records_her_address_for_another_is_warned_first(case, signed_in):
    child, worker = case.children[0], worker_on(case)
    client, url = signed_in(worker), reverse("cases:move", args=[case.reference, case.children[0].pk])
    today = clock.today()
    answers = WHERE | {f"since_{part}": getattr(today, part) for part in ("day", "month", "year")} | {"once": uuid7()}
    refused = client.post(url, answers)
    page = refused.content.decode()
    assert refused.status_code == 422 and "whose whereabouts are protected" in page and "keep it as I typed it" in page
    assert not child.addresses.filter(lines=WHERE["lines"]).exists()
    assert client.post(url, answers | {"as_typed": "on"}).status_code == 302
    assert child.addresses.get(until=None).lines == WHERE["lines"]
    assert "Refuge" not in client.get(case.get_absolute_url()).content.decode()


@pytest.mark.slow
def test_what_tells_where_somebody_is_is_not_proposed_for_sharing(case, settings):
    settings.COUNCIL = "cambridgeshire-early-help"
    other, partner = CaseFactory(), partners.Partner(OrganisationFactory(kind="health"))

    def proposed(case):
        with as_(worker_on(case)):
            return partners.proposed(Case.objects.get(pk=case.pk), "of them", {"of them": partner})["kinds"]

    assert "contact_details" in proposed(other)
    assert "contact_details" not in proposed(case) and "identity" in proposed(case)
