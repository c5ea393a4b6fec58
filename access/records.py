"""What every record has: a key that tells nothing, a history, and one way of being written."""

import secrets
import time
import uuid
from typing import Any, Self

from django.db import models

from earlyhelp.database.history import Versions, acting

__all__ = ["Record", "RecordQuerySet", "acting", "uuid7"]


def uuid7() -> uuid.UUID:
    """A time-ordered key (RFC 9562, version 7), made here: row security refuses a key that the database hands back."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds << 80) | (0x7 << 76) | (secrets.randbits(12) << 64) | (0b10 << 62) | secrets.randbits(62)
    return uuid.UUID(int=value)


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
