"""Tell the database who is looking, for this transaction alone. Without it, row security shows nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from access import notice
from access.clock import UK

QUESTION = f"SELECT app_now(), {notice.NEWEST}, set_config('earlyhelp.user', %s, true)"


@dataclass(frozen=True)
class Moment:
    """What is known at the beginning of a transaction, so that nothing in it need ask again: business time, and the newest setting."""

    now: datetime
    setting: UUID | None


def look_as(user: Any) -> Moment:
    """Name the person who is looking. Must stand inside a transaction: the setting ends with it (SET LOCAL, pool or not)."""
    key = user.pk if getattr(user, "is_authenticated", False) else None
    with connection.cursor() as cursor:
        cursor.execute(QUESTION, [str(key or "")])
        now, setting, _ = cursor.fetchone()
        return Moment(now.astimezone(UK), setting)


@contextmanager
def looking(user: Any) -> Iterator[None]:
    """One transaction in which `user` is looking: what a request does, for commands that act as staff."""
    with transaction.atomic(), notice.as_of(look_as(user).setting):
        yield
