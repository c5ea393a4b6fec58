"""What is proposed, and what is too much to propose without asking."""

from datetime import time, timedelta

import pytest
from django.db import DatabaseError, transaction

from access import clock
from access.errors import Forbidden, Refused
from access.jobs import JOBS, robot
from access.models import JobRun
from access.records import acting
from retention import jobs  # noqa: F401 - registers them
from retention.models import BatchItem, DisposalBatch, LargeProposal
from retention.operations import large, proposals
from tests.conftest import as_, as_robot
from tests.factories import somebody
from tests.factories.retention import LONG_AGO, change, closed_case, proposed, records_manager

pytestmark = pytest.mark.usefixtures("council")


def propose():
    with as_robot("worker"):
        return proposals.propose()


def test_what_is_due_is_listed_with_its_rule_and_frozen_by_a_digest():
    case = closed_case()
    batch = proposed()
    item = batch.items.get()
    assert (item.case_reference, item.record_class, item.closed_on) == (case.reference, "case", LONG_AGO)
    assert item.rule_source == "How long kept, table row 2"
    assert (batch.size, batch.digest) == (1, proposals.digest_of([item]))
    assert batch.proposed_by.robot == "earlyhelp_worker"


def test_the_digest_does_not_depend_on_the_order_and_changes_with_any_line():
    lines = [BatchItem(case_reference=f"EH-{n}", record_class="case") for n in range(3)]
    assert proposals.digest_of(lines) == proposals.digest_of(reversed(lines))
    assert proposals.digest_of(lines) != proposals.digest_of(lines[:2])


def test_what_is_listed_is_not_listed_again():
    closed_case()
    assert propose()
    assert propose() is None


def test_nothing_due_makes_no_list():
    closed_case(clock.today())
    assert propose() is None
    assert not JobRun.objects.exists()


def test_the_day_itself_counts_and_the_day_before_does_not():
    case = closed_case()
    row = case.clocks.get()
    with as_robot("worker"):
        assert list(proposals.due(row.dispose_from)) == [row]
        assert not proposals.due(row.dispose_from - timedelta(days=1)).exists()


def test_a_clock_that_lags_behind_proposes_nothing():
    case = closed_case()
    change(case, closed_on=clock.today())
    assert propose() is None


def test_a_held_case_is_not_proposed():
    change(closed_case().clocks.get(), held=True)
    assert propose() is None


@pytest.mark.slow
def test_five_are_always_allowed_and_more_are_asked_for():
    for _ in range(5):
        closed_case()
    assert propose().size == 5
    for _ in range(6):
        closed_case()
    assert propose() is None
    asked = LargeProposal.objects.get()
    assert (asked.size, asked.limit) == (6, 5)
    assert "6 cases are due at once" in JobRun.objects.get(job=proposals.ASKED).why


def test_the_question_is_asked_once():
    for _ in range(6):
        closed_case()
    assert propose() is None
    assert propose() is None
    assert LargeProposal.objects.count() == 1


def test_a_fiftieth_of_all_cases_is_allowed_unless_it_is_five_times_the_usual(monkeypatch):
    monkeypatch.setattr(proposals, "SHARE", 1)  # one in one: the usual alone decides
    for _ in range(2):
        closed_case()
        propose()
    for _ in range(7):
        closed_case()
    with as_robot("worker"):
        assert proposals.allowed() == 5
    assert propose() is None
    monkeypatch.setattr(proposals, "TIMES_THE_USUAL", 7)
    assert propose().size == 7


def test_a_records_manager_says_yes_and_the_next_night_lists_them():
    for _ in range(6):
        closed_case()
    propose()
    manager = records_manager()
    with as_(manager):
        large.allow(LargeProposal.objects.get(), by=manager, because="The old system's files, moved in one go.")
    assert propose().size == 6


def test_only_a_records_manager_says_yes_and_once():
    for _ in range(6):
        closed_case()
    propose()
    asked, dpo, manager = LargeProposal.objects.get(), somebody("dpo"), records_manager()
    with as_(dpo), pytest.raises(Forbidden):
        large.allow(asked, by=dpo, because="x")
    with as_(manager):
        large.allow(asked, by=manager, because="x")
        with pytest.raises(Refused, match="already"):
            large.allow(asked, by=manager, because="x")


def test_the_job_proposes_by_night_after_the_clocks_are_compared():
    names = list(JOBS)
    assert names.index("retention.refresh_clocks") < names.index("retention.propose")
    assert JOBS["retention.refresh_clocks"].at < JOBS["retention.propose"].at == time(2)
    closed_case()
    with as_robot("worker"):
        assert JOBS["retention.propose"].run() == 1
        assert JOBS["retention.propose"].run() == 0


def test_the_worker_makes_lists_and_decides_nothing():
    closed_case()
    batch = proposed()
    with as_robot("worker"):
        for change_ in ({"state": "finished"}, {"digest": "0" * 64}):
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), acting(robot(), "x"):
                DisposalBatch.objects.filter(pk=batch.pk).update(**change_)
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            batch.decisions.create(by=robot(), kind="approve", digest=batch.digest, because="x", decided_at=clock.now())
