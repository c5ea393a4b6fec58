"""A notice that asks for consent, and a case that waits for it."""

import pytest

from access import notice
from cases.stages import Stage
from tests.consent.asking import AFC
from tests.factories import CaseFactory, TeamFactory, TriageFactory


@pytest.fixture
def achieving(db, settings):
    settings.COUNCIL = AFC
    return notice.store(notice.policy())


@pytest.fixture
def waiting(achieving):
    case = CaseFactory(stage=Stage.RECEIVED, work_basis="", team=TeamFactory(is_hub=True))
    TriageFactory(case=case)
    return case
