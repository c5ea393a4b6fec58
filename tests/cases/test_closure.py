from datetime import timedelta

import pytest
from django.urls import reverse

from access import clock
from access.errors import Forbidden, Refused
from access.models import OutboxMessage
from cases.models import Case
from cases.operations import closure, grants
from cases.stages import MOVES, Stage, check_move
from tests.conftest import as_, as_robot
from tests.factories import CaseFactory, NoteFactory, somebody, worker_on


@pytest.fixture
def case(db):
    return CaseFactory()


def close(case, by, on=None, **other):
    with as_(by):
        return closure.close(case, by=by, on=on or clock.today(), outcome="needs_met", because="goals met", **other)


def test_the_history_says_who_closed_the_case_and_why(case):
    worker = worker_on(case)
    close(case, worker)
    version = Case.objects.get(pk=case.pk).history.first()
    assert version.closed_on == clock.today()
    assert (version.history_user, version.history_change_reason) == (worker, "goals met")


def test_closing_tells_retention_through_the_outbox(case):
    close(case, worker_on(case))
    assert OutboxMessage.objects.filter(kind="case.closed", about=case.pk).exists()


def test_a_day_before_the_last_note_is_refused(case):
    NoteFactory(case=case)
    with pytest.raises(Refused, match="the last event"):
        close(case, worker_on(case), on=clock.today() - timedelta(days=1))


def test_tomorrow_is_refused(case):
    with pytest.raises(Refused, match="must not be in the future"):
        close(case, worker_on(case), on=clock.today() + timedelta(days=1))


def test_a_closed_case_does_not_close_again(case):
    worker = worker_on(case)
    close(case, worker)
    with pytest.raises(Refused, match="cannot become"):
        close(case, worker)


def test_a_stranger_closes_nothing(case):
    stranger = somebody()
    with as_(stranger), pytest.raises((Forbidden, Case.DoesNotExist)):
        closure.close(case, by=stranger, on=clock.today(), outcome="needs_met", because="x")


def test_grants_run_out_28_days_after_closing(case, db):
    worker = worker_on(case)
    close(case, worker)
    assert Case.objects.get(pk=case.pk).group_grants.get().ends_at - clock.now() < timedelta(days=28, minutes=1)
    _ago(case, days=1)
    with as_robot("worker"):
        from access.jobs import robot

        assert grants.run_out(robot()) == 1
    with as_(worker):
        assert not Case.objects.exists()


def _ago(case, days):
    from access.records import acting
    from tests.factories import installation

    with acting(installation(), "time passes"):
        case.group_grants.update(ends_at=clock.now() - timedelta(days=days))


def test_the_page_closes_the_case_and_keeps_what_was_typed_when_it_cannot(case, signed_in):
    client, url = signed_in(worker_on(case)), reverse("cases:close", args=[case.reference])
    answer = client.post(url, {"outcome": "needs_met", "because": "All is well now."})
    assert answer.status_code == 422
    assert "All is well now." in answer.content.decode()
    today = clock.today()
    typed = {"on_day": today.day, "on_month": today.month, "on_year": today.year}
    assert client.post(url, {"outcome": "needs_met", "because": "Done.", **typed}).status_code == 302
    assert Case.objects.get(pk=case.pk).stage == Stage.CLOSED


def test_to_a_stranger_the_page_does_not_exist(case, signed_in):
    assert signed_in(somebody()).get(reverse("cases:close", args=[case.reference])).status_code == 404


@pytest.mark.parametrize("stage", list(Stage))
def test_every_stage_has_its_moves_and_no_other(stage, db):
    for to in Stage:
        if to in MOVES[stage]:
            check_move(stage, to)
        else:
            with pytest.raises(Refused, match="cannot become"):
                check_move(stage, to)
