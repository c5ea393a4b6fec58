"""What happens to a database server in its ordinary life, and is found to be nothing; and who could tamper at all."""

import subprocess

import psycopg
import pytest
from psycopg import sql

from access.audit import sealing
from access.models import Change
from access.readings import record_reading
from tests import plugin
from tests.access import chained
from tests.access.tampered import COPY_VERSION, found, without_triggers

pytestmark = pytest.mark.slow


def test_dumped_and_restored_elsewhere_it_holds_and_goes_on(prepared, name, tmp_path):
    from earlyhelp.embedded import servers

    tools = servers.postgres_programs()
    url = plugin.roles.conninfo(plugin.os.environ["DATABASE_ADMIN_URL"], dbname=name)
    dump = tmp_path / "dump"
    subprocess.run([tools / "pg_dump", "-Fc", "-f", dump, url], check=True, capture_output=True)
    chained.connection.close()
    chained.sinks.close()
    with plugin.admin() as admin:
        admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
        admin.execute(
            sql.SQL("CREATE DATABASE {} OWNER earlyhelp_owner TEMPLATE template0").format(sql.Identifier(name))
        )
    subprocess.run([tools / "pg_restore", "-d", url, dump], check=True, capture_output=True)
    assert found() == []
    record_reading("list", by=None, route="cases:cases")
    with chained.superuser(name) as superuser:  # as in another cluster, where transactions are counted anew
        superuser.execute("UPDATE access_sealing SET cluster = 1, horizon = horizon + 100000")
    assert found() == []
    assert sealing.seal() == 1
    assert found() == []


def test_vacuumed_rewritten_and_reindexed_it_holds(superuser):
    for table in ("access_seal", "access_change", "access_accessevent", "cases_historicalnote"):
        for statement in ("VACUUM FULL", "REINDEX TABLE", "ANALYZE"):
            superuser.execute(f"{statement} {table}")
    superuser.execute("ALTER TABLE access_accessevent ALTER COLUMN route TYPE varchar(90)")
    superuser.execute("CREATE TABLE aside AS TABLE access_accessevent")
    superuser.execute(
        "TRUNCATE access_accessevent; INSERT INTO access_accessevent SELECT * FROM aside; DROP TABLE aside"
    )
    assert found() == []


def test_after_a_migrate_it_holds(name):
    from earlyhelp.database.install import install

    install()
    assert found() == []
    assert found(whole=False) == []


def test_a_column_that_is_added_or_taken_away_by_a_migration_leaves_what_is_there_verified(superuser):
    """Digests keep the columns of their time; versions that lose one are taken up again."""
    from django.db import connection

    from cases.models import Note
    from earlyhelp.database import ledger

    def enter(columns):
        with connection.cursor() as cursor:
            ledger.enter(
                cursor,
                ledger.Wanted(
                    "cases_historicalnote", columns, record="cases_note", key="id", told=["id"], salted_by="case_id"
                ),
            )

    columns = [
        name
        for (name,) in superuser.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = 'cases_historicalnote'::regclass AND attnum > 0 ORDER BY attnum"
        )
    ]
    for table in ("cases_note", "cases_historicalnote"):
        superuser.execute(f"ALTER TABLE {table} ADD COLUMN mood text")
    enter([*columns, "mood"])
    assert not [one for one in found() if one[2] != "the triggers of its history are missing, off or not the program's"]
    for table in ("cases_note", "cases_historicalnote"):
        superuser.execute(f"ALTER TABLE {table} DROP COLUMN mood, DROP COLUMN place")
    columns.remove("place")
    enter(columns)
    sealing.seal()
    assert not [one for one in found() if one[2] != "the triggers of its history are missing, off or not the program's"]
    assert Change.objects.filter(operation="=").count() == Note.history.model.objects.count()
    superuser.execute("UPDATE cases_historicalnote SET text = 'another'")
    assert "a version is not what was written" in {one[2] for one in found()}


def test_a_version_that_a_table_of_its_own_had_before_the_ledger_is_taken_up_once(superuser):
    """What a migrate takes up it takes up when the ledger comes, and never later: else it would make forgeries good."""
    from earlyhelp.database.install import install

    without_triggers(superuser, COPY_VERSION, 1_000_000)
    install()
    assert (None, "cases_historicalnote", "a version that no write made") in found()


def test_nobody_but_the_superuser_can_do_any_of_it(name):
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        with psycopg.connect(plugin.roles.conninfo(plugin.url("web", name))) as web:
            web.execute("UPDATE access_seal SET number = 0")
