"""Anchors: how much is chained, and where the chain stands, in a file outside the database.

A chain alone shows a row that was changed. That its end was cut off, that all of it was computed anew, or that an older copy was
put in its place shows only where somebody else knows how far it had come. Each line is signed together with the line before it.
"""

import fcntl
import hashlib
import hmac
import json
import logging
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

logger = logging.getLogger(__name__)
ANCHOR, VERIFIED = "anchor", "verified"
EVERY, QUIET = (
    timedelta(seconds=55),
    timedelta(hours=1),
)  # machine time; with nothing new, one an hour says that we live


class AnchorsBroken(Exception):
    """A line of the file is not what this program wrote after the line before it."""


@dataclass(frozen=True)
class Anchor:
    """One line: so many rows were sealed, the chain stood here, at this machine time. `horizon`: see access.models.Sealing."""

    kind: str
    number: int
    chain: str
    horizon: int
    at: str

    @property
    def moment(self) -> datetime:
        return datetime.fromisoformat(self.at)


def drop() -> int | None:
    """Write an anchor if it is time for one. Returns the number that it names, or None where none was written."""
    with _locked(os.O_RDWR) as handle:
        last, mac = _last(handle)
        standing = sealed_now()
        if standing is None or (last and not _is_time(last, standing)):
            return None
        _append(handle, standing, mac)
    logger.info(
        "audit.anchored", extra={"number": standing.number, "chain": standing.chain}
    )  # logs leave this machine too
    return standing.number


def mark_verified(number: int, chain: str, horizon: int) -> None:
    """Note that all up to here was verified: the next increment begins there."""
    with _locked(os.O_RDWR) as handle:
        _append(handle, Anchor(VERIFIED, number, chain, horizon, _now()), _last(handle)[1])


def sealed_now() -> Anchor | None:
    """Where the chain stands, or None while nothing is sealed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT number, chain, horizon FROM earlyhelp_sealed()")
        row = cursor.fetchone()
    return Anchor(ANCHOR, row[0], bytes(row[1]).hex(), row[2], _now()) if row else None


def read() -> list[Anchor]:
    """All lines, oldest first. Raises AnchorsBroken where one was changed, added or taken out. A line that was never finished
    (the process died while it wrote) is passed over: the next one follows the line before it."""
    if not settings.AUDIT_ANCHOR.exists():
        return []
    return [anchor for anchor, _ in _lines(settings.AUDIT_ANCHOR.read_bytes().splitlines())]


def _is_time(last: Anchor, standing: Anchor) -> bool:
    passed = datetime.now(UTC) - last.moment
    return passed >= (EVERY if last.number != standing.number else QUIET)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _lines(texts: Iterable[bytes]) -> Iterator[tuple[Anchor, str]]:
    before = ""
    for place, text in enumerate(texts, 1):
        try:
            told = json.loads(text)
            anchor, mac = Anchor(**{name: told[name] for name in Anchor.__dataclass_fields__}), str(told["mac"])
        except (ValueError, KeyError, TypeError):
            continue  # if it was a line once, the next one does not follow
        if not hmac.compare_digest(mac, _mac(before, anchor)):
            raise AnchorsBroken(f"line {place} of the anchors does not follow the one before")
        before = mac
        yield anchor, mac


def _mac(before: str, anchor: Anchor) -> str:
    text = before + json.dumps(asdict(anchor), sort_keys=True)
    return hmac.new(settings.AUDIT_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


def refuse_without_target() -> None:
    """Called as production's worker starts. Raises ImproperlyConfigured where there is nowhere to write: a folder that was made on the
    way would lie on the same machine as what the anchors watch.
    """
    path: Path = settings.AUDIT_ANCHOR
    if settings.PRODUCTION and not (
        path.parent.is_dir() and os.access(path if path.exists() else path.parent, os.W_OK)
    ):
        raise ImproperlyConfigured(
            f"AUDIT_ANCHOR: nothing can be written to {path}. Mount the place of the anchors there."
        )


@contextmanager
def _locked(flags: int) -> Iterator[int]:
    path: Path = settings.AUDIT_ANCHOR
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(path, flags | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield handle
    finally:
        os.close(handle)


def _last(handle: int) -> tuple[Anchor | None, str]:
    """The newest whole line and its signature, without reading the file from its beginning."""
    size = os.fstat(handle).st_size
    for text in reversed(os.pread(handle, 4096, max(size - 4096, 0)).splitlines()):
        try:
            told = json.loads(text)
            return Anchor(**{name: told[name] for name in Anchor.__dataclass_fields__}), str(told["mac"])
        except (ValueError, KeyError, TypeError):
            continue
    return None, ""


def _append(handle: int, anchor: Anchor, before: str) -> None:
    size = os.fstat(handle).st_size
    torn = size and os.pread(handle, 1, size - 1) != b"\n"
    line = json.dumps({**asdict(anchor), "mac": _mac(before, anchor)}, sort_keys=True)
    os.write(handle, (b"\n" if torn else b"") + line.encode() + b"\n")
    os.fsync(handle)
