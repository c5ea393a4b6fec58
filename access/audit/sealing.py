"""Numbering and chaining what committed: the database does it (earlyhelp_seal), the worker only wakes it."""

from datetime import UTC, datetime, timedelta

from django.db import connection

AT_ONCE = (
    50_000  # rows of a stream in one transaction: what one transaction wrote is looked through anew for each portion
)
LATE = timedelta(minutes=2)  # machine time: a row that waits longer means that the sealer is not at work


def seal() -> int:
    """Seal all that waits. Returns how many rows got their number; safe to repeat and to run twice at once."""
    sealed = 0
    with connection.cursor() as cursor:
        while True:
            cursor.execute("SELECT earlyhelp_seal(%s)", [AT_ONCE])
            taken = cursor.fetchone()[0]
            sealed += taken
            if taken < AT_ONCE:
                return sealed


def behind() -> timedelta:
    """For how long the oldest row without a number has waited."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT earlyhelp_unsealed_since()")
        since = cursor.fetchone()[0]
    return datetime.now(UTC) - since if since else timedelta(0)
