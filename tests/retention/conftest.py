"""A ledger of one's own, a council that has answered, and a records manager who reads pages."""

import pytest
from django.urls import reverse

from tests.factories.retention import readings, records_manager


@pytest.fixture(autouse=True)
def ledger_file(settings, tmp_path):
    """A ledger of one's own: what a test rolls back in the database stays in the file."""
    settings.LEDGER_FILE = tmp_path / "ledger" / "erasures.jsonl"
    return settings.LEDGER_FILE


@pytest.fixture
def council(db):
    """A council that has entered its readings."""
    return readings()


@pytest.fixture
def manager(db):
    return records_manager()


@pytest.fixture
def read(signed_in, manager):
    """What a records manager reads at an address; or somebody else."""

    def fetch(name, *args, by=None, status=200):
        answer = signed_in(by or manager).get(reverse(f"retention:{name}", args=args))
        assert answer.status_code == status
        return " ".join(answer.content.decode().split())

    return fetch
