"""Whether somebody is known already: what a partner sees tells nothing, and what staff say is recorded."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.models import Person
from tests.cases.referral_pages import PEOPLE, save, start
from tests.factories import AddressFactory, CaseFactory, TeamFactory, somebody


@pytest.fixture
def hub(db):
    return TeamFactory(is_hub=True)


def known(**about):
    """A case of a child who is the one that the referral names."""
    case = CaseFactory()
    child = case.children[0]
    Person.objects.filter(pk=child.pk)
    child.full_name, child.born = "Tamsin Invented", about.get("born", child.born)
    child.write(by=case.sent_by, because="a test")
    AddressFactory(person=child, postcode="ZZ1 1ZZ")
    return case


def seen(client, address):
    """The page as bytes without its CSRF token, and how many questions it asked the database."""
    with CaptureQueriesContext(connection) as asked:
        page = client.get(address).content
    token = rb'<input type="hidden" name="csrfmiddlewaretoken" value="[^"]*">'
    minute = rb"Opened by .*? on .*?</p>"  # the line for paper: when
    return re.sub(minute, b"", re.sub(token, b"", page)), len(asked)


def test_a_partner_sees_the_same_bytes_whatever_is_found(hub, signed_in):
    client = signed_in(somebody("referrer"))
    draft = start(client)
    save(client, draft, "people", PEOPLE)
    nobody = seen(client, draft + "match")
    known()
    somebody_known = seen(client, draft + "match")
    known(born=None)
    assert nobody == somebody_known == seen(client, draft + "match")
    assert b"The hub will check whether we know this family" in nobody[0]
    answers = [client.post(draft + "match") for _ in range(2)]
    assert {(answer.status_code, answer.url) for answer in answers} == {(302, draft + "told")}
