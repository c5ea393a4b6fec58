"""A server that is busy is waited for; one that says nothing is not, and whoever comes next does not wait for it again."""

import time

import psycopg
import pytest
from django.conf import settings

from earlyhelp.database import patience
from earlyhelp.database.roles import conninfo

pytestmark = pytest.mark.goal("E2")


@pytest.fixture
def line(db, monkeypatch):
    """A connection of one's own, with a patience that a test can wait for."""
    monkeypatch.setattr(patience, "SILENT", 0.2)
    monkeypatch.setattr(patience, "silence", patience.Silence())
    with patience.Patient.connect(conninfo(settings.DATABASE_AUDIT_URL), autocommit=True) as line:
        yield line


def test_a_long_statement_is_waited_for(line):
    """Seen to fail with silence alone taken for the end."""
    assert line.execute("SELECT 1 FROM pg_sleep(1)").fetchone() == (1,)
    assert not patience.silence.lasts


def test_where_nobody_answers_the_line_is_closed_and_the_next_one_is_told_at_once(line, monkeypatch):
    monkeypatch.setattr(patience, "takes_connections", lambda line: False)
    began = time.monotonic()
    with pytest.raises(psycopg.OperationalError, match=patience.WORDS):
        line.execute("SELECT pg_sleep(5)")
    with pytest.raises(psycopg.OperationalError, match=patience.WORDS):
        patience.Patient.connect(conninfo(settings.DATABASE_AUDIT_URL))
    assert line.closed and time.monotonic() - began < 2
    monkeypatch.setattr(patience.silence, "over_at", 0.0)
    patience.Patient.connect(conninfo(settings.DATABASE_AUDIT_URL)).close()


def test_django_asks_over_such_a_connection(db):
    from django.db import connection

    connection.ensure_connection()
    assert isinstance(connection.connection, patience.Patient)
