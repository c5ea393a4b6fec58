"""A PostgreSQL of our own, as durable as a real one, with the product's roles, tables, walls and triggers. It ends with us."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

import psycopg

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


def begin() -> None:
    """Start it, fill in the tables, and let Django know of it. The tests' plugin makes roles, template and logins."""
    os.environ |= {"EARLYHELP_ENV": "test", "DJANGO_SETTINGS_MODULE": "earlyhelp.settings"}
    folder = Path(tempfile.mkdtemp(prefix="eh-bench-"))
    folder.chmod(0o711)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    server = Postgres(folder / "postgres").start()
    atexit.register(server.stop)
    with psycopg.connect(roles.conninfo(server.url), autocommit=True) as admin:
        for name, value in OPTIONS.items():
            admin.execute(f"ALTER SYSTEM SET {name} = '{value}'")
    server.stop()
    os.environ["DATABASE_ADMIN_URL"] = server.start().url
    from tests import plugin

    plugin._start()
    plugin.use(plugin.TEMPLATE)
    import django

    django.setup()


def url(login: str) -> str:
    """The address of our database for one of the product's logins, in the settings' spelling."""
    from tests import plugin

    return str(plugin.url(login, plugin.TEMPLATE))
