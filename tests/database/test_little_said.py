"""What the server's own log may say of a statement that failed: not the statement, and not the row."""

import pytest
from django.db import connection

from earlyhelp.database.roles import SAYS_LITTLE
from tests.plugin import TEMPLATE

pytestmark = pytest.mark.goal("E3")
SET_FOR = (
    "SELECT unnest(setconfig) FROM pg_db_role_setting s JOIN pg_database d ON d.oid = setdatabase WHERE datname = %s"
)


def test_every_session_of_the_database_is_told_so_whatever_server_it_is_on(db):
    """Seen to fail without the settings of the database."""
    with connection.cursor() as cursor:
        cursor.execute(SET_FOR, [TEMPLATE])  # a database that was made as every one of ours is
        assert {one for (one,) in cursor.fetchall()} == {f"{name}={value}" for name, value in SAYS_LITTLE.items()}
