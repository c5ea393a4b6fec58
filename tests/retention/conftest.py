import pytest

from tests.factories.retention import readings


@pytest.fixture(autouse=True)
def ledger_file(settings, tmp_path):
    """A ledger of one's own: what a test rolls back in the database stays in the file."""
    settings.LEDGER_FILE = tmp_path / "ledger" / "erasures.jsonl"
    return settings.LEDGER_FILE


@pytest.fixture
def council(db):
    """A council that has entered its readings."""
    return readings()
