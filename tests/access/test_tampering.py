"""What somebody who owns the database server could do to the audit, each way found by audit_verify; and what nobody should
worry about, found to be nothing.

Every test has a database of its own, tampered with as the bootstrap superuser, whom no right and no trigger stops. How each was
seen to fail: docs/security.md, B3.
"""

import re
import subprocess
import sys
from uuid import uuid4

import pytest

from access.audit import sealing
from access.models import AccessEvent, AuditCheck, Change, Seal, SecurityEvent
from access.readings import record_reading
from tests import plugin
from tests.access import chained
from tests.access.tampered import found, without_triggers

pytestmark = pytest.mark.slow


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
    """An early one: whichever other test has a transaction open on this server, the sealer has passed that."""
    superuser.execute(FORGED.format(mac="mac", tx="1"), {"ago": "1 hour"})
    sealing.seal()
    assert found() == [(None, "access_accessevent", "the row never got a number: it was put in past the sealer")]


def test_a_row_is_put_in_with_a_seal_of_its_own_in_the_middle(superuser):
    superuser.execute("UPDATE access_seal SET number = -number WHERE number >= 10")
    superuser.execute("UPDATE access_seal SET number = 1 - number WHERE number < 0")
    superuser.execute(
        "INSERT INTO access_seal SELECT 10, shape_key, gen_random_uuid(), digest, chain, sealed_at FROM access_seal WHERE number = 9"
    )
    assert found()[0][:2] == (10, "access_seal")


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
