"""A database for the tests, before Django reads its settings: a server, the roles, one migrated template, a copy a worker.

Loaded with `-p tests.plugin`. DATABASE_ADMIN_URL points it at a server that is there already (a bootstrap superuser's URL).
"""

import atexit
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg
import pytest

from earlyhelp.database import roles

ROOT = Path(__file__).resolve().parent.parent
SUFFIX = os.environ.get("EARLYHELP_TEST_SUFFIX", "")  # two runs on one server keep apart by it
TEMPLATE = f"earlyhelp_template{SUFFIX}"


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config, parser, args):
    """In the first process make server and template; in each worker a database of its own."""
    os.environ["EARLYHELP_ENV"] = "test"
    # Under nohup, or in a shell's background, these arrive ignored, and the demos that tests start would inherit that.
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if "EARLYHELP_TEST_HOST" not in os.environ:
        _start()
    use(copy(f"earlyhelp_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}{SUFFIX}"))


def _start():
    folder = Path(tempfile.mkdtemp(prefix="eh-test-"))
    folder.chmod(0o711)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ["EARLYHELP_DATA"] = str(folder / "data")
    if "DATABASE_ADMIN_URL" not in os.environ:
        from earlyhelp.embedded.postgres import Postgres

        server = Postgres(folder / "postgres", durable=False).start()
        atexit.register(server.stop)
        os.environ["DATABASE_ADMIN_URL"] = server.url
    reach()
    drop(TEMPLATE)
    fill(TEMPLATE)


def reach() -> None:
    """Say to everybody how the server of DATABASE_ADMIN_URL is reached, and with which password."""
    os.environ["EARLYHELP_TEST_PASSWORD"] = secrets.token_urlsafe(16)
    parameters = psycopg.conninfo.conninfo_to_dict(roles.conninfo(os.environ["DATABASE_ADMIN_URL"]))
    os.environ["EARLYHELP_TEST_HOST"] = parameters["host"]
    os.environ["EARLYHELP_TEST_PORT"] = str(parameters.get("port", ""))


def fill(database: str) -> None:
    """Logins, tables, walls and the notice, in a database that is made where it is not there."""
    password = os.environ["EARLYHELP_TEST_PASSWORD"]
    roles.install(
        os.environ["DATABASE_ADMIN_URL"], database, dict.fromkeys((*roles.LOGINS, "test"), password), test_login=True
    )
    for command in ("migrate", "load_policy"):
        done = subprocess.run(
            [sys.executable, "manage.py", command, "-v0"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            env=os.environ | {"DATABASE_LOGIN": "owner", "DATABASE_OWNER_URL": url("owner", database)},
        )
        if done.returncode:
            raise pytest.UsageError(f"manage.py {command} failed:\n{done.stderr[-3000:]}")


def url(login: str, database: str) -> str:
    """The address of a database for one login, in the settings' spelling."""
    password, host = os.environ["EARLYHELP_TEST_PASSWORD"], os.environ["EARLYHELP_TEST_HOST"]
    port = os.environ.get("EARLYHELP_TEST_PORT")
    return f"postgres://earlyhelp_{login}:{password}@/{database}?host={host}" + (f"&port={port}" if port else "")


def use(database: str) -> None:
    """Let the settings speak of this database: as the test login, which steps between roles, with owner as its first."""
    os.environ["DATABASE_URL"] = url("test", database) + "&options=-c role=earlyhelp_owner"
    os.environ["DATABASE_AUDIT_URL"] = url("audit", database)
    os.environ.pop("DATABASE_LOGIN", None)


def admin() -> psycopg.Connection:
    return psycopg.connect(roles.conninfo(os.environ["DATABASE_ADMIN_URL"]), autocommit=True)


def copy(database: str, template: str = TEMPLATE) -> str:
    """A fresh copy of a database, for a worker or for a test that really commits."""
    drop(database)
    with admin() as connection:
        connection.execute(f'CREATE DATABASE "{database}" OWNER earlyhelp_owner TEMPLATE "{template}"')
        for login in (*roles.LOGINS, "test"):
            connection.execute(f'GRANT CONNECT ON DATABASE "{database}" TO earlyhelp_{login}')
    return database


def drop(database: str) -> None:
    with admin() as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')


# What takes minutes by itself begins first: as the last of a run it would leave the other processor with nothing to do.
LONGEST = ("test_real_demo", "test_matrix", "test_server", "test_rehearsal", "test_tampering", "test_sudden_death")


def pytest_collection_modifyitems(items):
    """The longest first; and each test says in the report which promises it proves: `make promises` reads it there."""
    items.sort(key=lambda item: item.path.stem not in LONGEST)
    from earlyhelp.embedded.promises import properties_of

    for item in items:
        item.user_properties.extend(properties_of(item))
