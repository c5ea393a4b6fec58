"""Business time, the same in Python and SQL: the database's app_now(). Machine time (sessions, codes, claims) is the wall clock.

A page that only shows something has one moment, known with who is looking: all its parts speak of the same. Whatever writes asks anew.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import connection

UK = ZoneInfo("Europe/London")
_of_the_page: ContextVar[datetime | None] = ContextVar("the moment that a page shows", default=None)


@contextmanager
def showing(moment: datetime | None) -> Iterator[None]:
    """What is shown in this block is shown as of one moment; None where the block may write."""
    token = _of_the_page.set(moment)
    try:
        yield
    finally:
        _of_the_page.reset(token)


def now() -> datetime:
    """The moment of business, with its UK offset. In the demo it may lie ahead of the machine's (`manage.py move_clock`)."""
    if moment := _of_the_page.get():
        return moment
    with connection.cursor() as cursor:
        cursor.execute("SELECT app_now()")
        return cursor.fetchone()[0].astimezone(UK)


def today() -> date:
    """The UK's calendar day of business."""
    return now().date()


def uk_date(moment: datetime) -> date:
    """The UK's calendar day of a moment: 23:30 UTC in summer is the next day."""
    return moment.astimezone(UK).date()
