from dataclasses import replace
from datetime import timedelta

import pytest

from access import clock, jobs, notice
from access.checks import the_notice_is_in_force
from earlyhelp.desk import health


@pytest.fixture
def all_well(monkeypatch):
    monkeypatch.setattr(health, "PARTS", dict.fromkeys(health.PARTS, lambda: True))
    monkeypatch.setattr(health, "ALARMS", dict.fromkeys(health.ALARMS, lambda: False))


def test_healthz_answers_anybody(client):
    assert client.get("/healthz").content == b"ok"


def test_readyz_is_ready_when_every_part_is(client, all_well):
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert set(answer.json()) == {"database", "broker", "migrations", "roles", "clock", "notice", "beat", "audit"}


@pytest.mark.parametrize("part", ["broker", "migrations", "roles", "clock", "notice", "beat", "audit"])
def test_readyz_names_the_part_that_is_missing_and_nothing_more(part, client, all_well, monkeypatch):
    def gone():
        raise RuntimeError("secret detail")

    monkeypatch.setitem(health.PARTS, part, gone)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {name: name != part for name in health.PARTS}
    assert b"secret" not in answer.content


def test_an_alarm_is_named_and_the_service_goes_on(client, all_well, monkeypatch):
    monkeypatch.setitem(health.ALARMS, "audit_waiting", lambda: True)
    monkeypatch.setitem(health.ALARMS, "audit_sealing", lambda: 1 / 0)  # who cannot tell rings too
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json()["alarms"] == ["audit_waiting", "audit_sealing"]


def test_without_the_database_nothing_else_is_asked(client, all_well, monkeypatch):
    monkeypatch.setitem(health.PARTS, "database", lambda: False)
    monkeypatch.setitem(health.PARTS, "broker", lambda: pytest.fail("asked"))
    assert client.get("/readyz").json() == dict.fromkeys(health.PARTS, False)


def test_the_beat_is_a_row_that_grows_old(db, monkeypatch):
    assert not health.beat()
    jobs.beat()
    assert health.beat()
    monkeypatch.setattr(health, "QUIET_FOR_AT_MOST", -health.QUIET_FOR_AT_MOST)
    assert not health.beat()


def test_a_login_that_row_security_does_not_bind_is_not_ready(db):
    assert not health.roles()  # the tests' own connection begins as the owner
    from tests.conftest import as_

    with as_(None):
        assert health.roles()


def test_every_migration_has_run(db):
    assert health.migrations()


# Seen to fail with why_not_in_force answering nothing.
@pytest.mark.parametrize("days", [{"effective_until": -1}, {"effective_from": 1}])
def test_the_notice_is_in_force_on_the_day_of_business(days, db, monkeypatch):
    assert health.notice_in_force() and the_notice_is_in_force(None) == []
    policy = notice.base()
    other = {name: clock.today() + timedelta(days=number) for name, number in days.items()}
    monkeypatch.setattr(notice, "load", lambda name: replace(policy, council=replace(policy.council, **other)))
    assert not health.notice_in_force()
    (error,) = the_notice_is_in_force(None)
    assert error.id == "access.E001" and policy.council.notice in error.msg
