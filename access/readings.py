"""The log of readings: no event, no page. Two sinks, so that one broken one does not shut the service.

The first is the database, over a connection of its own that commits by itself: a refusal outlives its own rollback, and no lock
of the request delays it. The second is a local append-only file, brought into the database later by `ingest`.
"""

import json
import logging
import os
import threading
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import psycopg
from django.conf import settings
from psycopg.types.json import Jsonb

from access.errors import NotAudited
from access.records import uuid7
from earlyhelp.database.roles import conninfo

logger = logging.getLogger(__name__)
_held = threading.local()


def record_reading(
    kind: str,
    *,
    by: Any,
    route: str,
    case: Any = None,
    fields: Iterable[str] = (),
    because: str = "",
    outcome: str = "shown",
) -> None:
    """Store one event, before the page leaves. Raises NotAudited if neither sink takes it.

    `fields` are names of special-category fields that the page shows, or keys of a list; never their values.
    """
    event = {
        "id": str(uuid7()),
        "machine_at": datetime.now(UTC).isoformat(),
        "kind": kind,
        "outcome": outcome,
        "user_key": getattr(by, "pk", None),
        "user_name": getattr(by, "name", "") or "",
        "route": route,
        "case_key": str(case.pk) if case is not None else None,
        "case_reference": case.reference if case is not None else "",
        "fields": sorted(fields),
        "because": because,
    }
    if not (_to_database(event) or _to_file(event)):
        raise NotAudited


def _connection() -> psycopg.Connection:
    held = getattr(_held, "connection", None)
    if held is None or held.closed or held.broken:
        held = _held.connection = psycopg.connect(
            conninfo(settings.DATABASE_AUDIT_URL, options="-c statement_timeout=2000"),
            autocommit=True,
            connect_timeout=2,
        )
    return held


def _to_database(event: dict[str, Any]) -> bool:
    for attempt in (1, 2):  # a connection that the server closed in the meantime gets one more chance
        try:
            _connection().execute("SELECT earlyhelp_record_event(%s)", [Jsonb(event)])
            return True
        except (psycopg.Error, OSError):
            logger.warning("readings.database_refused", extra={"attempt": attempt})
            close()
    return False


def close() -> None:
    """Let go of this thread's connection."""
    held = getattr(_held, "connection", None)
    if held is not None:
        held.close()
        _held.connection = None


def _to_file(event: dict[str, Any]) -> bool:
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
        logger.exception("readings.file_refused")
        return False
    return written == len(line)
