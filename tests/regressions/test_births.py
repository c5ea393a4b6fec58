"""Somebody not yet born, born this year, or whose birth nobody knows is shown in words and found like anybody else."""

from datetime import timedelta

import pytest
from django.urls import reverse

from access import clock
from cases.models import Member
from tests.factories import CaseFactory, PersonFactory, installation, worker_on


@pytest.mark.regression(26)
@pytest.mark.parametrize(
    ("part", "facts", "shown"),
    [
        ("child", {"born": 0}, "under 1 year"),
        ("child", {"born": None}, "not recorded"),
        ("unborn", {"born": None, "expected": 90}, "Expected"),
    ],
)
def test_it_is_shown_and_found(part, facts, shown, db, signed_in):
    today = clock.today()
    days = {name: today + timedelta(days=value) if value is not None else None for name, value in facts.items()}
    case = CaseFactory()
    person = PersonFactory(full_name="Quillon Starbright", **days)
    Member(family=case.family, person=person, part=part, since=today).write(by=installation(), because="a test")
    client = signed_in(worker_on(case))
    page = client.get(case.get_absolute_url()).content.decode()
    assert "Quillon Starbright" in page and shown.casefold() in page.casefold()
    found = client.get(client.post(reverse("cases:search"), {"q": "Quillon Starbright"}).url).content.decode()
    assert "Quillon Starbright" in found and case.reference in found
    assert client.get(reverse("cases:change_person", args=[case.reference, person.pk])).status_code == 200
