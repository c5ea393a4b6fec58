"""Whether the parts that the service needs are there, and what rings though they are."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from access import clock as business
from access import jobs, notice, outbox
from access.audit import checking, ingest, sealing, sinks
from earlyhelp.celery import app
from earlyhelp.database import moved, starting

logger = logging.getLogger(__name__)
QUIET_FOR_AT_MOST = timedelta(seconds=90)


def database() -> bool:
    """The database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone() == (1,)


def broker() -> bool:
    """The broker takes a connection within two seconds."""
    with app.connection_for_write(transport_options={"socket_timeout": 2}) as held:
        held.ensure_connection(max_retries=1, timeout=2)
    return True


def migrations() -> bool:
    """No migration is missing."""
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def roles() -> bool:
    """This login owns nothing, is no superuser, and row security binds it."""
    return starting.is_bound()


def clock() -> bool:
    """In production the business clock is the wall clock: nobody ever moved it."""
    return not (settings.PRODUCTION and moved.clock_was_moved())


def notice_in_force() -> bool:
    """The council's notice is in force on this day of business."""
    return not notice.base().why_not_in_force(business.today())


def beat() -> bool:
    """The timetable ticked in the last minute and a half."""
    last = jobs.last_beat()
    return last is not None and datetime.now(UTC) - last < QUIET_FOR_AT_MOST


def audit() -> bool:
    """At least one sink takes events: without one nothing can be shown."""
    return sinks.database_works() or sinks.file_works()


PARTS: dict[str, Callable[[], bool]] = {
    "database": database,
    "broker": broker,
    "migrations": migrations,
    "roles": roles,
    "clock": clock,
    "notice": notice_in_force,
    "beat": beat,
    "audit": audit,
}


ALARMS: dict[str, Callable[[], bool]] = {  # the service goes on, but somebody has to look
    "audit_database": lambda: not sinks.database_works(),
    "audit_file": lambda: not sinks.file_works(),
    "audit_waiting": ingest.waiting,
    "audit_strange": lambda: ingest.strange() > 0,
    "audit_sealing": lambda: sealing.behind() > sealing.LATE,
    "audit_findings": checking.found_something,
    "left_waiting": lambda: outbox.waiting_for() > outbox.LATE,
}


def alarms() -> list[str]:
    """What somebody has to look at though everything is there, by name."""
    return [name for name, rings in ALARMS.items() if _rings(name, rings)]


def waiting_seconds() -> int:
    """For how long the oldest message that was left for the worker has waited, in seconds; 0 where none waits."""
    return int(outbox.waiting_for().total_seconds())


def _rings(name: str, rings: Callable[[], bool]) -> bool:
    try:
        return rings()
    except Exception:
        logger.exception("readyz.failed", extra={"part": name})
        return True


def parts() -> dict[str, bool]:
    """Each part's name and whether it is there. The order matters: without the database the rest is not asked."""
    found: dict[str, bool] = {}
    for name, there in PARTS.items():
        try:
            found[name] = there()
        except Exception:
            logger.exception("readyz.failed", extra={"part": name})
            found[name] = False
        if name == "database" and not found[name]:
            return dict.fromkeys(PARTS, False)
    return found
