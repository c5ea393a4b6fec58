"""The ledger of what was erased lies outside the database: written first, chained, and naming nobody."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from access.records import acting
from retention.models import BatchItem, Certificate, LedgerEntry
from retention.operations import disposal, ledger
from tests.factories import installation
from tests.factories.retention import closed_case, ripe, still_there
from tests.retention.disposing import tick

pytestmark = pytest.mark.usefixtures("council")


@pytest.mark.slow
def test_the_ledger_has_the_line_before_the_deletion_commits(ledger_file, monkeypatch):
    closed_case()
    ripe()
    seen = []
    monkeypatch.setattr(disposal, "step", lambda name, case: seen.append((name, ledger_file.exists())))
    tick()
    assert ("checked again", False) in seen
    assert ("in the ledger", True) in seen
    assert [name for name, _ in seen].index("in the ledger") < [name for name, _ in seen].index("before the commit")


@pytest.mark.slow
def test_a_line_without_a_deletion_is_used_by_the_next_try(ledger_file, monkeypatch):
    case = closed_case()
    ripe()

    def die(*args, **kwargs):
        raise RuntimeError

    with monkeypatch.context() as patched:
        patched.setattr(disposal.Certificate, "save", die)
        tick()
    assert still_there(case)
    assert len(ledger_file.read_text().splitlines()) == 1
    with acting(installation(), "time passes"):
        BatchItem.objects.update(claimed_at=datetime.now(UTC) - timedelta(minutes=11))
    tick()
    assert not still_there(case)
    assert len(ledger_file.read_text().splitlines()) == 1
    assert LedgerEntry.objects.get().position == Certificate.objects.get().ledger_position == 1


@pytest.mark.slow
def test_lines_are_chained_and_name_nobody(ledger_file):
    cases = [closed_case() for _ in range(3)]
    ripe()
    tick()
    lines = [json.loads(line) for line in ledger_file.read_text().splitlines()]
    assert [line["position"] for line in lines] == [1, 2, 3]
    assert [line["previous"] for line in lines] == ["0" * 64, lines[0]["hash"], lines[1]["hash"]]
    assert {line["subject"] for line in lines} == {ledger.subject_of(case.reference) for case in cases}
    assert not any(case.reference in ledger_file.read_text() for case in cases)
    assert ledger.Ledger(ledger_file).verify() == 3


@pytest.mark.slow
@pytest.mark.parametrize(
    "spoil",
    [
        lambda lines: lines[:-1],
        lambda lines: [lines[1], lines[0], lines[2]],
        lambda lines: [lines[0], lines[2]],
        lambda lines: [lines[0], lines[1].replace("erased", "revoked"), lines[2]],
        lambda lines: [lines[0], lines[1], lines[2].replace("erased", "revoked")],
        lambda lines: [],
        lambda lines: [*lines, "not a line"],
    ],
    ids=["tail cut", "swapped", "one taken out", "one changed", "the last changed", "emptied", "nonsense added"],
)
def test_a_ledger_that_was_touched_stops_all_destruction(spoil, ledger_file):
    for _ in range(3):
        closed_case()
    ripe()
    tick()
    lines = spoil(ledger_file.read_text().splitlines())
    ledger_file.write_text("".join(f"{line}\n" for line in lines))
    with pytest.raises(ledger.LedgerBroken):
        ledger.Ledger(ledger_file).verify()
    case = closed_case()
    ripe()
    ledger._open_ledgers.clear()
    with pytest.raises(ledger.LedgerBroken), transaction.atomic():
        tick()
    assert still_there(case)


@pytest.mark.slow
def test_half_a_line_of_a_process_that_died_is_taken_away(ledger_file):
    closed_case()
    ripe()
    tick()
    whole = ledger_file.read_text()
    with ledger_file.open("a") as file:
        file.write('{"kind": "era')
    case = closed_case()
    ripe()
    tick()
    assert not still_there(case)
    assert ledger_file.read_text().startswith(whole)
    assert ledger.Ledger(ledger_file).verify() == 2
