"""One at a time, where no row could be locked: it is not there yet, or row security lets nobody change it."""

from django.db import connection


def one_at_a_time(what: str) -> None:
    """Wait until nobody else does `what`, and have it for oneself until the transaction ends.

    Who waited reads what the one before has committed. Names of one subject begin with its room: `retention.clocks`.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [what])
