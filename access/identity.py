"""Tell the database who is looking, for this transaction alone. Without it, row security shows nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from access.clock import UK


def look_as(user: Any) -> datetime:
    """Name the person who is looking. Must stand inside a transaction: the setting ends with it (SET LOCAL, pool or not).

    Says what business time it is: a page that only shows something need not ask again.
    """
    key = user.pk if getattr(user, "is_authenticated", False) else None
    with connection.cursor() as cursor:
        cursor.execute("SELECT app_now(), set_config('earlyhelp.user', %s, true)", [str(key or "")])
        moment: datetime = cursor.fetchone()[0]
        return moment.astimezone(UK)


@contextmanager
def looking(user: Any) -> Iterator[None]:
    """One transaction in which `user` is looking: what a request does, for commands that act as staff."""
    with transaction.atomic():
        look_as(user)
        yield
