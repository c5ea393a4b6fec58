"""A database that is busy is waited for; one that says nothing at all is not.

libpq waits for an answer for as long as its socket is open, and a server that is stopped, or whose host has gone, keeps it open. A web
process would wait with it until it is killed. So whoever has heard nothing for a moment asks, over a line of its own, whether the
server takes connections: a long statement goes on, and silence becomes an OperationalError, which pages and jobs know what to do with.
"""

import time
from collections.abc import Generator
from typing import Any, Self

import psycopg
from psycopg.conninfo import make_conninfo
from psycopg.pq import Ping

SILENT = 1.5  # seconds without a word before it is asked
ANSWERS_WITHIN = 2  # seconds; libpq knows no shorter time
AGAIN_AFTER = 2.0  # seconds in which nobody of this process asks one that has just said nothing
WORDS = "the database does not answer"


class Silence:
    """When this process last heard nothing: whoever comes next is told so at once, and does not wait for it once more."""

    over_at = 0.0  # by the monotonic clock

    @property
    def lasts(self) -> bool:
        return time.monotonic() < self.over_at

    def begins(self) -> None:
        self.over_at = time.monotonic() + AGAIN_AFTER


silence = Silence()


class Patient(psycopg.Connection[Any]):
    """A connection that raises OperationalError, and is closed, where the server says nothing for SILENT and ANSWERS_WITHIN seconds."""

    @classmethod
    def connect(cls, *args: Any, **kwargs: Any) -> Self:
        if silence.lasts:
            raise psycopg.OperationalError(WORDS)
        try:
            return super().connect(*args, **kwargs)
        except psycopg.errors.ConnectionTimeout:
            silence.begins()
            raise

    def wait(self, gen: Any, *args: Any, **kwargs: Any) -> Any:
        return super().wait(self._watched(gen), *args, **kwargs)

    def _watched(self, gen: Generator[Any, Any, Any]) -> Generator[Any, Any, Any]:
        """What libpq is waited for with, and a look at the clock where nothing has come: psycopg comes by ten times a second."""
        heard = time.monotonic()
        try:
            wants = next(gen)
            while True:
                ready = yield wants
                if ready:
                    heard = time.monotonic()
                elif silence.lasts or time.monotonic() - heard > SILENT:
                    self._ask()
                    heard = time.monotonic()
                wants = gen.send(ready)
        except StopIteration as end:
            return end.value

    def _ask(self) -> None:
        """Does the server take connections? Where not, this one is closed: what it was asked is never answered."""
        if not silence.lasts and takes_connections(self):
            return
        silence.begins()
        self.close()
        raise psycopg.OperationalError(WORDS)


def takes_connections(line: psycopg.Connection[Any]) -> bool:
    """Whether the server at the other end of this line would take another one. No password is needed, and none is sent."""
    there = line.info
    asked = make_conninfo(
        host=there.host, port=there.port, dbname=there.dbname, user=there.user, connect_timeout=ANSWERS_WITHIN
    )
    return bool(line.pgconn.ping(asked.encode()) == Ping.OK)
