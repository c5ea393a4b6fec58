"""The ledger of changes: one row for every version of every table, salted by what it goes with, and written by nobody else."""

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction

from access.models import Change, Shape, Subject
from access.records import Record, acting, uuid7
from cases.models import Note, Person
from earlyhelp.database import ledger
from retention.operations.disposal_table import MODELS, Fate
from tests.conftest import as_, become, versions_and_rows
from tests.factories import CaseFactory, NoteFactory, PersonFactory, installation, somebody, worker_on
from tests.factories.retention import full_case

RECORDS = [model for model in apps.get_models() if issubclass(model, Record)]
GOING = (Fate.WITH_CASE, Fate.WITH_FAMILY, Fate.WITH_PERSON)


def rows_for(model):
    return Change.objects.filter(
        shape_key__in=Shape.objects.filter(table_name=model.history.model._meta.db_table).values("pk")
    )


@pytest.mark.parametrize("model", RECORDS, ids=lambda model: model._meta.label)
def test_the_salt_is_that_of_what_disposal_destroys_it_with(model):
    """A salt that outlived its case would tell of it; one that went before would make what stays unverifiable."""
    line = MODELS[model._meta.label]
    columns = [field.column for field in model.history.model._meta.concrete_fields]
    expected = line.by if line.fate in GOING else ""
    assert ledger.salted_by(model._meta.db_table, columns) == expected, (
        f"{model._meta.label}: add a line to SALTED_BY_OTHERS in earlyhelp/database/ledger.py"
    )


@pytest.mark.slow
def test_every_version_of_every_table_has_its_row(db):
    """The counts agree for all tables, whatever path wrote: an unattributed or forged version would show here."""
    case = full_case()
    with acting(installation(), "many ways"):
        Person.objects.bulk_create([Person(full_name=f"Person {n}") for n in range(20)])
        Person.objects.update(known_as="All")
        with connection.cursor() as cursor:
            cursor.execute("UPDATE cases_note SET purpose = 'raw'")
        NoteFactory(case=case)
    for model in RECORDS:
        versions, rows = model.history.model.objects, rows_for(model)
        assert versions.count() == rows.count(), model
        assert set(versions.values_list("history_id", "history_user_id", "history_type")) == set(
            rows.values_list("version", "actor_key", "operation")
        ), model
        assert not versions.filter(models.Q(history_user=None) | models.Q(history_change_reason=None)).exists()


@pytest.mark.forges
def test_what_is_counted_after_every_test_of_the_run_shows_a_version_that_no_trigger_made(db):
    """The check that ends each test (tests/conftest.py) can fail."""
    case = CaseFactory()
    NoteFactory(case=case)
    versions, rows = versions_and_rows()
    assert versions == rows > 2
    with connection.cursor() as cursor:
        columns = ", ".join({field.column for field in Note.history.model._meta.concrete_fields} - {"history_id"})
        cursor.execute(f"INSERT INTO cases_historicalnote ({columns}) SELECT {columns} FROM cases_historicalnote")
    assert versions_and_rows() == (versions + 1, rows)


def test_a_change_of_nothing_and_what_is_rolled_back_leave_no_row(db):
    person = PersonFactory()
    before = Change.objects.count()
    person.write(by=installation(), because="saved again")
    with pytest.raises(RuntimeError), transaction.atomic():
        PersonFactory()
        raise RuntimeError
    assert Change.objects.count() == before


def test_a_version_cannot_be_guessed_from_its_digest(db):
    """Salts: nobody who has the ledger finds out a version by guessing it."""
    one, other = CaseFactory(), CaseFactory()
    for case in (one, other):
        NoteFactory(case=case, text="Breakfast club helps.")
    with connection.cursor() as cursor:  # what anybody could compute who guesses every word and every key
        cursor.execute("SELECT columns FROM access_shape WHERE table_name = 'cases_historicalnote' ORDER BY id DESC")
        cursor.execute("SELECT earlyhelp_digest_of(%s::text[], 'v', '')", [cursor.fetchone()[0]])
        cursor.execute(f"SELECT {cursor.fetchone()[0]} FROM cases_historicalnote v")
        guessed = {bytes(digest) for (digest,) in cursor.fetchall()}
    assert len(guessed) == 2
    assert not guessed & {bytes(digest) for digest in rows_for(Note).values_list("digest", flat=True)}
    salts = Subject.objects.in_bulk([one.pk, other.pk], field_name="subject")
    assert bytes(salts[one.pk].salt) != bytes(salts[other.pk].salt)
    assert len(bytes(salts[one.pk].salt)) == 32


# --- who may do what: nobody ------------------------------------------------------------------------------------------------------------

TABLES = ("access_accessevent", "access_securityevent", "access_change", "access_seal", "access_sealing", "access_subject", "access_destruction", "access_shape")  # fmt: skip
ATTACKS = {
    "insert": "INSERT INTO {table} SELECT * FROM {table}",
    "update": "UPDATE {table} SET {column} = {column}",
    "delete": "DELETE FROM {table}",
    "truncate": "TRUNCATE {table}",
    "disable trigger": "ALTER TABLE {table} DISABLE TRIGGER ALL",
    "drop": "DROP TABLE {table}",
    "alter": "ALTER TABLE {table} ADD COLUMN mine int",
    "add a trigger": "CREATE TRIGGER mine BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    "a rule": "CREATE RULE mine AS ON INSERT TO {table} DO INSTEAD NOTHING",
    "copy": "COPY {table} FROM STDIN",
}
EVERYWHERE = (
    "SET LOCAL session_replication_role = replica",
    "UPDATE access_seal SET chain = '' WHERE number = (SELECT max(number) FROM access_seal)",
    "UPDATE access_sealing SET horizon = 0",
    "CREATE OR REPLACE FUNCTION public.earlyhelp_seal(most integer) RETURNS integer LANGUAGE sql AS 'SELECT 1'",
    "DROP FUNCTION public.earlyhelp_record_event(jsonb)",
    "ALTER FUNCTION public.earlyhelp_seal(integer) SECURITY INVOKER",
    "SELECT public.earlyhelp_record_event('{}')",
    "SET ROLE earlyhelp_owner",
)
FOR_ONE = {  # who may call it, of the logins that are tried
    "SELECT public.earlyhelp_seal(1)": "worker",
    "SELECT * FROM public.earlyhelp_sealed_rows(1, 2)": "worker",
    "SELECT * FROM public.earlyhelp_faults(0, true)": "worker",
    "SELECT public.earlyhelp_forget('{}', gen_random_uuid())": "dispose",
    "SELECT public.earlyhelp_are_sealed('{}')": "audit",
}
REFUSED = "permission denied|must be owner|cannot set"


def attempt(statement):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("role", ["web", "worker", "dispose", "report"])
@pytest.mark.parametrize("table", TABLES)
def test_no_login_that_serves_changes_the_audit(table, role, db):
    column = (
        "number"
        if table == "access_seal"
        else "horizon"
        if table == "access_sealing"
        else "pseudonym"
        if table == "access_subject"
        else "id"
    )
    with as_(somebody("dpo"), role):
        for attack in ATTACKS.values():
            with pytest.raises(DatabaseError, match=REFUSED):
                attempt(attack.format(table=table, column=column))


@pytest.mark.parametrize("role", ["web", "worker", "dispose", "report"])
@pytest.mark.parametrize("statement", [*EVERYWHERE, *FOR_ONE])
def test_no_login_that_serves_gets_round_it(statement, role, db):
    if FOR_ONE.get(statement) == role or (statement.startswith("SET ROLE")):
        return  # the test login itself steps between roles; no process that serves may (tests/house/test_database.py)
    with as_(somebody("dpo"), role), pytest.raises(DatabaseError, match=REFUSED):
        attempt(statement)


@pytest.mark.parametrize("role", ["web", "worker", "dispose", "report"])
@pytest.mark.parametrize("table", ["access_subject", "access_change", "access_seal", "access_destruction"])
def test_no_login_that_serves_reads_salts_or_digests(table, role, db):
    with as_(somebody("dpo"), role), pytest.raises(DatabaseError, match="permission denied"):
        attempt(f"SELECT * FROM {table}")


def test_a_salt_goes_only_after_what_it_stands_for_and_with_a_certificate(db):
    case = CaseFactory()
    for keys, why in (([case.pk], "after what it stands for"), ([uuid7()], "with a certificate")):
        with as_(None, "dispose"), pytest.raises(DatabaseError, match=why):
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SELECT earlyhelp_forget(%s::uuid[], gen_random_uuid())", [keys])
    assert Subject.objects.filter(subject=case.pk).exists()


# what a page of a log asks: days, and on from a row
WEEK = "at >= '2026-11-01' AND at < '2026-11-08'"
ON = "(at, id) < ('2026-11-05', '01a223b0-43cb-7975-b2eb-5b119a9738d2')"


# --- questions that must stay quick -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "index"),
    [
        (
            "SELECT * FROM access_accessevent WHERE case_key = gen_random_uuid() ORDER BY at DESC LIMIT 50",
            "readings_of_case",
        ),
        ("SELECT * FROM access_accessevent WHERE user_key = 5 ORDER BY at DESC LIMIT 50", "readings_by_user"),
        (
            f"SELECT * FROM access_accessevent WHERE {WEEK} AND {ON} ORDER BY at DESC, id DESC LIMIT 51",
            "readings_newest",
        ),
        (
            f"SELECT * FROM access_accessevent WHERE {WEEK} AND outcome = 'refused' ORDER BY at DESC, id DESC LIMIT 51",
            "readings_refused",
        ),
        ("SELECT * FROM access_securityevent WHERE user_key = 5 ORDER BY at DESC LIMIT 50", "security_by_user"),
        ("SELECT * FROM access_securityevent ORDER BY at DESC LIMIT 50", "security_newest"),
        ("SELECT * FROM access_change WHERE tx >= 5 ORDER BY tx LIMIT 100", "changes_by_tx"),
    ],
)
def test_who_viewed_and_what_did_they_view_are_read_from_an_index(question, index, db):
    become("owner")
    with connection.cursor() as cursor:
        cursor.execute(
            "SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off"
        )  # few rows here: take the index if it fits
        cursor.execute(f"EXPLAIN {question.replace('gen_random_uuid()', chr(39) + '0' * 32 + chr(39))}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert f"Index Scan using {index}" in plan and "Sort" not in plan, plan


def test_a_worker_sees_who_opened_their_case_and_nobody_elses(db):
    from access.models import AccessEvent
    from access.readings import record_reading

    case, other = CaseFactory(), CaseFactory()
    worker = worker_on(case)
    for one in (case, other):
        record_reading("case_page", by=worker, route="cases:case", case=one)
    with as_(worker):
        assert list(AccessEvent.objects.values_list("case_key", flat=True)) == [case.pk]
