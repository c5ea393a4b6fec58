"""Whatever path writes an extract, the database holds it to the notice, to two people and to one state after another."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from access import clock, notice
from access.records import acting
from sharing.models import Extract
from tests.conftest import as_
from tests.factories import installation, somebody
from tests.factories.sharing import ExtractFactory
from tests.sharing.specifying import COLUMNS, ONS, STUDY, approve, change, specify

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"recipient": "IFF Research"}, (f'"{STUDY}:IFF Research"', f"{STUDY}:{ONS}")),
        ({"purpose": "support_family"}, (f'"{STUDY}:support_family"', "national_research")),
        ({"cohort": "all_early_help_families"}, ("all_early_help_families", "programme_families")),
        ({"commissioners": ["Home Office"]}, ("Home Office", "Department for Levelling Up")),
        ({"columns": ["name", "shoe_size"]}, ("shoe_size", f"{STUDY}:unique_pupil_number")),
        ({"columns": []}, ("extract_has_columns",)),
        ({"anonymised": "before_it_leaves"}, ("before_it_leaves", "after_linking")),
        ({"study": "what_helps"}, ("what_helps", STUDY)),
        ({"destroy_by": date(2090, 1, 1)}, ("too late", "5 years")),
        ({"approved_by": installation, "approved_at": clock.now}, ("after it was specified",)),
    ],
)
@pytest.mark.promise("DUR-07")
@pytest.mark.promise("DUR-26")
def test_the_database_refuses_what_the_notice_does_not_name(values, words):
    """Seen to fail with the trigger on sharing_extract dropped."""
    given = {name: value() if callable(value) else value for name, value in values.items()}
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        ExtractFactory(**given)
    assert all(word in str(caught.value) for word in words), caught.value


@pytest.mark.parametrize(
    "values", [{"columns": ["name"]}, {"recipient": "IFF Research"}, {"destroy_by": date(2031, 1, 1)}]
)
def test_the_database_rewrites_nothing_that_was_specified(values):
    """Seen to fail with the line of sharing_extract taken out of ENDS."""
    made = ExtractFactory()
    with pytest.raises(DatabaseError, match="ended, not rewritten"), transaction.atomic():
        change(made, **values)


def test_the_database_approves_and_ends_once_and_never_by_whoever_specified():
    """Seen to fail with the trigger earlyhelp_steps dropped, and without the constraint of two people."""
    made, robot = ExtractFactory(), installation()
    with pytest.raises(DatabaseError, match="extract_approved_by_another"), transaction.atomic():
        change(made, approved_by=robot, approved_at=clock.now())
    made = approve(specify_again(made))
    for values in (
        {"approved_by": robot},
        {"approved_by": None, "approved_at": None},
    ):
        with pytest.raises(DatabaseError, match="approved once"), transaction.atomic():
            change(made, **values)
    change(made, ended_by=robot, ended_at=clock.now(), end_because="over")
    with pytest.raises(DatabaseError, match="ended once"), transaction.atomic():
        change(made, ended_by=None, ended_at=None, end_because="")


def specify_again(made):
    """In its place, one by somebody who works there."""
    change(made, ended_by=installation(), ended_at=clock.now(), end_because="over")
    return specify()


def test_the_web_login_approves_in_nobody_else_s_name():
    """Seen to fail without the second check of earlyhelp_extract_steps."""
    made, manager, other = specify(), somebody("records_manager"), somebody("records_manager")
    with pytest.raises(DatabaseError, match="not this login's name"), as_(manager), acting(manager, "a test"):
        Extract.objects.filter(pk=made.pk).update(approved_by=other, approved_at=clock.now())


def test_the_web_login_of_anybody_else_sees_none_and_writes_none():
    made = specify()
    for role in ("hub", "practitioner", "referrer", "user_administrator"):
        user = somebody(role)
        with as_(user):
            assert not Extract.objects.exists()
            with acting(user, "a test"):
                assert Extract.objects.filter(pk=made.pk).update(end_because="x") == 0
    with as_(by := somebody("records_manager")), pytest.raises(DatabaseError, match="row-level security"):
        Extract(**as_given(made), proposed_by=by).write(by=by, because="a test")


def as_given(made):
    own = ("id", "number", "proposed_by", "approved_by", "ended_by")
    values = {field.name: getattr(made, field.name) for field in Extract._meta.concrete_fields if field.name not in own}
    return values | {"number": made.number + 1}


def test_what_is_stored_of_each_study_is_what_the_file_says():
    with connection.cursor() as cursor:
        cursor.execute("SELECT kind, value FROM access_allowedvalue WHERE notice_id = %s", [notice.version().pk])
        rows = {(kind, value) for kind, value in cursor.fetchall() if kind.startswith("extract_")}
    assert {value for kind, value in rows if kind == "extract_column"} == {f"{STUDY}:{column}" for column in COLUMNS}
    assert ("extract_years", f"{STUDY}:5") in rows and ("extract_recipient", f"{STUDY}:{ONS}") in rows
