"""Proof 1: who is looking reaches the database through everything, and without a name there are no rows."""

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from access.grants import scope
from access.identity import look_as
from access.jobs import robot
from access.records import acting
from cases.models import Address, Case, Family, Member, Note, Person, Referral
from cases.operations import notes
from tests import plugin
from tests.conftest import as_, as_robot, become
from tests.factories import (
    AllocationFactory,
    CaseFactory,
    NoteFactory,
    ReferralFactory,
    TeamFactory,
    somebody,
    worker_on,
)

CONTENT = (Case, Family, Member, Person, Address, Note, Referral)


@pytest.fixture
def case(db):
    case = CaseFactory()
    NoteFactory(case=case, text="Breakfast club helps.")
    ReferralFactory(case=case)
    return case


def counts():
    return {model.__name__: model.objects.count() for model in CONTENT}


def test_without_a_name_there_are_no_rows(case):
    with as_(None):
        assert set(counts().values()) == {0}


def test_a_worker_sees_the_case_and_all_that_hangs_under_it(case):
    with as_(worker_on(case)):
        assert counts() == dict.fromkeys((model.__name__ for model in CONTENT), 1)


def test_two_users_in_one_transaction_see_each_their_own(case):
    other = CaseFactory()
    with as_(worker_on(case)):
        assert list(Case.objects.values_list("reference", flat=True)) == [case.reference]
    with as_(worker_on(other)):
        assert list(Case.objects.values_list("reference", flat=True)) == [other.reference]
    with as_(None):
        assert not Case.objects.exists()


def test_a_superuser_opens_nothing(case):
    user = somebody("user_administrator")
    type(user).objects.filter(pk=user.pk).update(is_superuser=True)
    user.refresh_from_db()
    with as_(user):
        assert set(counts().values()) == {0}


def test_somebody_who_left_sees_nothing(case):
    worker = worker_on(case)
    worker.staff.is_active = False
    worker.staff.write(by=robot_of_owner(), because="left")
    with as_(worker):
        assert set(counts().values()) == {0}
        assert not scope(worker, Case.objects.all()).exists()


def robot_of_owner():
    become("owner")
    return robot()


def test_a_template_that_renders_a_lazy_queryset_still_knows_who_is_looking(case, signed_in):
    AllocationFactory(case=case)
    page = signed_in(worker_on(case)).get(case.get_absolute_url())
    assert page.status_code == 200
    assert "Breakfast club helps." in page.content.decode()


def test_a_job_sees_cases_as_its_robot_and_never_what_families_said(case):
    with as_robot("worker"):
        assert Case.objects.count() == 1
        assert robot().robot == "earlyhelp_worker"
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            Note.objects.count()


def test_a_data_migration_of_the_owner_changes_rows(case):
    become("owner")
    with acting(robot(), "a data migration"):
        assert Note.objects.filter(case=case).update(text="Mended.") == 1
    assert case.notes.get().text == "Mended."


def test_an_exception_half_way_leaves_nothing_and_names_nobody_after(case, signed_in, monkeypatch):
    client = signed_in(worker_on(case))
    client.raise_request_exception = False
    add = notes.add

    def add_and_fail(*args, **kwargs):
        add(*args, **kwargs)
        raise RuntimeError

    monkeypatch.setattr(notes, "add", add_and_fail)
    page = client.get(f"{case.get_absolute_url()}notes/new")
    once = page.context["form"]["once"].value()
    answers = {
        "kind": "visit",
        "happened_on_day": 1,
        "happened_on_month": 2,
        "happened_on_year": 2026,
        "text": "Lost?",
        "once": once,
    }
    assert client.post(f"{case.get_absolute_url()}notes/new", answers).status_code == 500
    assert case.notes.count() == 1
    with as_(None):
        assert not Note.objects.exists()


@pytest.mark.slow
def test_a_pooled_connection_forgets_the_last_request(real):
    case = CaseFactory()
    worker = worker_on(case)
    with psycopg.connect(plugin.roles.conninfo(plugin.url("web", real)), autocommit=True) as pooled:
        with pooled.transaction():
            pooled.execute("SELECT set_config('earlyhelp.user', %s, true)", [str(worker.pk)])
            assert pooled.execute("SELECT count(*) FROM cases_case").fetchone() == (1,)
        assert pooled.execute("SELECT count(*) FROM cases_case").fetchone() == (0,)


def test_look_as_ends_with_its_transaction(real):
    case = CaseFactory()
    worker = worker_on(case)
    with transaction.atomic():
        look_as(worker)
        assert _me() == str(worker.pk)
    assert not _me()


def _me():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('earlyhelp.user', true)")
        return cursor.fetchone()[0]


def test_with_the_first_wall_gone_a_stranger_still_sees_nothing(case, monkeypatch):
    stranger = somebody("practitioner", team=TeamFactory())
    monkeypatch.setattr("cases.models.case.scope", lambda user, rows: rows)
    with as_(stranger):
        assert not Case.objects.visible_to(stranger).exists()
        assert set(counts().values()) == {0}
