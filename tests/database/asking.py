"""Asking the database's own functions, and rows for what they answer."""

from datetime import timedelta

from django.db import connection

from access import clock
from access.grants import view_permission, work_permission
from cases.models import Case, CaseGroupGrant, CaseUserGrant
from cases.models.grants import CameFrom
from tests.conftest import as_, as_robot
from tests.factories import (
    BECAUSE,
    installation,
)

DAY = timedelta(days=1)


def mine(person):
    return person.memberships.get().group.team


def asked(person, function, *values, robot="", role="web"):
    """What a function says to somebody; of a list, as a set."""
    places = ", ".join(["%s"] * len(values))
    with as_robot(robot) if robot else as_(person, role), connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}({places})", values)
        rows = [row for (row,) in cursor.fetchall()]
    (said,) = rows
    return set(said) if isinstance(said, list) else said


def told(person, function, *values):
    """The rows of a function that answers with a table."""
    places = ", ".join(["%s"] * len(values))
    with as_(person), connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {function}({places})", values)
        return cursor.fetchall()


def grant(case, to, *, starts=timedelta(), ends=None, first=False, reads=False):
    now = clock.now()
    values = {"starts_at": now + starts, "ends_at": now + ends if ends else None, "why": BECAUSE}
    if hasattr(to, "memberships"):
        permission = view_permission(Case) if reads else work_permission(Case)
        made = CaseUserGrant(user=to, came_from=CameFrom.REQUEST, permission=permission, **values)
    else:
        made = CaseGroupGrant(group=to.group, is_primary=first, permission=work_permission(Case), **values)
    made.content_object = case
    return made.write(by=installation(), because=BECAUSE)


def write(record):
    return record.write(by=installation(), because=BECAUSE)
