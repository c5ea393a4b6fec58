"""Proof 4, first part: business time is the database's, moves forward only, by a recorded act of the owner alone."""

from datetime import datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from access import clock, jobs
from access.models import Timetable
from tests.conftest import as_, as_robot
from tests.factories import CaseFactory, NoteFactory, somebody, worker_on
from tests.factories.flags import forget_readings


def move(days):
    with connection.cursor() as cursor:
        cursor.execute("SELECT earlyhelp_move_clock(app_now() + %s, 'a test')", [timedelta(days=days)])


def test_python_and_the_database_agree(db):
    move(800)
    with connection.cursor() as cursor:
        cursor.execute("SELECT app_now(), earlyhelp_today()")
        moment, today = cursor.fetchone()
    assert abs(clock.now() - moment) < timedelta(seconds=5)
    assert clock.today() == today


def test_what_is_written_carries_business_time(db):
    case = CaseFactory()
    before = clock.now()
    move(400)
    note = NoteFactory(case=case)
    assert note.recorded_at - before > timedelta(days=399)
    assert note.history.first().history_date - before > timedelta(days=399)


def test_it_moves_forward_only(db):
    move(10)
    with pytest.raises(DatabaseError, match="forward only"), transaction.atomic():
        move(-1)


def begin(days):
    with connection.cursor() as cursor:
        cursor.execute("SELECT earlyhelp_begin_clock(app_now() - %s, 'a test')", [timedelta(days=days)])


def test_a_demo_may_begin_in_the_past_once_and_goes_forward_from_there(db):
    before = clock.now()
    begin(365)
    assert timedelta(days=364) < before - clock.now() < timedelta(days=366)
    move(100)
    assert timedelta(days=264) < before - clock.now() < timedelta(days=266)
    with pytest.raises(DatabaseError, match="begins once"), transaction.atomic():
        begin(1)


def test_it_does_not_begin_in_the_future(db):
    with pytest.raises(DatabaseError, match="in the past"), transaction.atomic():
        begin(-1)


def test_where_there_is_a_case_it_does_not_begin_anew(db):
    CaseFactory()
    with pytest.raises(DatabaseError, match="before there is any case"), transaction.atomic():
        begin(365)


def test_every_move_is_recorded(db):
    move(10)
    with connection.cursor() as cursor:
        cursor.execute("SELECT because, business_after - business_before FROM earlyhelp_clock_move")
        ((because, jump),) = cursor.fetchall()
    assert because == "a test"
    assert timedelta(days=9, hours=23) < jump <= timedelta(days=10)


@pytest.mark.parametrize("role", ["web", "worker", "dispose"])
def test_no_login_that_serves_moves_it(role, db):
    user = somebody()
    with as_(user, role):
        for attempt in (
            "SELECT earlyhelp_move_clock(now() + interval '1 year', 'in a hurry')",
            "SELECT earlyhelp_begin_clock(now() - interval '1 year', 'in a hurry')",
            "INSERT INTO earlyhelp_clock (ahead) VALUES ('1 year')",
        ):
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute(attempt)


def test_the_command_moves_to_the_morning_of_a_day_and_refuses_yesterday(db, capsys):
    day = clock.today() + timedelta(days=30)
    call_command("move_clock", day.isoformat())
    assert clock.now().replace(minute=0, second=0, microsecond=0) == datetime(
        day.year, day.month, day.day, 8, tzinfo=clock.UK
    )
    with pytest.raises(CommandError, match="forward only"):
        call_command("move_clock", (day - timedelta(days=1)).isoformat())


def test_production_has_no_such_clock(db, settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="does not move"):
        call_command("move_clock", "2099-01-01")


@pytest.mark.slow
def test_moving_the_clock_makes_nightly_jobs_due(db):
    forget_readings()  # of people of other tests, about whom the night would raise flags
    with as_robot("worker"):
        jobs.run_due()
        assert "cases.end_grants" not in jobs.run_due()
    move(1)
    with as_robot("worker"):
        assert "cases.end_grants" in jobs.run_due()
        assert Timetable.objects.get(job="cases.end_grants").due_at > clock.now()


def test_a_job_that_fails_stays_due(db, monkeypatch):
    calls = []

    def fails():
        calls.append(1)
        raise RuntimeError

    monkeypatch.setitem(jobs.JOBS, "test.fails", jobs.Job("test.fails", fails, clock.now().time()))
    with as_robot("worker"):
        jobs.run_due()
        jobs.run_due()
    assert len(calls) == 2


def test_grants_that_ran_out_by_business_time_open_nothing(db):
    case = CaseFactory()
    helper = somebody()
    from tests.factories import give_person

    give_person(case, helper, ends_at=clock.now() + timedelta(days=5))
    with as_(helper):
        assert type(case).objects.exists()
    move(6)
    with as_(helper):
        assert not type(case).objects.exists()


def test_a_worker_of_the_case_keeps_it_over_the_jump(db):
    case = CaseFactory()
    worker = worker_on(case)
    move(700)
    with as_(worker):
        assert type(case).objects.visible_to(worker).get() == case


def test_production_starts_on_no_database_whose_clock_was_moved(db, settings):
    from django.core.exceptions import ImproperlyConfigured

    from earlyhelp.database import starting
    from earlyhelp.desk import health

    settings.PRODUCTION = True
    with as_robot("web"):
        starting.refuse_in_production()
    assert health.clock()
    move(1)
    with as_robot("web"), pytest.raises(ImproperlyConfigured, match="demo"):
        starting.refuse_in_production()
    assert not health.clock()
