"""How cases are found, asked of the program alone: as the owner, from whom row security hides nothing."""

import pytest

from access.grants import view_permission
from access.records import acting
from cases.models import Case, CaseUserGrant
from tests.conftest import as_
from tests.factories import (
    BECAUSE,
    AllocationFactory,
    CaseFactory,
    FamilyFactory,
    ReferralFactory,
    TeamFactory,
    clock,
    installation,
    somebody,
    worker_on,
)
from tests.factories.states import keep_out, shut


@pytest.fixture
def case(db):
    return CaseFactory()


def looking(user):
    return as_(user, role="owner")


def test_who_may_only_read_sees_it_and_does_not_work_on_it(case):
    reader = somebody(team=TeamFactory())
    CaseUserGrant(
        content_object=case, user=reader, permission=view_permission(Case), starts_at=clock.now(), why=BECAUSE
    ).write(by=installation(), because=BECAUSE)
    assert list(Case.objects.visible_to(reader)) == [case]
    assert not Case.objects.worked_by(reader).exists()
    assert list(Case.objects.worked_by(worker_on(case))) == [case]


def test_what_is_sealed_is_not_counted(case):
    sealed = shut(CaseFactory(), level="sealed")
    restricted = shut(CaseFactory(), level="restricted")
    assert list(Case.objects.sealed()) == [sealed]
    assert set(Case.objects.countable()) == {case, restricted}


def test_what_somebody_sent_is_theirs_unless_it_is_out_of_their_sight(case):
    sender = case.sent_by
    kept_from, sealed, anothers = CaseFactory(sent_by=sender), CaseFactory(sent_by=sender), CaseFactory()
    keep_out(kept_from, sender)
    shut(sealed, level="sealed")
    with looking(sender):
        assert set(Case.objects.sent_by(sender)) == {case}
    with looking(anothers.sent_by):
        assert set(Case.objects.sent_by(anothers.sent_by)) == {anothers}


def test_it_says_of_which_nobody_can_be_told(case):
    sender = case.sent_by
    nameless = CaseFactory(sent_by=sender)
    ReferralFactory(case=case)
    ReferralFactory(case=nameless, gave_no_name=True)
    found = {one: one.from_nobody for one in Case.objects.sent_by(sender)}
    assert found == {case: False, nameless: True}


def test_what_waits_is_of_ones_teams_at_these_stages_and_in_sight(case):
    worker = worker_on(case)
    received = CaseFactory(team=case.team, stage="received")
    CaseFactory(stage="received")
    out_of_sight = CaseFactory(team=case.team, stage="received")
    keep_out(out_of_sight, worker)
    with looking(worker):
        assert list(Case.objects.waiting_for(worker, "received", "asked")) == [received]
        assert set(Case.objects.waiting_for(worker, "received", "open")) == {received, case}


def test_what_somebody_leads_in_a_family_that_they_are_kept_out_of_by_now_is_not_listed(case):
    """The database ends what they lead as they are kept out; a family that is found to be the same later is another matter."""
    worker = worker_on(case)
    other = CaseFactory(family=FamilyFactory(), team=case.team)
    AllocationFactory(case=case, worker=worker.staff)
    keep_out(other, worker)
    assert Case.objects.led_by(worker) == [case]
    with acting(installation(), "they are one family"):
        Case.objects.filter(pk=case.pk).update(family=other.family)
    assert Case.objects.led_by(worker) == []
