"""The erasure ledger: keyed hashes of what was destroyed, in an append-only file outside the database.

A restored database is older than the file: what the file names must go again. So a line is on the disk before a deletion
commits; a line whose deletion never came is harmless, and the next try finds it there. Each line carries the hash of the one
before, keyed, so that nobody without the key can cut, change or add one unseen.
"""

import fcntl
import hashlib
import hmac
import json
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from retention.models import LedgerEntry

logger = logging.getLogger(__name__)
FIRST = "0" * 64
ERASED = "erased"


class LedgerBroken(Exception):
    """The file is cut, changed, or behind the database: nothing is destroyed until a person has looked."""


@dataclass(frozen=True)
class Line:
    """One entry: what happened to whom, as a keyed hash, and the hash of the line before."""

    position: int
    kind: str
    subject: str
    written_at: str
    previous: str

    @property
    def hash(self) -> str:
        return _keyed(json.dumps(asdict(self), sort_keys=True))

    def as_text(self) -> str:
        return json.dumps({**asdict(self), "hash": self.hash}, sort_keys=True) + "\n"


def _keyed(text: str) -> str:
    return hmac.new(settings.LEDGER_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


def subject_of(reference: str, kind: str = ERASED) -> str:
    """The keyed hash that stands for a case: whoever has the key can look for a reference, nobody can read one off."""
    return _keyed(f"{kind}:{reference}")


class Ledger:
    """What this process has read of the file; it reads on from there, so that a long list costs its own lines only."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.read_to = 0
        self.last: Line | None = None
        self.lines: dict[str, Line] = {}

    def append(self, reference: str, kind: str = ERASED) -> Line:
        """The line of this subject: the one that is there, or a new one, on the disk when this returns."""
        with self._open() as handle:
            self._read_on(handle)
            self._compare()
            subject = subject_of(reference, kind)
            return self.lines.get(subject) or self._add(handle, kind, subject)

    def verify(self) -> int:
        """Read the whole file anew. Returns how many lines it has; raises LedgerBroken where the chain does not hold."""
        self.read_to, self.last, self.lines = 0, None, {}
        with self._open() as handle:
            self._read_on(handle)
        self._compare()
        return self.last.position if self.last else 0

    @contextmanager
    def _open(self) -> Iterator[int]:
        """The file, locked: two disposers write one after the other."""
        if not self.path.exists():
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield handle
        finally:
            os.close(handle)

    def _read_on(self, handle: int) -> None:
        size = os.fstat(handle).st_size
        if size < self.read_to:
            raise LedgerBroken("the ledger has become shorter")
        data = os.pread(handle, size - self.read_to, self.read_to)
        whole, _, torn = data.rpartition(b"\n")
        for text in whole.splitlines():
            self._take(text)
        if torn:  # a process that died while it wrote: its deletion never committed, so the piece means nothing
            os.ftruncate(handle, size - len(torn))
            logger.warning("ledger.torn_line_removed", extra={"position": self.last.position if self.last else 0})
        self.read_to = size - len(torn)

    def _take(self, text: bytes) -> None:
        try:
            told = json.loads(text)
            line = Line(**{name: told[name] for name in Line.__dataclass_fields__})
        except (ValueError, KeyError, TypeError) as error:
            raise LedgerBroken("a line of the ledger cannot be read") from error
        follows = (self.last.position + 1, self.last.hash) if self.last else (1, FIRST)
        if (line.position, line.previous) != follows or not hmac.compare_digest(str(told.get("hash")), line.hash):
            raise LedgerBroken(f"line {line.position} of the ledger does not follow the one before")
        self.last = self.lines[line.subject] = line

    def _compare(self) -> None:
        """The database's newest entry must stand in the file: a file that is behind it was cut or exchanged."""
        newest = LedgerEntry.objects.order_by("-position").first()
        if newest is None:
            return
        there = self.lines.get(newest.subject_hash)
        if there is None or there.position != newest.position:
            raise LedgerBroken("the ledger's file is behind the database")

    def _add(self, handle: int, kind: str, subject: str) -> Line:
        previous = self.last.hash if self.last else FIRST
        position = self.last.position + 1 if self.last else 1
        line = Line(position, kind, subject, datetime.now(UTC).isoformat(timespec="seconds"), previous)
        text = line.as_text().encode()
        if os.write(handle, text) != len(text):
            raise LedgerBroken("the disk took only part of a line")
        os.fsync(handle)
        _sync_folder(self.path.parent)
        self.read_to += len(text)
        self.last = self.lines[subject] = line
        return line


def _sync_folder(folder: Path) -> None:
    """A new file is safe only when its name is."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


_open_ledgers: dict[Path, Ledger] = {}


def ledger() -> Ledger:
    """This process's view of the ledger's file."""
    path = Path(settings.LEDGER_FILE)
    return _open_ledgers.setdefault(path, Ledger(path))


def enter(reference: str, kind: str = ERASED) -> LedgerEntry:
    """Put a destroyed case into the file, and its copy into the transaction at hand. Doing it again adds nothing."""
    line = ledger().append(reference, kind)
    row = LedgerEntry(
        position=line.position,
        kind=line.kind,
        subject_hash=line.subject,
        previous_hash=line.previous,
        written_at=datetime.fromisoformat(line.written_at),
    )
    row.save(force_insert=True)
    return row
