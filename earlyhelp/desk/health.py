"""Whether the parts that the service needs are there."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from access import clock as business
from access import jobs, notice
from earlyhelp.celery import app
from earlyhelp.database import moved

logger = logging.getLogger(__name__)
QUIET_FOR_AT_MOST = timedelta(seconds=90)


def database() -> bool:
    """The database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone() == (1,)


def broker() -> bool:
    """The broker takes a connection within two seconds."""
    with app.connection_for_write() as held:
        held.ensure_connection(max_retries=1, timeout=2)
    return True


def migrations() -> bool:
    """No migration is missing."""
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def roles() -> bool:
    """This login owns nothing, is no superuser, and row security binds it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT NOT (rolsuper OR rolbypassrls) AND NOT EXISTS (SELECT FROM pg_class WHERE relowner = r.oid)"
            " AND EXISTS (SELECT FROM pg_class WHERE relname = 'cases_case' AND relforcerowsecurity)"
            " FROM pg_roles r WHERE rolname = current_user"
        )
        return cursor.fetchone() == (True,)


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


PARTS: dict[str, Callable[[], bool]] = {
    "database": database,
    "broker": broker,
    "migrations": migrations,
    "roles": roles,
    "clock": clock,
    "notice": notice_in_force,
    "beat": beat,
}


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
