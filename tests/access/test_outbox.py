"""What is left for after the transaction is tried again where it fails, and does not stop what was left behind it."""

import socket
import time
from datetime import timedelta

import pytest

from access import clock, outbox
from access.models import OutboxMessage
from access.notifications import notify
from earlyhelp.desk import health
from tests.conftest import as_, as_robot
from tests.factories import TeamFactory, somebody


def test_one_that_fails_is_logged_counted_and_tried_again_and_the_next_one_is_done(db, monkeypatch, caplog):
    done = []
    monkeypatch.setitem(outbox.HANDLERS, "works", done.append)
    monkeypatch.setitem(outbox.HANDLERS, "fails", _fail)
    outbox.leave("fails")
    outbox.leave("works")
    with as_robot():
        assert outbox.work_off() == 1
    assert done == [None]
    kept = OutboxMessage.objects.get(kind="fails")
    assert (kept.tries, kept.done_at) == (1, None)
    assert "outbox.failed" in caplog.text


def _fail(about):
    raise ConnectionError("the mail server is not there")


def test_a_kind_that_fails_is_tried_once_a_round_and_keeps_no_other_waiting(db, monkeypatch):
    """Seen to fail with every message tried in the order in which they were left."""
    done = []
    monkeypatch.setitem(outbox.HANDLERS, "works", done.append)
    monkeypatch.setitem(outbox.HANDLERS, "fails", _fail)
    for kind in ("fails", "fails", "fails", "works", "works"):
        outbox.leave(kind)
    with as_robot():
        assert outbox.work_off(limit=2) == 2
        assert outbox.work_off(limit=2) == 0
    assert sorted(OutboxMessage.objects.filter(kind="fails").values_list("tries", flat=True)) == [0, 1, 1]


def test_one_that_always_fails_comes_after_those_of_its_kind_and_is_counted_to_an_end(db, monkeypatch):
    """Seen to fail without the end: the column overflowed, and with it the tick."""
    outbox.leave("fails")
    poison = OutboxMessage.objects.get()
    OutboxMessage.objects.update(tries=outbox.MOST_TRIES)
    outbox.leave("fails")
    done = []

    def once(about):
        if OutboxMessage.objects.get(kind="fails", done_at=None, tries=0).pk != poison.pk and not done:
            return done.append(about)
        raise ConnectionError

    monkeypatch.setitem(outbox.HANDLERS, "fails", once)
    with as_robot():
        assert outbox.work_off() == 1
    assert OutboxMessage.objects.get(pk=poison.pk).tries == outbox.MOST_TRIES


def test_how_long_the_oldest_has_waited_is_known_to_whoever_may_only_leave_them(db, monkeypatch):
    with as_(None):
        assert outbox.waiting_for() == timedelta(0)
    for minutes in (5, 40):
        outbox.leave("waits")
        newest = OutboxMessage.objects.order_by("-id")[:1].values("pk")
        OutboxMessage.objects.filter(pk__in=newest).update(written_at=clock.now() - timedelta(minutes=minutes))
    with as_(None):
        assert timedelta(minutes=40) <= outbox.waiting_for() < timedelta(minutes=41)
    assert "left_waiting" in health.alarms()


@pytest.fixture
def mail_server(settings):
    """A place where nobody speaks SMTP, and the program's own way of sending there."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_TIMEOUT = "127.0.0.1", 1
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        settings.EMAIL_PORT = place.getsockname()[1]
        yield place


@pytest.mark.goal("E4")
@pytest.mark.parametrize("hangs", [False, True])
def test_a_mail_server_that_is_down_or_says_nothing_holds_up_one_letter(hangs, db, mail_server, monkeypatch):
    if hangs:
        mail_server.listen()
    done, person = [], somebody("practitioner", team=TeamFactory())
    for _ in range(5):
        notify(person, "seal.asked")
    monkeypatch.setitem(outbox.HANDLERS, "works", done.append)
    outbox.leave("works")
    began = time.monotonic()
    with as_robot():
        assert outbox.work_off() == 1
    assert time.monotonic() - began < 3 and done == [None]
    assert sum(OutboxMessage.objects.filter(kind="news.written").values_list("tries", flat=True)) == 1
