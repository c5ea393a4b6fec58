"""The hub, and somebody on the first page of a referral to it."""

import pytest

from tests.cases.referral_pages import start
from tests.factories import TeamFactory, somebody


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
