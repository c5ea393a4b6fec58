"""Bring the local file of events into the database: as often as wanted, for each line carries its key.

The file is set aside under another name first, so that new events begin a new one, and is deleted only when each of its events
has its number in the chain. A line that nobody signed is never brought in; it stays where it is, and an alarm tells of it.
"""

import json
import logging
import os
import time
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from psycopg.types.json import Jsonb

from access.audit import sinks
from access.records import uuid7

logger = logging.getLogger(__name__)
ASIDE, STRANGE = ".aside", ".strange"
SETTLED = 60  # seconds: by then whoever had opened the file under its old name has written


def ingest() -> int:
    """Bring in what lies there. Returns how many events the database took, those that it had already among them."""
    _set_aside(settings.AUDIT_FILE)
    return sum(_bring_in(path) for path in sorted(settings.AUDIT_FILE.parent.glob(f"*{ASIDE}")))


def waiting() -> bool:
    """Whether any event lies in a file: the first sink was broken, or still is."""
    try:
        return any(path.stat().st_size for path in _files())
    except OSError:
        return False


def strange() -> int:
    """How many lines lie there that are no events of this program."""
    return sum(path.read_bytes().count(b"\n") for path in settings.AUDIT_FILE.parent.glob(f"*{STRANGE}"))


def _files() -> list[Path]:
    return [path for path in (settings.AUDIT_FILE, *settings.AUDIT_FILE.parent.glob(f"*{ASIDE}")) if path.exists()]


def _set_aside(path: Path) -> None:
    if path.exists() and path.stat().st_size:
        path.rename(path.with_name(f"{path.name}.{uuid7().hex}{ASIDE}"))


def _bring_in(path: Path) -> int:
    """Hand over each whole line. The piece that a process left as it died is no line: nothing was shown for it."""
    events, strangers = _events(path.read_bytes())
    try:
        for event in events:
            sinks.connection().execute("SELECT earlyhelp_record_event(%s)", [Jsonb(event)])
        done = _are_sealed(events)
    except psycopg.Error:
        logger.warning("audit.ingest_waits")
        sinks.close()
        return 0
    if done and time.time() - path.stat().st_mtime > SETTLED:
        _put_away(path, strangers)
    return len(events)


def _events(data: bytes) -> tuple[list[dict[str, Any]], list[bytes]]:
    """The events that the program signed, and the lines that are something else."""
    found: list[dict[str, Any]] = []
    strangers: list[bytes] = []
    for line in data.split(b"\n")[:-1]:
        event = _event(line)
        if event is not None and sinks.is_signed(event):
            found.append(event)
        elif line:
            strangers.append(line)
    return found, strangers


def _event(line: bytes) -> dict[str, Any] | None:
    """The event in this line. A piece that a dead process left before it is cut off."""
    begins = -1
    while (begins := line.find(b"{", begins + 1)) >= 0:
        try:
            return dict(json.loads(line[begins:]))
        except ValueError:
            continue
    return None


def _are_sealed(events: list[dict[str, Any]]) -> bool:
    keys = [event["id"] for event in events]
    row = sinks.connection().execute("SELECT earlyhelp_are_sealed(%s::uuid[])", [keys]).fetchone()
    return bool(row and row[0])


def _put_away(path: Path, strangers: list[bytes]) -> None:
    """The file has done its work. What was strange in it stays, for somebody to look at."""
    if strangers:
        logger.error("audit.strange_lines", extra={"lines": len(strangers)})
        with path.with_name(f"{path.stem}{STRANGE}").open("wb") as file:
            file.write(b"\n".join(strangers) + b"\n")
            os.fsync(file.fileno())
    path.unlink()
