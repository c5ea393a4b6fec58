"""Keep somebody at work out of a family's record: at once, everywhere, whatever grant or role they have."""

from uuid import UUID

from django.db import ProgrammingError, connection, transaction

from access import clock
from access.errors import Refused, need_reason
from access.grants import may, require
from access.models import User
from access.records import uuid7
from cases.models import Case, Exclusion
from cases.models.case import Visibility
from cases.models.restrictions import Conflict
from cases.operations import restrictions
from cases.operations.answerers import require_openable

EXCLUDE = "cases.exclude_person"


@transaction.atomic
def exclude(case: Case, *, user: User, kind: str, because: str, by: User, key: UUID | None = None) -> Exclusion:
    """Keep `user` out from now on. Their tasks there fall to whoever leads; what they led, nobody leads.

    Where they are tied to the family the record is restricted too. Raises Refused for oneself (that is `declare`), and for the
    owner of a restriction of it.
    """
    case = _case(case, by)
    key = key or uuid7()
    if there := Exclusion.objects.filter(pk=key).first():
        return there
    need_reason(because)
    if user == by:
        raise Refused("Say so about yourself on the page for it: you lose sight of the case at once.", "user")
    if case.exclusions.filter(user=user, ended_at=None).exists():
        raise Refused("They are kept out already.", "user")
    if case.restrictions.filter(owner=user, lifted_at=None).exists():
        raise Refused(
            "They own a restriction of this record. Lift it, and set it anew with another owner, first.", "user"
        )
    return _keep_out(case, user, kind, because, by=by, key=key, is_open=case.visibility == Visibility.OPEN)


@transaction.atomic
def declare(reference: str, *, kind: str, because: str, by: User, key: UUID | None = None) -> None:
    """Say of oneself that one is tied to a family. One sees nothing of it from then on, not this either."""
    found = require_openable(reference, by)
    need_reason(because)
    try:
        with transaction.atomic():
            _keep_out(found.case, by, kind, because, by=by, key=key, is_open=not found.restricted)
    except ProgrammingError:
        # Said in another tab a moment ago: the database lets nobody write about what is out of their sight.
        require_openable(reference, by)
        raise


def _keep_out(
    case: Case, user: User, kind: str, because: str, *, by: User, key: UUID | None, is_open: bool
) -> Exclusion:
    everybody, managers = restrictions.who_answers(case.pk)
    made = Exclusion(
        id=key or uuid7(),
        case_id=case.pk,
        user=user,
        kind=Conflict(kind),
        because=because,
        since=clock.now(),
        made_by=by,
    )
    made.write(by=by, because=because)
    if is_open and kind != Conflict.CONFLICT:
        others = [one for one in everybody if one != user]
        restrictions.by_default(case, others, [one for one in managers if one != user], by=by)
    return made


@transaction.atomic
def end(exclusion: Exclusion, *, because: str, by: User) -> Exclusion:
    """It was wrong, or holds no more: their role and grants count again."""
    case = _case(exclusion.case, by)
    need_reason(because)
    found: Exclusion = case.exclusions.for_change().get(pk=exclusion.pk)
    if found.ended_at is not None:
        if found.ended_because == because:
            return found  # the page was sent twice
        raise Refused(f"{found.ended_by} has ended it already. That stands.")
    found.ended_at, found.ended_by, found.ended_because = clock.now(), by, because
    return found.write(by=by, because=because)


def _case(case: Case, by: User) -> Case:
    """The case, for whoever works with it, or answers for records as a whole (the Data Protection Officer)."""
    found: Case = Case.objects.get(pk=case.pk)
    require(by, EXCLUDE, None if may(by, restrictions.AGREE) else found)
    return found


def is_excluded(case: Case, user: User) -> bool:
    """Whether somebody is kept out, for those who work with the case and may know it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s = ANY(earlyhelp_excluded_of(%s))", [case.pk, user.pk])
        return bool(cursor.fetchone()[0])
