"""A database that the bench is given: taken only where filling it harms nobody, and left as it was."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg
import pytest

from bench import server
from earlyhelp.database.roles import conninfo
from earlyhelp.embedded.postgres import Postgres
from tests import plugin

MEASURE = """
from bench import server
server.begin()
from cases.models import Case
from django.db import connection
print(Case.objects.count(), connection.settings_dict["NAME"])
"""


@pytest.fixture
def empty():
    """The address of an empty database on the tests' server, which has the logins."""
    name = f"earlyhelp_empty_{os.getpid()}"
    with plugin.admin() as admin:
        admin.execute(f"CREATE DATABASE {name}")
    yield os.environ["DATABASE_ADMIN_URL"].replace("/postgres?", f"/{name}?")
    plugin.drop(name)


def test_a_server_with_logins_of_ours_is_not_taken(empty):
    with pytest.raises(SystemExit, match="passwords would change"):
        server._take(empty)


def test_a_database_with_tables_is_not_taken(empty):
    with psycopg.connect(conninfo(empty), autocommit=True) as admin:
        admin.execute("CREATE TABLE somebodys (id int)")
    with pytest.raises(SystemExit, match="empty database"):
        server._take(empty)


@pytest.fixture
def own():
    """A server of its own. In a folder that PostgreSQL's account may pass through, where we are root: pytest's are for one alone."""
    folder = Path(tempfile.mkdtemp(prefix="eh-given-"))
    folder.chmod(0o711)
    server = Postgres(folder / "postgres", durable=False).start()
    yield server
    server.stop()
    shutil.rmtree(folder)


@pytest.mark.slow
def test_a_database_that_is_given_is_filled_and_left_empty(own):
    with psycopg.connect(conninfo(own.url), autocommit=True) as admin:
        admin.execute("CREATE DATABASE given")
    url = own.url.replace("/postgres?", "/given?")
    without = {name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_", "EARLYHELP_"))}
    done = subprocess.run(
        [sys.executable, "-c", MEASURE],
        env=without | {"DATABASE_URL": url},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "0 given\n", done.stderr
    with psycopg.connect(conninfo(url), autocommit=True) as admin:
        assert admin.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone() == (0,)
        assert admin.execute("SELECT count(*) FROM pg_proc WHERE proname LIKE 'earlyhelp%'").fetchone() == (0,)
        assert admin.execute("SELECT count(*) FROM pg_roles WHERE rolname LIKE 'earlyhelp%'").fetchone() == (1,)
