"""Tell the database who is looking, for this transaction alone. Without it, row security shows nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction


def look_as(user: Any) -> None:
    """Name the person who is looking. Must stand inside a transaction: the setting ends with it (SET LOCAL, pool or not)."""
    key = user.pk if getattr(user, "is_authenticated", False) else None
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('earlyhelp.user', %s, true)", [str(key or "")])


@contextmanager
def looking(user: Any) -> Iterator[None]:
    """One transaction in which `user` is looking: what a request does, for commands that act as staff."""
    with transaction.atomic():
        look_as(user)
        yield
