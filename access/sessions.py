"""Sessions in the database, which end by themselves: some minutes after the last request, and twelve hours after signing in.

The limits stand in the session and become its row's `expire_date`, and Django opens no row past that. All of it is machine time.
Every row says whose it is, so that all of somebody's can be listed and ended.
"""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions

from access.models.signin import Session
from access.records import uuid7

# What a session of somebody signed in carries beside Django's and allauth's own.
HANDLE, OPENED, SEEN, IDLE, BROWSER = "handle", "opened", "seen", "idle", "browser"
IDLE_SECONDS = {True: 15 * 60, False: 30 * 60}  # without a request; people of partner organisations, and of the council
LONGEST_SECONDS = 12 * 60 * 60  # however busy
UNSIGNED = max(IDLE_SECONDS.values())  # nobody's yet: what was typed before it waits so long for its author
STRICTEST = min(IDLE_SECONDS.values())  # until the first page has said whose people it is


class SessionStore(DatabaseSessions):
    """Django's, with the two limits, and rows that say whose they are."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def get_expiry_age(self, **kwargs: Any) -> int:
        """Seconds until the session ends if nothing more comes."""
        if (opened := self.get(OPENED)) is None:
            return UNSIGNED
        return max(0, min(self.get(IDLE, STRICTEST), int(opened + LONGEST_SECONDS - time.time())))

    def get_expiry_date(self, **kwargs: Any) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self.get_expiry_age())

    def cycle_key(self) -> None:
        """Another key is another row, for a moment beside the old one: so it has another handle too."""
        if HANDLE in self:
            self[HANDLE] = str(uuid7())
        super().cycle_key()

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        row = super().create_model_instance(data)
        assert isinstance(row, Session)
        row.user_id = data.get(SESSION_KEY)
        row.handle, row.browser = data.get(HANDLE), data.get(BROWSER, "")
        row.opened_at, row.seen_at = _moment(data.get(OPENED)), _moment(data.get(SEEN))
        return row


def _moment(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
