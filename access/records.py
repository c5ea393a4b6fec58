"""What every record has: a key that tells nothing, a history, and one way of being written."""

import secrets
import time
import uuid
from threading import Lock
from typing import Any, Self

from django.db import models

from earlyhelp.database.history import Versions, acting

__all__ = ["Record", "RecordQuerySet", "acting", "as_key", "uuid7"]


class _Ticks:
    """The time in 4096ths of a millisecond, never the same twice: what one process makes after the other is in that order."""

    def __init__(self) -> None:
        self._lock, self._last = Lock(), 0

    def next(self) -> int:
        with self._lock:
            self._last = max(self._last + 1, time.time_ns() * 4096 // 1_000_000)
            return self._last


_TICKS = _Ticks()


def uuid7() -> uuid.UUID:
    """A time-ordered key (RFC 9562, version 7, method 3), made here: row security refuses a key that the database hands back.

    Lists are ordered by it where nothing else orders them: two of the same millisecond keep the order in which they were made.
    """
    milliseconds, part = divmod(_TICKS.next(), 4096)
    value = (milliseconds << 80) | (0x7 << 76) | (part << 64) | (0b10 << 62) | secrets.randbits(62)
    return uuid.UUID(int=value)


def as_key(typed: str) -> uuid.UUID | None:
    """The key that an address or a page carried; None where it is none."""
    try:
        return uuid.UUID(typed)
    except ValueError:
        return None


class RecordQuerySet(models.QuerySet):
    """What every list of records can do."""

    def for_change(self) -> Self:
        """The rows locked until the transaction ends: re-read one through this before changing it."""
        return self.select_for_update(of=("self",))


class Record(models.Model):
    """A row whose every change is a version with a person and a reason, written by the database."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)

    history = Versions(inherit=True)
    objects = RecordQuerySet.as_manager()

    class Meta:
        abstract = True

    def write(self, *, by: Any, because: str) -> Self:
        """Save as `by` (a user) `because` of something; both stand in the version. Raises if row security hides the row."""
        with acting(by, because):
            if self._state.adding:
                self.save(force_insert=True)
            else:
                self.save(force_update=True)
        return self
