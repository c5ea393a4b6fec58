"""One's own sessions: seen, and ended on the server. A cookie that somebody kept of an ended one opens nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import models
from django.utils import timezone

from access import security
from access.models import Session, User


@dataclass(frozen=True)
class Shown:
    """What its owner is told of a session."""

    handle: UUID
    browser: str
    opened_at: datetime
    seen_at: datetime
    is_this: bool


def of(user: User, *, this: str | None) -> list[Shown]:
    """The person's open sessions, the last used first. `this` is the key of the one they look from."""
    rows = user.sessions.filter(expire_date__gt=timezone.now()).order_by("-seen_at")
    return [
        Shown(row.handle, row.browser, row.opened_at, row.seen_at, row.session_key == this)
        for row in rows
        if row.handle and row.opened_at and row.seen_at  # each that somebody has signed in to
    ]


def end_one(user: User, handle: UUID) -> int:
    """End one of the person's own sessions. One that has ended already, or is somebody else's, changes nothing."""
    return _end(user, user.sessions.filter(handle=handle), "one, by its owner")


def end_others(user: User, *, but: str | None, because: str) -> int:
    """End all of the person's sessions except the one with the key `but`. Returns how many."""
    return _end(user, user.sessions.exclude(session_key=but) if but else user.sessions.all(), because)


def forget_ended() -> int:
    """Remove the rows of sessions past their end. Returns how many."""
    ended, _ = Session.objects.filter(expire_date__lte=timezone.now()).delete()
    return ended


def _end(user: User, rows: "models.QuerySet[Session]", because: str) -> int:
    ended = _keys(rows)
    if ended:
        security.record("sessions_ended", by=user, because=because)
        Session.objects.filter(session_key__in=ended).delete()
    return len(ended)


def _keys(rows: Iterable[Session]) -> list[str]:
    return [row.session_key for row in rows]
