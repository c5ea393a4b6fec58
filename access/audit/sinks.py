"""Where an event goes: two sinks, so that one broken one does not shut the service. No sink, no page.

The first is the database, over a connection of its own that commits by itself: a refusal outlives its own rollback, and no lock
of the request delays it. The second is a local append-only file, brought into the database later by `ingest`. Each event is
signed with a key that the database does not have: one that somebody wrote into the tables by hand shows.
"""

import hashlib
import hmac
import json
import logging
import os
import threading
from datetime import UTC, datetime
from typing import Any

import psycopg
from django.conf import settings
from psycopg.types.json import Jsonb

from access.errors import NotAudited
from access.records import uuid7
from earlyhelp.database.patience import Patient
from earlyhelp.database.roles import conninfo

logger = logging.getLogger(__name__)
Event = dict[str, Any]
ROOM = 16_384  # bytes: some dozen events
_held = threading.local()

# What is signed, in this order: the database puts the same list together again when it is verified (audit.sql).
SIGNED = {
    "reading": [
        "id",
        "machine_at",
        "kind",
        "outcome",
        "user_key",
        "user_name",
        "route",
        "case_key",
        "case_reference",
        "fields",
        "purpose",
        "because",
    ],
    "security": [
        "id",
        "machine_at",
        "kind",
        "outcome",
        "user_key",
        "user_name",
        "about_key",
        "about_name",
        "address",
        "because",
    ],
}


def store(stream: str, event: Event) -> None:
    """Keep one event, before anything is shown for it. Raises NotAudited if neither sink takes it."""
    event = {
        "stream": stream,
        "id": str(uuid7()),
        "machine_at": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f+00:00"),
        **event,
    }
    event["mac"] = sign(signed_text(event))
    if not (to_database(event) or to_file(event)):
        raise NotAudited


def signed_text(event: Event) -> str:
    """The list that is signed, as PostgreSQL writes a JSON list: the same text on both sides."""
    said = [event["stream"], *(event[name] for name in SIGNED[event["stream"]])]
    said[2] = said[2].removesuffix("+00:00")
    return json.dumps(said, ensure_ascii=False)


def sign(text: str) -> str:
    """Keyed, so that only the program can have said it."""
    return hmac.new(settings.AUDIT_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


def is_signed(event: Event) -> bool:
    """Whether the program said this. False too for what is no event at all."""
    try:
        return hmac.compare_digest(str(event["mac"]), sign(signed_text(event)))
    except (KeyError, TypeError, AttributeError):
        return False


def connection() -> psycopg.Connection:
    """This thread's connection as the audit login."""
    held = getattr(_held, "connection", None)
    if held is None or held.closed or held.broken:
        held = _held.connection = Patient.connect(
            conninfo(settings.DATABASE_AUDIT_URL, options="-c statement_timeout=2000"),
            autocommit=True,
            connect_timeout=2,
        )
    return held


def close() -> None:
    """Let go of this thread's connection."""
    held = getattr(_held, "connection", None)
    if held is not None:
        held.close()
        _held.connection = None


def to_database(event: Event) -> bool:
    """The first sink. False where the database did not take it."""
    for attempt in (1, 2):  # a connection that the server closed in the meantime gets one more chance
        try:
            connection().execute("SELECT earlyhelp_record_event(%s)", [Jsonb(event)])
            return True
        except (psycopg.Error, OSError):
            logger.warning("audit.database_refused", extra={"attempt": attempt})
            close()
    return False


def to_file(event: Event) -> bool:
    """The second sink: one line, on the disk when this returns. False where the disk did not take it."""
    line = (json.dumps(event, sort_keys=True) + "\n").encode()
    try:
        settings.AUDIT_FILE.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(settings.AUDIT_FILE, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            written = os.write(handle, line)
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError:
        logger.exception("audit.file_refused")
        return False
    logger.error("audit.file_used")  # an alarm: the database did not take an event
    return written == len(line)


def database_works() -> bool:
    """Whether the first sink would take an event now."""
    try:
        connection().execute("SELECT 1")
        return True
    except (psycopg.Error, OSError):
        close()
        return False


def file_works() -> bool:
    """Whether the second sink would take an event now: it can be opened, and beside it there is room for a few."""
    beside = settings.AUDIT_FILE.with_name(f"{settings.AUDIT_FILE.name}.room-{os.getpid()}")
    try:
        settings.AUDIT_FILE.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(settings.AUDIT_FILE, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600))
        try:
            beside.write_bytes(bytes(ROOM))
        finally:
            beside.unlink(missing_ok=True)
        return True
    except OSError:
        return False
