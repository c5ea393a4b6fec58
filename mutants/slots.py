"""Where changes are tried: for each process a database to itself, and the one that its tests with real commits copy."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg

ENDS = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"


@dataclass(frozen=True)
class Slot:
    """Two databases that are alike."""

    database: str
    template: str


def made(number: int) -> list[Slot]:
    """As the tests' template is."""
    from tests import plugin

    names = [f"earlyhelp_mutants_{os.getpid()}_{i}" for i in range(number)]
    return [Slot(plugin.copy(name), plugin.copy(f"{name}_template")) for name in names]


def left(slots: Iterable[Slot]) -> None:
    """Nothing of it stays on a server that is kept up."""
    from tests import plugin

    for slot in slots:
        plugin.drop(slot.database)
        plugin.drop(slot.template)


def use(slot: Slot) -> None:
    """Let this process ask the slot's database."""
    from django.conf import settings
    from django.db import connections

    from tests import plugin

    for one in (connections.databases["default"], connections["default"].settings_dict):
        one["NAME"] = slot.database
    settings.DATABASE_AUDIT_URL = plugin.url("audit", slot.database)
    plugin.copy.__defaults__ = (slot.template,)


def change(slot: Slot, statements: Iterable[str]) -> None:
    """Change both databases. Whatever a process that was stopped still asks there ends."""
    if not statements:
        return
    for database in (slot.database, slot.template):
        with _admin(database) as connection:
            connection.execute(ENDS, [database])
            for statement in statements:
                connection.execute(statement)


@contextmanager
def counting() -> Iterator[None]:
    """While the server counts which functions a test calls."""
    with _admin("postgres") as connection:
        connection.execute("ALTER ROLE earlyhelp_test SET track_functions = 'all'")
        try:
            yield
        finally:
            connection.execute("ALTER ROLE earlyhelp_test RESET track_functions")


def _admin(database: str) -> psycopg.Connection:
    from tests import plugin

    return psycopg.connect(plugin.roles.conninfo(os.environ["DATABASE_ADMIN_URL"]), dbname=database, autocommit=True)
