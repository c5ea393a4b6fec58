"""What somebody who owns the database server could do to the audit, each way found by audit_verify; and what nobody should
worry about, found to be nothing.

Every test has a database of its own, tampered with as the bootstrap superuser, whom no right and no trigger stops. How each was
seen to fail: docs/security.md, B3.
"""

import re
import shutil
import subprocess
import sys
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql

from access.audit import checking, sealing
from access.models import AccessEvent, AuditCheck, Change, Destruction, Seal, SecurityEvent
from access.readings import record_reading
from tests import plugin
from tests.access import chained

pytestmark = pytest.mark.slow

PREPARED, OLDER, TAMPERED = "earlyhelp_prepared", "earlyhelp_older", "earlyhelp_tampered"


@pytest.fixture(scope="module")
def prepared(django_db_blocker, tmp_path_factory):
    """Two anchored stretches of work, and a copy of the database as it was between them; made once, copied for each test."""
    folder = tmp_path_factory.mktemp("prepared")
    mark = plugin.os.environ.get("PYTEST_XDIST_WORKER", "") + plugin.SUFFIX
    names = [f"{name}{mark}" for name in (PREPARED, OLDER, TAMPERED)]
    plugin.copy(names[0])
    with django_db_blocker.unblock():
        with chained.looking_at(names[0], folder):
            case, worker = chained.first_stretch()
        plugin.copy(names[1], template=names[0])
        with chained.looking_at(names[0], folder):
            chained.another_stretch(case, worker)
    yield folder, names
    for name in names:
        plugin.drop(name)


@pytest.fixture
def name(prepared, tmp_path, django_db_blocker):
    """A copy to tamper with, and everything looking at it."""
    folder, (prepared_name, _, tampered) = prepared
    shutil.copy(folder / "anchors.jsonl", tmp_path)
    plugin.copy(tampered, template=prepared_name)
    with django_db_blocker.unblock(), chained.looking_at(tampered, tmp_path):
        yield tampered


@pytest.fixture
def superuser(name):
    with chained.superuser(name) as connection:
        yield connection


def found(whole=True):
    """What verification finds, as (number, table, sentence), the first bad row first."""
    return [(one.number, one.table, one.sentence) for one in checking.check(whole=whole).findings]


def number_of(superuser, table, place=3):
    """The number and the key of one row of a stream: the `place`-th that was sealed."""
    return superuser.execute(
        "SELECT s.number, s.key FROM access_seal s JOIN access_shape h ON h.id = s.shape_key WHERE h.table_name = %s"
        " ORDER BY s.number OFFSET %s LIMIT 1",
        [table, place - 1],
    ).fetchone()


def another_value(superuser, table, column):
    """An SQL expression that is another value of the column's type."""
    kind = superuser.execute(
        "SELECT format_type(atttypid, NULL) FROM pg_attribute WHERE attrelid = %s::regclass AND attname = %s",
        [table, column],
    ).fetchone()[0]
    return {
        "uuid": "gen_random_uuid()",
        "bigint": f"coalesce({column}, 0) + 1",
        "integer": f"coalesce({column}, 0) + 1",
        "timestamp with time zone": f"{column} - interval '1 hour'",
        "jsonb": "'[\"another\"]'::jsonb",
        "bytea": "sha256('another')",
        "boolean": f"NOT {column}",
    }.get(kind, "'x'")


# --- before anything is tampered with -----------------------------------------------------------------------------------------


def test_what_was_written_properly_is_found_to_hold(name):
    assert found() == []
    assert found(whole=False) == []
    assert AuditCheck.objects.filter(findings=0).count() == 2


def audit_verify(name, tmp_path, *words):
    """The command in a process of its own, with the worker's login: exit code and lines."""
    ours = {
        "DATABASE_LOGIN": "worker",
        "DATABASE_WORKER_URL": plugin.url("worker", name),
        "AUDIT_ANCHOR": str(tmp_path / "anchors.jsonl"),
    }
    kept = {key: value for key, value in plugin.os.environ.items() if key != "DATABASE_URL"}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "manage.py", "audit_verify", *words],
        cwd=plugin.ROOT, env=kept | ours, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout.splitlines()


def test_the_command_says_so_in_its_last_line_and_its_exit_code(name, superuser, tmp_path):
    code, lines = audit_verify(name, tmp_path, "--all")
    assert code == 0 and re.fullmatch(r"\d+ rows verified, 0 findings", lines[-1])
    number, key = number_of(superuser, "access_accessevent")
    superuser.execute("UPDATE access_accessevent SET user_name = 'x' WHERE id = %s", [key])
    code, lines = audit_verify(name, tmp_path, "--all")
    assert code == 1
    assert lines[-1].endswith(
        f"1 findings; first bad row: number {number} access_accessevent {key}: the row is not what was sealed"
    )


# --- 1: each column of each stream, of the seals, of the versions ----------------------------------------------------------------

STREAMS = [Change, AccessEvent, SecurityEvent]
COLUMNS = [(model._meta.db_table, field.column) for model in STREAMS for field in model._meta.concrete_fields]


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_a_column_of_a_row_is_changed(superuser, table, column):
    number, key = number_of(superuser, table)
    superuser.execute(f"UPDATE {table} SET {column} = {another_value(superuser, table, column)} WHERE id = %s", [key])
    sentence = "the row is gone" if column == "id" else "the row is not what was sealed"
    assert found()[0] == (number, table, sentence)


@pytest.mark.parametrize("column", [field.column for field in Seal._meta.concrete_fields if field.column != "number"])
def test_a_column_of_a_seal_is_changed(superuser, column):
    superuser.execute(
        f"UPDATE access_seal SET {column} = {another_value(superuser, 'access_seal', column)} WHERE number = 7"
    )
    assert found()[0][0] == 7


@pytest.mark.parametrize(
    "column", ["text", "history_user_id", "history_change_reason", "history_date", "history_type", "case_id"]
)
def test_a_version_is_changed(superuser, column):
    other = {"history_type": "'-'"}.get(column) or another_value(superuser, "cases_historicalnote", column)
    (version,) = superuser.execute("SELECT min(history_id) FROM cases_historicalnote").fetchone()
    superuser.execute(f"UPDATE cases_historicalnote SET {column} = {other} WHERE history_id = %s", [version])
    number, table, sentence = found()[0]
    assert (table, sentence) == ("cases_historicalnote", "a version is not what was written")
    assert number == superuser.execute(
        "SELECT s.number FROM access_seal s JOIN access_change c ON c.id = s.key JOIN access_shape h ON h.id = c.shape_key"
        " WHERE h.table_name = 'cases_historicalnote' AND c.version = %s", [version]
    ).fetchone()[0]  # fmt: skip


@pytest.mark.parametrize("column", ["pseudonym", "subject", "salt"])
def test_a_salt_is_changed(superuser, column):
    superuser.execute(f"UPDATE access_subject SET {column} = {another_value(superuser, 'access_subject', column)}")
    assert "a version is not what was written" in {sentence for _, _, sentence in found()}


# --- 2 to 6: delete, swap, copy, forge, back-date -----------------------------------------------------------------------------------


@pytest.mark.parametrize("table", [model._meta.db_table for model in STREAMS])
def test_a_row_is_deleted(superuser, table):
    number, key = number_of(superuser, table)
    superuser.execute(f"DELETE FROM {table} WHERE id = %s", [key])
    assert found()[0] == (number, table, "the row is gone")


def test_a_row_and_its_seal_are_deleted(superuser):
    number, key = number_of(superuser, "access_accessevent")
    superuser.execute("DELETE FROM access_accessevent WHERE id = %s", [key])
    superuser.execute("DELETE FROM access_seal WHERE number = %s", [number])
    assert found()[0] == (number, "access_seal", f"numbers {number} to {number} are missing")


def test_a_version_is_deleted_without_a_certificate(superuser):
    superuser.execute(
        "DELETE FROM cases_historicalnote WHERE history_id = (SELECT min(history_id) FROM cases_historicalnote)"
    )
    assert found()[0][1:] == ("cases_historicalnote", "a version is gone, and no certificate says why")


def test_two_rows_are_swapped(superuser):
    one, other = number_of(superuser, "access_accessevent", 2), number_of(superuser, "access_accessevent", 5)
    aside = uuid4()
    for there, here in ((one[1], aside), (other[1], one[1]), (aside, other[1])):
        superuser.execute("UPDATE access_accessevent SET id = %s WHERE id = %s", [here, there])
    assert [number for number, *_ in found()] == [one[0], other[0]]


def test_two_seals_are_swapped(superuser):
    superuser.execute("UPDATE access_seal SET number = -1 WHERE number = 6")
    superuser.execute("UPDATE access_seal SET number = 6 WHERE number = 7")
    superuser.execute("UPDATE access_seal SET number = 7 WHERE number = -1")
    assert found()[0][:2] == (6, "access_seal")


def copy_of(superuser, table, place=3):
    """Put in a copy of a row under a new key, by a transaction of now."""
    _, key = number_of(superuser, table, place)
    columns = [
        field.column for model in STREAMS if model._meta.db_table == table for field in model._meta.concrete_fields
    ]
    rest = ", ".join(column for column in columns if column not in ("id", "tx"))
    superuser.execute(
        f"INSERT INTO {table} (id, tx, {rest}) SELECT gen_random_uuid(), pg_current_xact_id()::text::bigint, {rest} FROM {table} WHERE id = %s",
        [key],
    )


@pytest.mark.parametrize("table", ["access_accessevent", "access_securityevent"])
def test_a_row_is_copied(superuser, table):
    copy_of(superuser, table)
    sealing.seal()
    (newest,) = superuser.execute("SELECT max(number) FROM access_seal").fetchone()
    assert found() == [(newest, table, "the row was not written by the program")]


def test_a_row_of_the_ledger_is_copied(superuser):
    copy_of(superuser, "access_change")
    sealing.seal()
    (newest,) = superuser.execute("SELECT max(number) FROM access_seal").fetchone()
    assert (newest, "access_change", "a copy of another row of the ledger") in found()


FORGED = """INSERT INTO access_accessevent (id, at, machine_at, kind, outcome, user_key, user_name, route, case_reference, fields, purpose, because, mac, tx)
SELECT gen_random_uuid(), at - %(ago)s::interval, machine_at - %(ago)s::interval, kind, outcome, user_key, 'Somebody else', route, case_reference, fields, purpose, '',
       {mac}, {tx} FROM access_accessevent LIMIT 1"""


@pytest.mark.parametrize("mac", ["''", "mac", "repeat('0', 64)"])
@pytest.mark.parametrize("ago", ["0", "3 days"])
def test_a_reading_is_forged_or_put_in_with_an_earlier_time(superuser, mac, ago):
    superuser.execute(FORGED.format(mac=mac, tx="pg_current_xact_id()::text::bigint"), {"ago": ago})
    sealing.seal()
    (newest,) = superuser.execute("SELECT max(number) FROM access_seal").fetchone()
    assert found() == [(newest, "access_accessevent", "the row was not written by the program")]


def test_a_row_is_put_in_as_if_an_earlier_transaction_had_written_it(superuser):
    superuser.execute(FORGED.format(mac="mac", tx="tx"), {"ago": "1 hour"})
    sealing.seal()
    assert found() == [(None, "access_accessevent", "the row never got a number: it was put in past the sealer")]


def test_a_row_is_put_in_with_a_seal_of_its_own_in_the_middle(superuser):
    superuser.execute("UPDATE access_seal SET number = -number WHERE number >= 10")
    superuser.execute("UPDATE access_seal SET number = 1 - number WHERE number < 0")
    superuser.execute(
        "INSERT INTO access_seal SELECT 10, shape_key, gen_random_uuid(), digest, chain, sealed_at FROM access_seal WHERE number = 9"
    )
    assert found()[0][:2] == (10, "access_seal")


# --- 7 to 9: the end cut off, everything emptied, an older copy ----------------------------------------------------------------------


@pytest.mark.parametrize("rows_too", [False, True])
def test_the_end_is_cut_off(superuser, rows_too):
    (last,) = superuser.execute("SELECT max(number) FROM access_seal").fetchone()
    keys = [
        key
        for (key,) in superuser.execute(
            "DELETE FROM access_seal WHERE number > %s RETURNING key", [last - 3]
        ).fetchall()
    ]
    if rows_too:
        for table in ("access_accessevent", "access_securityevent", "access_change"):
            superuser.execute(f"DELETE FROM {table} WHERE id = ANY(%s)", [keys])
    number, table, sentence = found()[0]
    assert (number, table) == (last - 2, "access_seal")
    assert f"{last} rows were anchored" in sentence


def test_everything_is_emptied(superuser):
    superuser.execute("TRUNCATE access_seal, access_sealing, access_accessevent, access_securityevent, access_change")
    number, table, sentence = found()[0]
    assert (number, table) == (1, "access_seal")
    assert sentence.startswith("cut off here, or an older copy")


def test_an_older_copy_is_in_its_place(prepared, name, tmp_path):
    _, (_, older, tampered) = prepared
    chained.connection.close()
    plugin.copy(tampered, template=older)
    (number, table, sentence) = found()[0]
    assert table == "access_seal" and sentence.startswith("cut off here, or an older copy")
    assert number == Seal.objects.count() + 1


def test_an_older_copy_that_was_worked_on_is_in_its_place(prepared, name):
    """As many rows as before, but others."""
    _, (_, older, tampered) = prepared
    chained.connection.close()
    chained.sinks.close()
    plugin.copy(tampered, template=older)
    there = Seal.objects.count()
    for _ in range(30):
        record_reading("list", by=None, route="cases:cases")
    sealing.seal()
    number, table, sentence = found()[0]
    assert (number, table) == (there + 1, "access_seal") and "are not the rows that were anchored" in sentence


# --- 10, 11: all of it computed anew, the head edited --------------------------------------------------------------------------------

COMPUTE_ANEW = """
DO $$
DECLARE
  before bytea := sha256('');
  one record;
  digest_ bytea;
BEGIN
  SET LOCAL timezone = 'UTC';
  FOR one IN SELECT s.*, h.table_name, h.columns FROM access_seal s JOIN access_shape h ON h.id = s.shape_key ORDER BY number LOOP
    EXECUTE format('SELECT %s FROM %I r WHERE r.id = $1', earlyhelp_digest_of(one.columns, 'r', ''), one.table_name) INTO digest_ USING one.key;
    before := sha256(before || int8send(one.number) || int4send(one.shape_key) || uuid_send(one.key) || digest_
                     || int8send((extract(epoch FROM one.sealed_at) * 1000000)::bigint));
    UPDATE access_seal SET digest = digest_, chain = before WHERE number = one.number;
  END LOOP;
END $$"""


def test_the_owner_computes_everything_anew(superuser):
    """A change of the ledger, which no key signs, and every link after it made to fit."""
    number, key = number_of(superuser, "access_change", 2)
    superuser.execute("UPDATE access_change SET actor_key = 99 WHERE id = %s", [key])
    superuser.execute(COMPUTE_ANEW)
    first = found()[0]
    assert first[0] <= number and "are not the rows that were anchored" in first[2]


def test_computing_anew_what_nobody_changed_is_nothing(superuser):
    """The test above would prove nothing if the computation were another one."""
    superuser.execute(COMPUTE_ANEW)
    assert found() == []


def test_the_head_is_edited(superuser):
    (last,) = superuser.execute("SELECT max(number) FROM access_seal").fetchone()
    superuser.execute("UPDATE access_seal SET chain = sha256('another') WHERE number = %s", [last])
    assert found()[0][:2] == (last, "access_seal")


def test_the_sealer_is_made_to_pass_over_rows(superuser):
    """The row is made as old as it soon is: while any transaction of the whole server is older, it could still get its number."""
    superuser.execute("UPDATE access_sealing SET horizon = 1000000000000")
    record_reading("list", by=None, route="cases:cases")
    assert sealing.seal() == 0
    without_triggers(
        superuser, "UPDATE access_accessevent SET tx = 3 WHERE tx = (SELECT max(tx) FROM access_accessevent)"
    )
    assert found() == [(None, "access_accessevent", "the row never got a number: it was put in past the sealer")]


# --- 12 to 14: triggers off, a table restored, versions and records --------------------------------------------------------------------


def without_triggers(superuser, statement, *values):
    superuser.execute("SET session_replication_role = replica")
    superuser.execute(statement, values)
    superuser.execute("SET session_replication_role = origin")


COPY_VERSION = """INSERT INTO cases_historicalnote SELECT (jsonb_populate_record(NULL::cases_historicalnote,
  to_jsonb(v) || jsonb_build_object('history_id', %s, 'text', 'never written'))).* FROM cases_historicalnote v LIMIT 1"""


@pytest.mark.parametrize("version", [1_000_000, -5])
def test_a_version_is_put_in_with_triggers_off(superuser, version):
    without_triggers(superuser, COPY_VERSION, version)
    assert (None, "cases_historicalnote", "a version that no write made") in found()


def test_a_version_is_put_in_with_triggers_on(superuser):
    superuser.execute(COPY_VERSION, [1_000_000])
    assert (None, "cases_historicalnote", "a version that no write made") in found()


def test_a_record_is_changed_with_triggers_off(superuser):
    without_triggers(superuser, "UPDATE cases_note SET text = 'never said'")
    assert {one[1:] for one in found()} == {("cases_note", "a record is not what its newest version says")}


def test_a_record_is_put_in_with_triggers_off(superuser):
    without_triggers(
        superuser,
        "INSERT INTO cases_family SELECT (jsonb_populate_record(NULL::cases_family,"
        " to_jsonb(f) || jsonb_build_object('id', gen_random_uuid()))).* FROM cases_family f LIMIT 1",
    )
    assert found() == [(None, "cases_family", "a record is not what its newest version says")]


def test_a_record_is_taken_away_with_triggers_off(superuser):
    without_triggers(superuser, "DELETE FROM cases_note")
    assert {one[1:] for one in found()} == {("cases_note", "a record is gone, and no version says who took it away")}


def test_a_trigger_is_left_off(superuser):
    superuser.execute("ALTER TABLE cases_note DISABLE TRIGGER history_update")
    assert found() == [(None, "", "the triggers of its history are missing, off or not the program's")]


def test_a_function_of_the_audit_is_exchanged(superuser):
    (text,) = superuser.execute("SELECT pg_get_functiondef('earlyhelp_faults'::regproc)").fetchone()
    superuser.execute(text.replace("'forged'", "'gone'"))
    assert found() == [(None, "", "a function of the audit in the database is not the program's")]


def test_one_table_is_restored_from_an_older_copy(prepared, superuser):
    _, (_, older, _) = prepared
    with chained.superuser(older) as there:
        rows = there.execute("SELECT to_jsonb(e)::text FROM access_accessevent e").fetchall()
        kept = [key for (key,) in there.execute("SELECT id FROM access_accessevent").fetchall()]
    superuser.execute("TRUNCATE access_accessevent")
    for (row,) in rows:
        superuser.execute(
            "INSERT INTO access_accessevent SELECT (jsonb_populate_record(NULL::access_accessevent, %s::jsonb)).*",
            [row],
        )
    (first,) = superuser.execute(
        "SELECT min(number) FROM access_seal s JOIN access_shape h ON h.id = s.shape_key"
        " WHERE h.table_name = 'access_accessevent' AND NOT s.key = ANY(%s)", [kept]
    ).fetchone()  # fmt: skip
    assert found()[0] == (first, "access_accessevent", "the row is gone")


# --- 15, 16: a destruction that no certificate covers; anchors ---------------------------------------------------------------------------


def test_versions_are_deleted_and_called_destroyed(superuser):
    """A pseudonym beside a certificate that does not exist, or that another transaction wrote, covers nothing."""
    superuser.execute("DELETE FROM cases_historicalnote")
    superuser.execute(
        "INSERT INTO access_destruction SELECT gen_random_uuid(), pseudonym, gen_random_uuid(), now(), pg_current_xact_id()::text::bigint"
        " FROM access_subject"
    )
    sealing.seal()
    assert Destruction.objects.exists()
    assert ("cases_historicalnote", "a version is gone, and no certificate says why") in {one[1:] for one in found()}


def anchors_of(tmp_path):
    return (tmp_path / "anchors.jsonl").read_text().splitlines(keepends=True)


def test_the_anchors_are_gone(superuser, tmp_path):
    (tmp_path / "anchors.jsonl").unlink()
    superuser.execute("UPDATE access_seal SET sealed_at = sealed_at - interval '1 hour'")
    superuser.execute(COMPUTE_ANEW)
    assert any("there is no anchor" in sentence for *_, sentence in found())


@pytest.mark.parametrize("how", ["edited", "taken out", "turned round"])
def test_an_anchor_is_tampered_with(name, tmp_path, how):
    first, second = anchors_of(tmp_path)
    told = {
        "edited": [first.replace('"number": ', '"number": 1'), second],
        "taken out": [second],
        "turned round": [second, first],
    }
    (tmp_path / "anchors.jsonl").write_text("".join(told[how]))
    assert any("of the anchors does not follow the one before" in sentence for *_, sentence in found())


def test_rows_before_the_last_verification_are_computed_anew(superuser):
    """The increment begins at the mark, and holds the mark to the chain."""
    assert found() == []
    _, key = number_of(superuser, "access_change", 2)
    superuser.execute("UPDATE access_change SET actor_key = 99 WHERE id = %s", [key])
    superuser.execute(COMPUTE_ANEW)
    (last,) = superuser.execute("SELECT max(number) FROM access_seal").fetchone()
    assert (last, "access_seal", "the chain up to here is not the one that was verified") in found(whole=False)


# --- what is no tampering ------------------------------------------------------------------------------------------------------------


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
