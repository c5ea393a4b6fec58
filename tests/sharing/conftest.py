"""A case of one family, somebody who works with it, and a school that takes part in the support."""

import pytest

from tests.factories import CaseFactory, OrganisationFactory, worker_on


@pytest.fixture
def case(db):
    return CaseFactory()


@pytest.fixture
def worker(case):
    return worker_on(case)


@pytest.fixture
def school(db):
    return OrganisationFactory(kind="school_nursery")
