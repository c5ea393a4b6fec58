"""One way of writing a record: with a name and a reason, a new one as new and an old one as old; and who is looking while it is done."""

from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError, IntegrityError, connection, transaction

from access.identity import look_as
from access.records import as_key, uuid7
from cases.models import Case, Note
from tests.conftest import as_
from tests.factories import CaseFactory, NoteFactory, TeamFactory, somebody, worker_on


@pytest.fixture
def note(db):
    return NoteFactory()


def test_what_is_written_has_its_version_with_the_name_and_the_reason(note):
    by = somebody()
    note.text = "A visit at school."
    assert note.write(by=by, because="It was at school") is note
    version = note.history.latest("history_id")
    assert (version.history_user_id, version.history_change_reason) == (by.pk, "It was at school")
    assert version.history_type == "~"


def test_nothing_new_takes_the_place_of_what_is_there(note):
    """A key that is taken: an old record is not written over by a new one."""
    other = Note(id=note.pk, case=note.case, kind="visit", happened_on=note.happened_on, recorded_at=note.recorded_at)
    other.author, other.text = note.author, "Something else."
    with pytest.raises(IntegrityError), transaction.atomic():
        other.write(by=note.author, because="by mistake")
    note.refresh_from_db()
    assert note.text == "A visit at home."


def test_what_row_security_hides_is_not_written_and_not_made_a_second_time(note):
    case = Case.objects.get(pk=note.case_id)
    stranger = somebody(team=TeamFactory())
    with as_(stranger), pytest.raises(DatabaseError, match="Forced update did not affect any rows"):
        with transaction.atomic():
            case.write(by=stranger, because="by its key")


def test_a_row_that_is_to_be_changed_is_locked_and_not_what_it_is_joined_with(db):
    case = CaseFactory()
    asked = str(Case.objects.select_related("family").for_change().filter(pk=case.pk).query)
    assert asked.endswith('FOR UPDATE OF "cases_case"')


def test_a_key_is_a_key_or_none():
    key = uuid7()
    assert as_key(str(key)) == key
    assert as_key("EH-2345678") is None


def looking():
    with connection.cursor() as cursor:
        cursor.execute("SELECT earlyhelp_me()")
        return cursor.fetchone()[0]


def test_who_is_looking_is_known_until_the_transaction_ends_and_nobody_is_nobody(note):
    worker = worker_on(note.case)
    moment = look_as(worker)
    assert looking() == worker.pk and moment.now.tzname() in ("GMT", "BST")
    for nobody in (
        AnonymousUser(),
        SimpleNamespace(pk=worker.pk),
        SimpleNamespace(pk=worker.pk, is_authenticated=False),
    ):
        look_as(nobody)
        assert looking() is None
