"""What is left for after the transaction is tried again where it fails, and does not stop what was left behind it."""

from access import outbox
from access.models import OutboxMessage
from tests.conftest import as_robot


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
