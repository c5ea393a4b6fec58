"""What somebody who owns the database server could do to records and their versions behind the triggers, each way found by audit_verify.

How each was seen to fail: docs/security.md, B3.
"""

import pytest

from access.audit import sealing
from access.models import Destruction
from tests.access import chained
from tests.access.tampered import COPY_VERSION, found, without_triggers

pytestmark = pytest.mark.slow


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
