"""Production refuses a database whose business clock was ever moved: that is a demo's."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection


def clock_was_moved() -> bool:
    """Whether somebody moved the business clock of this database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM earlyhelp_clock_move)")
        return bool(cursor.fetchone()[0])


def refuse_in_production() -> None:
    """Called as a process starts to serve. Raises ImproperlyConfigured where production meets a demo's database."""
    if settings.PRODUCTION and clock_was_moved():
        raise ImproperlyConfigured("This database's business clock was moved: it is a demo's and serves no council.")
