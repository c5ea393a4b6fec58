"""Goal H4: production does not start as somebody who may too much, or with nowhere to put its anchors. Seen to fail without each of the two checks."""

import os

import psycopg
import pytest
from celery.signals import worker_init
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

import earlyhelp.celery
from earlyhelp.database import roles, starting
from tests.conftest import as_robot

pytestmark = pytest.mark.goal("H4")


@pytest.fixture
def production(settings):
    settings.PRODUCTION = True
    return settings


@pytest.mark.parametrize("role", ["web", "worker", "dispose"])
def test_what_serves_starts_as_each_of_its_logins(role, db, production):
    with as_robot(role):
        starting.refuse_in_production()


def test_who_owns_the_tables_starts_nothing(db, production):
    with as_robot("owner"), pytest.raises(ImproperlyConfigured, match="DATABASE_URL"):
        starting.refuse_in_production()


@pytest.mark.parametrize("user", ["the bootstrap superuser", "earlyhelp_backup", "earlyhelp_owner"])
def test_by_what_a_login_may_and_not_by_its_name(user, db):
    name = connection.settings_dict["NAME"]
    with psycopg.connect(roles.conninfo(os.environ["DATABASE_ADMIN_URL"], dbname=name)) as admin:
        if user.startswith("earlyhelp"):
            admin.execute(f"SET ROLE {user}")
        assert admin.execute(starting.BOUND).fetchone() == (False,)


start_worker = earlyhelp.celery.refuse_what_is_not_safe


@pytest.mark.parametrize("why", [ImproperlyConfigured("not that"), OSError("no answer")])
def test_a_worker_that_is_refused_ends(why, monkeypatch):
    """By the signal that Celery sends, which passes over every ordinary error: the worker went on with it.

    Seen to fail with the error raised as it is.
    """

    def refuse():
        raise why

    monkeypatch.setattr(starting, "refuse_in_production", refuse)
    with pytest.raises(SystemExit, match=str(why)):
        worker_init.send(sender=None)


def test_a_worker_without_a_place_for_its_anchors_does_not_start(db, production, tmp_path):
    production.LOGIN = "worker"
    production.AUDIT_ANCHOR = tmp_path / "not mounted" / "anchors.jsonl"
    with as_robot("worker"):
        with pytest.raises(SystemExit, match="AUDIT_ANCHOR"):
            start_worker()
        assert not production.AUDIT_ANCHOR.parent.exists(), "and it makes none on its own machine"
        production.AUDIT_ANCHOR.parent.mkdir()
        start_worker()


def test_who_writes_no_anchors_needs_no_place_for_them(db, production, tmp_path):
    production.LOGIN = "dispose"
    production.AUDIT_ANCHOR = tmp_path / "not mounted" / "anchors.jsonl"
    with as_robot("dispose"):
        start_worker()
