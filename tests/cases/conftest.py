"""A case of one family, and somebody who works with it."""

import pytest

from tests.factories import CaseFactory, worker_on


@pytest.fixture
def case(db):
    return CaseFactory()


@pytest.fixture
def worker(case):
    return worker_on(case)
