"""Business time, the same in Python and SQL: the database's app_now(). Machine time (sessions, codes, claims) is the wall clock."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import connection

UK = ZoneInfo("Europe/London")


def now() -> datetime:
    """The moment of business, with its UK offset. In the demo it may lie ahead of the machine's (`manage.py move_clock`)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT app_now()")
        return cursor.fetchone()[0].astimezone(UK)


def today() -> date:
    """The UK's calendar day of business."""
    return now().date()


def uk_date(moment: datetime) -> date:
    """The UK's calendar day of a moment: 23:30 UTC in summer is the next day."""
    return moment.astimezone(UK).date()
