"""The invented year: business time begins a year ago and goes on, a step at a time, to the machine's own."""

import os
from datetime import datetime, timedelta

import psycopg

from access.clock import UK
from earlyhelp.database.roles import conninfo

OWNER = "DATABASE_OWNER_URL"
BECAUSE = "a year is being invented"


class Calendar:
    """The demo's clock while its families are invented. Only the owner of the tables may set it."""

    def __init__(self) -> None:
        self.connection = psycopg.connect(conninfo(os.environ[OWNER]), autocommit=True)
        self.ends = self._ask("SELECT clock_timestamp()")

    def begin(self, ago: timedelta) -> datetime:
        """Let business time begin so long ago. Returns the moment."""
        return self._ask("SELECT earlyhelp_begin_clock(%s, %s)", self.ends - ago, BECAUSE)

    def go_to(self, moment: datetime) -> None:
        """Go on to a moment; one that has passed changes nothing."""
        if moment > self._ask("SELECT app_now()"):
            self._ask("SELECT earlyhelp_move_clock(%s, %s)", moment, BECAUSE)

    def catch_up(self) -> None:
        """Be at the machine's own time again."""
        self._ask("SELECT earlyhelp_move_clock(clock_timestamp(), %s)", BECAUSE)
        self.connection.close()

    def _ask(self, statement: str, *values: object) -> datetime:
        row = self.connection.execute(statement, values).fetchone()
        assert row is not None
        return row[0].astimezone(UK)
