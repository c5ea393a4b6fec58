"""Tables made at once are those that would be made one by one; and a database of another version is left alone."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, migrations, models
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState

from earlyhelp.database.all_at_once import AllAtOnce
from earlyhelp.database.other_versions import refuse_another_version
from tests.conftest import become

ONE = migrations.CreateModel(
    "One", [("id", models.AutoField(primary_key=True)), ("name", models.CharField(max_length=9))]
)
OTHER = migrations.CreateModel(
    "Other",
    [("id", models.AutoField(primary_key=True)), ("one", models.ForeignKey("probe.One", models.PROTECT))],
    options={"indexes": [models.Index(fields=["one", "-id"], name="newest_of_one")]},
)
BOTH = AllAtOnce([ONE, OTHER])


def columns():
    with connection.cursor() as cursor:
        tables = [name for name in connection.introspection.table_names(cursor) if name.startswith("probe_")]
        return {name: connection.introspection.get_constraints(cursor, name) for name in tables}


def forwards(*operations):
    """The tables that they make, after which they are gone again."""
    state = ProjectState()
    steps = []
    with connection.schema_editor() as editor:
        for one in operations:
            before, state = state, state.clone()
            one.state_forwards("probe", state)
            one.database_forwards("probe", editor, before, state)
            steps.append((one, before, state))
    made = columns()
    with connection.schema_editor() as editor:
        for one, before, after in reversed(steps):
            one.database_backwards("probe", editor, after, before)
    assert columns() == {}
    return made


def test_at_once_makes_what_one_by_one_makes_and_takes_it_back(db):
    at_once = forwards(BOTH)
    assert at_once == forwards(ONE, OTHER)
    assert set(at_once) == {"probe_one", "probe_other"}
    assert "newest_of_one" in at_once["probe_other"]


def test_a_state_that_was_rendered_before_knows_the_new_tables():
    state = ProjectState()
    assert not list(state.apps.get_models())
    BOTH.state_forwards("probe", state)
    assert {one.__name__ for one in state.apps.get_models()} == {"One", "Other"}


def test_anything_else_stands_beside_it():
    with pytest.raises(TypeError, match="Add field"):
        AllAtOnce([ONE, migrations.AddField("one", "two", models.IntegerField(default=0))])


def test_a_database_of_another_version_is_not_migrated(db):
    become("owner")
    MigrationRecorder(connection).record_applied("cases", "0002_working_day")
    with pytest.raises(CommandError, match="another version of Early Help: it names cases.0002_working_day"):
        call_command("migrate", verbosity=0)


def test_what_a_library_has_left_behind_is_its_own_matter(db):
    become("owner")
    MigrationRecorder(connection).record_applied("guardian", "0001_as_it_was")
    refuse_another_version("default")
