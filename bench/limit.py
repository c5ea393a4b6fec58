"""The best SQL's own connection: as the owner of the tables, so without row security, prepared, without Django."""

from functools import cache
from typing import Any

import psycopg

from bench import server
from earlyhelp.database.roles import conninfo


@cache
def connection() -> psycopg.Connection:
    """Open for as long as we measure."""
    made = psycopg.connect(conninfo(server.url("owner")), autocommit=True, prepare_threshold=0)
    made.execute("SET pg_trgm.similarity_threshold = 0.2")
    made.execute("SET statement_timeout = '600s'")
    return made


def rows(statement: str, values: Any) -> list[tuple[Any, ...]]:
    """What this statement finds."""
    return connection().execute(statement, values).fetchall()
