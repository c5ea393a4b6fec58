"""Proof 3: every write path leaves a version with person and reason; nothing else can write one."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import F

from access.jobs import robot
from access.records import acting, uuid7
from cases.models import Address, Case, Note, Person, SearchKey
from tests.conftest import as_, as_robot, become
from tests.factories import NoteFactory, PersonFactory, somebody


def history(model, key):
    become("owner")
    return list(model.history.filter(id=key).order_by("history_id"))


def people(count=3):
    return [Person(full_name=f"Person {n}") for n in range(count)]


def by_save(worker):
    person = Person(full_name="Somebody").write(by=worker, because="why")
    return [person.pk]


def by_bulk_create(worker):
    made = people()
    with acting(worker, "why"):
        Person.objects.bulk_create(made)
    return [person.pk for person in made]


COLUMNS = [field.column for field in Person._meta.concrete_fields]


def row(key, name):
    """A person as a row of plain values, in the order of COLUMNS."""
    person = Person(id=key, full_name=name)
    return [getattr(person, field.attname) for field in Person._meta.concrete_fields]


def by_raw_sql(worker):
    key = uuid7()
    with acting(worker, "why"), connection.cursor() as cursor:
        values = ", ".join(["%s"] * len(COLUMNS))
        cursor.execute(f"INSERT INTO cases_person ({', '.join(COLUMNS)}) VALUES ({values})", row(key, "Raw"))
    return [key]


def by_copy(worker):
    keys = [uuid7() for _ in range(50)]
    into = f"COPY cases_person ({', '.join(COLUMNS)}) FROM STDIN"
    with acting(worker, "why"), connection.cursor() as cursor, cursor.copy(into) as copy:
        for key in keys:
            copy.write_row(row(key, "Copied"))
    return keys


@pytest.mark.parametrize("path", [by_save, by_bulk_create, by_raw_sql])
def test_every_way_in_leaves_one_version_a_row(path, worker):
    with as_(worker):
        keys = path(worker)
    for key in keys:
        (version,) = history(Person, key)
        assert (version.history_type, version.history_user, version.history_change_reason) == ("+", worker, "why")


def test_copy_leaves_one_version_a_row(db):
    # PostgreSQL itself refuses COPY FROM to whom row security binds; an owner who loads data lifts it for the load
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE cases_person NO FORCE ROW LEVEL SECURITY")
    keys = by_copy(robot())
    assert {version.history_change_reason for key in keys for version in history(Person, key)} == {"why"}
    assert sum(len(history(Person, key)) for key in keys) == 50


def change_by_update(worker, child):
    Person.objects.filter(pk=child.pk).update(known_as="Changed")


def change_by_bulk_update(worker, child):
    child.known_as = "Changed"
    Person.objects.bulk_update([child], ["known_as"])


def change_by_expression(worker, child):
    Person.objects.filter(pk=child.pk).update(known_as=F("full_name"))


def change_by_raw(worker, child):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cases_person SET known_as = 'Changed' WHERE id = %s", [child.pk])


@pytest.mark.parametrize("path", [change_by_update, change_by_bulk_update, change_by_expression, change_by_raw])
def test_every_way_of_changing_leaves_a_version(path, case, worker):
    child = case.children[0]
    with as_(worker), acting(worker, "put right"):
        path(worker, child)
    made, changed = history(Person, child.pk)
    assert (changed.history_type, changed.history_user, changed.history_change_reason) == ("~", worker, "put right")
    assert changed.known_as != made.known_as


def test_a_change_of_nothing_is_no_version(case, worker):
    child = case.children[0]
    with as_(worker):
        child.write(by=worker, because="saved again")
    assert len(history(Person, child.pk)) == 1


@pytest.mark.parametrize(("who", "why"), [("", "why"), ("worker", ""), ("worker", "   ")])
def test_a_write_without_person_or_reason_is_refused(who, why, worker):
    with as_(worker), pytest.raises(DatabaseError, match="nobody said who and why"), transaction.atomic():
        with acting(worker.pk if who else "", why):
            Person.objects.bulk_create(people())


def test_a_plain_save_is_refused(worker):
    with as_(worker), pytest.raises(DatabaseError, match="nobody said who and why"), transaction.atomic():
        Person(full_name="Nobody's").save(force_insert=True)


def test_nobody_writes_in_another_name(case, worker):
    colleague = somebody()
    with as_(worker), pytest.raises(DatabaseError, match="not this login's name"), transaction.atomic():
        Person(full_name="Forged").write(by=colleague, because="blame them")


def test_a_robot_writes_in_its_own_name_only(case, worker):
    case.refresh_from_db()
    with as_robot("worker"), pytest.raises(DatabaseError), transaction.atomic():
        with acting(worker, "in a worker's name"):
            case.clocks.create(case_reference=case.reference, record_class="case", state="open")


@pytest.mark.parametrize("role", ["web", "worker", "dispose"])
@pytest.mark.parametrize(
    "attack",
    [
        "INSERT INTO cases_historicalcase SELECT * FROM cases_historicalcase LIMIT 1",
        "UPDATE cases_historicalcase SET history_change_reason = 'forged'",
        "TRUNCATE cases_historicalcase",
        "ALTER TABLE cases_case DISABLE TRIGGER history_update",
        "DROP TRIGGER history_update ON cases_case",
        "SET LOCAL session_replication_role = replica",
        "CREATE OR REPLACE FUNCTION public.history_of_cases_case() RETURNS trigger LANGUAGE sql AS 'SELECT 1'",
    ],
)
def test_no_role_but_the_trigger_writes_a_version(case, worker, role, attack):
    with as_(worker, role), pytest.raises(DatabaseError, match="permission denied|must be owner"), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(attack)


def test_the_web_login_deletes_no_version_and_no_record(case, worker):
    note = NoteFactory(case=case)
    with as_(worker):
        for rows in (Note.objects.filter(pk=note.pk), Note.history.filter(id=note.pk)):
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), acting(worker, "gone"):
                rows._raw_delete("default")


def test_versions_lie_behind_the_same_wall(case, worker):
    NoteFactory(case=case)
    with as_(worker):
        assert Note.history.count() == Address.history.count() == 1
    with as_(somebody()):
        assert not (Note.history.exists() or Case.history.exists() or Person.history.exists())


def test_as_of_and_diff_work_on_versions_that_triggers_wrote(case, worker):
    child = case.children[0]
    with as_(worker), acting(worker, "put right"):
        for name in ("One", "Two", "Three"):
            Person.objects.filter(pk=child.pk).update(known_as=name)
    versions = history(Person, child.pk)
    assert [version.known_as for version in versions] == ["", "One", "Two", "Three"]
    assert len({version.history_date for version in versions}) == 4
    assert versions[2].prev_record.known_as == "One"
    assert versions[3].diff_against(versions[2]).changed_fields == ["known_as"]
    assert Person.history.as_of(versions[1].history_date).get(pk=child.pk).known_as == "One"


def test_the_key_of_a_record_never_changes(case):
    with pytest.raises(DatabaseError, match="the key never changes"), transaction.atomic(), acting(robot(), "new key"):
        Person.objects.filter(pk=case.children[0].pk).update(id=uuid7())


def test_the_wrong_order_of_deletion_takes_no_version(case):
    person = PersonFactory()
    with as_robot("dispose"):
        assert Person.history.filter(id=person.pk)._raw_delete("default") == 0  # the row is still there
        with acting(robot(), "disposal"):
            SearchKey.objects.filter(person=person)._raw_delete("default")
            Person.objects.filter(pk=person.pk)._raw_delete("default")
        assert Person.history.filter(id=person.pk)._raw_delete("default") == 2  # made and deleted
        assert not Person.history.filter(id=person.pk).exists()
