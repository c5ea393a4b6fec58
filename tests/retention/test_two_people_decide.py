"""Who decides on a destruction: two different records managers who are still here, about the list that they were shown."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from access import clock
from access.errors import Forbidden, Refused
from retention.models import Decision, DisposalBatch
from retention.operations import decisions
from tests.conftest import as_
from tests.factories import somebody
from tests.factories.retention import (
    approve,
    approved,
    change,
    closed_case,
    days_pass,
    proposed,
    records_manager,
    ripe,
    still_there,
)
from tests.retention.disposing import abort, decide, tick

pytestmark = pytest.mark.usefixtures("council")


def test_one_person_does_not_approve_twice():
    closed_case()
    batch, manager = proposed(), records_manager()
    approve(batch, manager)
    with pytest.raises(Refused, match="second person"):
        approve(batch, manager)
    assert decisions.waiting_until(batch) is None


def test_the_database_holds_one_decision_a_person_too():
    closed_case()
    batch, manager = proposed(), records_manager()
    one = approve(batch, manager)
    with as_(manager), pytest.raises(DatabaseError, match="one_decision_a_person"), transaction.atomic():
        type(one)(
            batch=batch, by=manager, kind="approve", digest=batch.digest, because="x", decided_at=clock.now()
        ).write(by=manager, because="x")


def test_a_person_who_left_approves_nothing_and_what_they_approved_counts_no_more():
    case = closed_case()
    batch, leaver, stayer = proposed(), records_manager(), records_manager()
    approve(batch, leaver)
    approve(batch, stayer)
    assert decisions.waiting_until(batch)
    change(leaver.staff, is_active=False)
    days_pass(8)
    tick()
    assert still_there(case)
    assert decisions.standing(batch)[0].by == stayer
    with pytest.raises(Forbidden):
        approve(batch, leaver)
    approve(batch)
    days_pass(6.9)
    tick()
    assert still_there(case)
    days_pass(0.2)
    tick()
    assert not still_there(case)


def test_two_approvals_are_enough_and_a_third_is_refused():
    closed_case()
    batch = approved()
    with pytest.raises(Refused, match="Two people"):
        approve(batch)


@pytest.mark.parametrize("role", ["dpo", "practitioner", "team_manager", "user_administrator"])
def test_only_records_managers_approve_or_abort(role):
    closed_case()
    batch, other = proposed(), somebody(role)
    with pytest.raises(Forbidden):
        approve(batch, other)
    with as_(other), pytest.raises((Forbidden, DisposalBatch.DoesNotExist)):
        decisions.abort(batch, by=other, because="no")


def test_nobody_decides_on_a_list_that_was_aborted_or_has_ended():
    case = closed_case()
    batch = proposed()
    abort(batch)
    with pytest.raises(Refused, match="was aborted"):
        approve(batch)
    with pytest.raises(Refused, match="was aborted"):
        abort(batch)
    tick()
    ended = ripe()
    tick()
    assert not still_there(case)
    with pytest.raises(Refused, match="has ended"):
        approve(ended)
    with pytest.raises(Refused, match="has ended"):
        abort(ended)


def test_an_approval_of_another_list_counts_for_nothing():
    closed_case()
    batch = proposed()
    approve(batch)
    decide(batch, "0" * 64)
    assert decisions.waiting_until(batch) is None
    assert len(decisions.standing(batch)) == 1


def test_the_moment_of_a_decision_is_the_databases():
    closed_case()
    batch = proposed()
    made = decide(batch, batch.digest)  # which says 2001
    assert Decision.objects.get(pk=made.pk).decided_at > clock.now() - timedelta(minutes=1)


def test_the_reference_has_to_be_typed():
    closed_case()
    batch, manager = proposed(), records_manager()
    with as_(manager), pytest.raises(Refused, match=batch.reference):
        decisions.approve(batch, by=manager, because="x", typed="DL-0000000")


def test_a_list_that_is_not_the_one_shown_is_not_approved():
    closed_case()
    with pytest.raises(Refused, match="not the one that was shown"):
        approve(proposed(), seen="0" * 64)
