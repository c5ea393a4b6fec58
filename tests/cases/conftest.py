"""The hub, somebody on the first page of a referral to it, an assessment and who signs it off."""

import pytest

from cases.operations import assessments
from tests.cases.referral_pages import start
from tests.conftest import as_
from tests.factories import TeamFactory, somebody, worker_on


@pytest.fixture
def hub(db):
    return TeamFactory(is_hub=True)


@pytest.fixture
def referrer(hub):
    return somebody("referrer")


@pytest.fixture
def page(signed_in, referrer):
    client = signed_in(referrer)
    return client, start(client)


@pytest.fixture
def manager(case):
    return worker_on(case, "team_manager")


@pytest.fixture
def assessment(case, worker):
    with as_(worker):
        return assessments.start(case, by=worker)


@pytest.fixture
def officer(db):
    return somebody("dpo")


@pytest.fixture
def stranger(db):
    """A practitioner of another team."""
    return somebody(team=TeamFactory())
