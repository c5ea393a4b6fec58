"""Whether the business clock of a database was ever moved: then it is a demo's, and production refuses it (starting.py)."""

from django.db import connection


def clock_was_moved() -> bool:
    """Whether somebody moved the business clock of this database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM earlyhelp_clock_move)")
        return bool(cursor.fetchone()[0])
