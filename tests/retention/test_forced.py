"""What the database itself keeps when the program is made to destroy before its time or against a stop."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from access import clock
from access.errors import Refused
from access.jobs import robot
from access.records import acting
from cases.models import Note
from cases.stages import Stage
from retention.models import BatchItem, Certificate, Clock, DisposalBatch
from retention.operations import clocks, decisions, disposal, erasure, proposals
from retention.operations.disposal_table import MODELS, Fate, order
from tests.conftest import as_, as_robot, become
from tests.factories import CaseFactory
from tests.factories.retention import (
    DUE_FROM,
    approve,
    approved,
    change,
    closed_case,
    days_pass,
    full_case,
    proposed,
    records_manager,
    ripe,
    still_there,
)
from tests.retention.disposing import abort, decide, force, hold, item_of, release, tick, why_kept

pytestmark = pytest.mark.usefixtures("council")


@pytest.mark.slow
def test_forced_a_minute_early_the_database_keeps_every_row():
    case = full_case()
    approved()
    days_pass(7 - 1 / 1440)
    with pytest.raises(erasure.SomethingLeft), transaction.atomic():
        force(case)
    become("owner")
    assert still_there(case)
    assert Note.objects.filter(case=case).exists()
    assert Clock.objects.filter(case=case).exists()


@pytest.mark.slow
def test_forced_a_minute_late_it_goes():
    case = full_case()
    approved()
    days_pass(7 + 1 / 1440)
    force(case)
    assert not still_there(case)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda case, batch: hold(case),
        lambda case, batch: hold(),
        lambda case, batch: release(hold(case, manager := records_manager()), manager),
        lambda case, batch: abort(batch),
        lambda case, batch: change(case, stage=Stage.OPEN),
        lambda case, batch: CaseFactory(family=case.family),
        lambda case, batch: change(case.clocks.get(), held=True),
        lambda case, batch: change(batch.decisions.first().by.staff, is_active=False),
        lambda case, batch: change(batch.decisions.first().by.staff, roles=["practitioner"]),
    ],
    ids=[
        "held",
        "all held",
        "held and released",
        "aborted",
        "reopened",
        "sibling open",
        "clock held",
        "approver left",
        "approver no manager",
    ],
)
def test_forced_against_a_stop_the_database_keeps_every_row(spoil):
    case = full_case()
    batch = ripe()
    spoil(case, batch)
    become("owner")
    with pytest.raises(erasure.SomethingLeft), transaction.atomic():
        force(case)
    assert still_there(case)


def list_of(case, digest=None, **values):
    """A list that a worker gone wrong made by hand."""
    with as_robot("worker"), acting(robot(), "made by hand"):
        line = proposals.item_of(case, clocks.work_out(case) | values)
        line.batch = DisposalBatch(
            reference="DL-BYHAND",
            digest=digest or proposals.digest_of([line]),
            size=1,
            proposed_at=clock.now(),
            proposed_by=robot(),
        )
        line.batch.save(force_insert=True)
        line.save(force_insert=True)
    return line.batch


def test_forced_before_the_day_that_the_list_names_the_database_keeps_every_row():
    case = closed_case()
    batch = list_of(case, dispose_from=clock.today() + timedelta(days=30))
    for _ in range(2):
        approve(batch)
    days_pass(8)
    with pytest.raises(erasure.SomethingLeft), transaction.atomic():
        force(case)
    assert still_there(case)


def test_a_list_whose_digest_is_not_that_of_its_lines_destroys_nothing():
    case = closed_case()
    batch = list_of(case, digest="0" * 64)
    with pytest.raises(Refused, match="not the one that was shown"):
        approve(batch)
    for _ in range(2):
        decide(batch, "0" * 64)
    days_pass(8)
    tick()
    assert still_there(case)


def claimed(case):
    """The item in the hands of a disposer that has not come further yet."""
    ripe()
    with as_robot("dispose"):
        assert disposal.claim(item_of(case))
        assert not disposal.claim(item_of(case))
    return item_of(case)


def test_what_is_claimed_when_the_list_is_aborted_stays():
    case = closed_case()
    item = claimed(case)
    abort(item.batch)
    with as_robot("dispose"):
        assert not disposal.destroy(item)
    assert "aborted" in why_kept(case)


def test_what_is_claimed_when_an_approver_leaves_waits_again():
    case = closed_case()
    item = claimed(case)
    change(item.batch.decisions.first().by.staff, is_active=False)
    with as_robot("dispose"):
        assert not disposal.destroy(item)
    assert still_there(case)
    assert (item_of(case).state, item_of(case).claimed_at) == ("listed", None)


def test_a_list_that_grew_after_it_was_made_destroys_nothing():
    case = closed_case()
    batch = ripe()
    other = closed_case(clock.today())
    with as_robot("worker"):
        line = {
            field: getattr(item_of(case), field)
            for field in ("record_class", "closed_on", "dispose_from", "rule_source", "fingerprint")
        }
        BatchItem(batch=batch, case_key=other.pk, case_reference=other.reference, **line).write(by=robot(), because="x")
    tick()
    assert still_there(case)
    assert still_there(other)
    assert decisions.waiting_until(batch) is None


@pytest.mark.parametrize("change_to", [{"dispose_from": DUE_FROM.replace(year=2020)}, {"case_reference": "EH-OTHER"}])
def test_a_line_of_a_list_never_changes(change_to):
    case = closed_case()
    proposed()
    for role in ("dispose", "owner"):
        become(role)
        with pytest.raises(DatabaseError, match="the list is frozen"), transaction.atomic(), acting(robot(), "x"):
            BatchItem.objects.filter(case_key=case.pk).update(**change_to)


def test_what_was_destroyed_or_kept_never_comes_back_to_a_list():
    case = closed_case()
    ripe()
    tick()
    for state in ("listed", "destroying", "kept"):
        with pytest.raises(DatabaseError, match="no way from destroyed"), transaction.atomic(), acting(robot(), "x"):
            BatchItem.objects.filter(case_key=case.pk).update(state=state)


@pytest.mark.parametrize("role", ["web", "worker", "report"])
def test_the_other_logins_delete_nothing(role):
    full_case()
    ripe()
    manager = records_manager()
    with as_(manager, role):
        for label, line in MODELS.items():
            if line.fate in (Fate.NOT_ABOUT, Fate.STAYS) or "Grant" in label:
                continue  # an ended grant is deleted by whoever moves a case: tests/database
            with (
                pytest.raises(DatabaseError, match="permission denied"),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(f"DELETE FROM {apps.get_model(label)._meta.db_table}")


def test_the_disposer_writes_no_record_and_approves_nothing():
    full_case()
    batch = proposed()
    with as_robot("dispose"):
        for statement in (
            "UPDATE cases_case SET stage = 'closed'",
            "UPDATE retention_clock SET dispose_from = '2000-01-01'",
            "INSERT INTO retention_decision SELECT * FROM retention_decision",
            "UPDATE retention_certificate SET rows = '{}'",
            "DELETE FROM retention_certificate",
            "DELETE FROM sharing_disclosure",
        ):
            with (
                pytest.raises(DatabaseError, match="permission denied"),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(statement)
    assert not batch.decisions.exists()


def test_something_left_behind_undoes_everything(monkeypatch):
    case = full_case()
    ripe()
    monkeypatch.setattr(erasure, "order", lambda fate: [line for line in order(fate) if line[0] is not Note])
    tick()
    assert still_there(case)
    assert not Certificate.objects.exists()
