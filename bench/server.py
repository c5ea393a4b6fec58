"""A PostgreSQL of our own, as durable as a real one, with the product's roles, tables, walls and triggers. It ends with us.

Or a database that is given: DATABASE_URL of an empty one, as a login that may make others, on a server without Early Help's logins.
It is left as empty as it was. How that server is set is its owner's business.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from earlyhelp.database import roles
from earlyhelp.embedded.postgres import Postgres

# What a council's server would have on a machine of this size. No parallel plans and no compiling of plans: they make one quiet
# query quicker and many at once slower, and the figures jump about.
OPTIONS = {
    "shared_buffers": "2GB",
    "effective_cache_size": "12GB",
    "work_mem": "32MB",
    "maintenance_work_mem": "512MB",
    "max_wal_size": "8GB",
    "checkpoint_timeout": "30min",
    "jit": "off",
    "max_parallel_workers_per_gather": "0",
}


ROLES = [f"earlyhelp_{login}" for login in (*roles.LOGINS, "test")]
_filled: list[str] = []  # the database that we measure in


def begin() -> None:
    """Start it, fill in the tables, and let Django know of it. The tests' plugin makes roles, template and logins."""
    given = os.environ.pop("DATABASE_URL", "")
    os.environ |= {"EARLYHELP_ENV": "test", "DJANGO_SETTINGS_MODULE": "earlyhelp.settings"}
    folder = Path(tempfile.mkdtemp(prefix="eh-bench-"))
    folder.chmod(0o711)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ["EARLYHELP_DATA"] = str(folder / "data")
    os.environ["DATABASE_ADMIN_URL"] = _take(given) if given else _start(folder)
    from tests import plugin

    _filled.append(urlsplit(given).path.lstrip("/") if given else plugin.TEMPLATE)
    plugin.reach()
    plugin.fill(_filled[0])
    plugin.use(_filled[0])
    import django

    django.setup()


def _start(folder: Path) -> str:
    """A server in this folder, set as a council's would be."""
    server = Postgres(folder / "postgres").start()
    atexit.register(server.stop)
    with psycopg.connect(roles.conninfo(server.url), autocommit=True) as admin:
        for name, value in OPTIONS.items():
            admin.execute(f"ALTER SYSTEM SET {name} = '{value}'")
    server.stop()
    return server.start().url


def _take(given: str) -> str:
    """The database that DATABASE_URL names, if nothing of anybody's is in it or could be changed by filling it."""
    with psycopg.connect(roles.conninfo(given), autocommit=True) as admin:
        if admin.execute(
            "SELECT 1 FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
        ).fetchone():
            raise SystemExit("DATABASE_URL must name an empty database: this one has tables.")
        if admin.execute("SELECT 1 FROM pg_roles WHERE rolname = ANY(%s)", [ROLES]).fetchone():
            raise SystemExit(
                "That server has Early Help's logins, whose passwords would change: take one without them."
            )
        [(owner,)] = admin.execute(
            "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()"
        ).fetchall()
    atexit.register(_give_back, given, owner)
    return given


def _give_back(given: str, owner: str) -> None:
    """Empty again, whose it was, and without the logins."""
    from django.db import connections

    connections.close_all()
    with psycopg.connect(roles.conninfo(given), autocommit=True) as admin:
        admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND usename = ANY(%s)",
            [ROLES],
        )
        there = [
            name
            for (name,) in admin.execute("SELECT rolname FROM pg_roles WHERE rolname = ANY(%s)", [ROLES]).fetchall()
        ]
        database = admin.info.dbname
        admin.execute(sql.SQL("ALTER DATABASE {} OWNER TO {}").format(sql.Identifier(database), sql.Identifier(owner)))
        admin.execute(sql.SQL("ALTER SCHEMA public OWNER TO {}").format(sql.Identifier(owner)))
        for extension in roles.EXTENSIONS:
            admin.execute(sql.SQL("DROP EXTENSION IF EXISTS {} CASCADE").format(sql.Identifier(extension)))
        for role in map(sql.Identifier, there):
            admin.execute(sql.SQL("DROP OWNED BY {} CASCADE").format(role))
        for role in map(sql.Identifier, there):
            admin.execute(sql.SQL("DROP ROLE {}").format(role))


def url(login: str) -> str:
    """The address of our database for one of the product's logins, in the settings' spelling."""
    from tests import plugin

    return str(plugin.url(login, _filled[0]))
