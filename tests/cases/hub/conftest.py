"""A referral that waits for the hub's decision, and somebody of the hub who holds it."""

import pytest

from tests.factories import at_the_hub, worker_on


@pytest.fixture
def case(db):
    return at_the_hub()


@pytest.fixture
def hub(case):
    return worker_on(case, "hub")
