"""A school that may be told something, somebody of it who takes part, and the answers with which that is recorded."""

import pytest

from access import clock
from cases.models import Professional
from tests.factories import OrganisationFactory, installation


@pytest.fixture
def school(db):
    return OrganisationFactory(kind="school_nursery")


@pytest.fixture
def answers(case, school):
    today = clock.today()
    return {
        "decision": "shared",
        "recipient": str(school.pk),
        "involved": "yes",
        "people": [str(case.children[0].pk)],
        "kinds": ["education"],
        "described": "The morning plan",
        "purpose": "support_family",
        "why_needed": "To plan his mornings.",
        "method": "spoken",
        "shared_on_day": today.day,
        "shared_on_month": today.month,
        "shared_on_year": today.year,
        "told": "yes",
    }


@pytest.fixture
def teacher(case, school):
    return Professional(
        case=case, name="Zelma Quarrington", job="class teacher", organisation=school, agrees="yes"
    ).write(by=installation(), because="made for a test")
