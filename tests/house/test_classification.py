"""Every field that can hold words or days says what it tells, and what tells about a family goes with the family's record."""

import pytest
from django.apps import apps
from django.db import models

from access.classification import FIELDS, Personal
from earlyhelp.database.install import GUARDED
from earlyhelp.policy import load
from earlyhelp.policy.classes import CLASSES, NEEDED
from earlyhelp.policy.covering import covering
from earlyhelp.policy.loading import available
from earlyhelp.policy.vocabulary import ABOUT
from retention.operations.disposal_table import MODELS as FATES
from retention.operations.disposal_table import Fate

OURS = ("access", "cases", "consent", "sharing", "retention")
HARMLESS = (models.UUIDField, models.DateTimeField, models.IntegerField, models.AutoField)
MODELS = [
    model
    for model in apps.get_models()
    if model._meta.app_label in OURS and not model.__name__.startswith("Historical")
]
GONE = (Fate.WITH_CASE, Fate.WITH_FAMILY, Fate.WITH_PERSON)


def telling(model) -> set[str]:
    """The fields that can hold words or days, and where the row goes with the case those that can hold a yes."""
    harmless = HARMLESS if goes_with_the_case(model) else (*HARMLESS, models.BooleanField)
    return {
        field.name
        for field in model._meta.concrete_fields
        if not field.remote_field and not isinstance(field, harmless)
    }


def goes_with_the_case(model) -> bool:
    return model._meta.label in FATES and FATES[model._meta.label].fate in GONE


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_field_is_classified(model):
    listed = set(FIELDS.get(model._meta.label, {}))
    missing, over = telling(model) - listed, listed - telling(model)
    assert not missing, (
        f"say in access/classification.py what {model._meta.label} tells by {sorted(missing)}: for a field about somebody"
        " its class of information (earlyhelp/policy/classes.py) and whom it may be about, else its kind. A new class needs a line"
        " in each council’s file (docs/howto/add-a-field.md)"
    )
    assert not over, (
        f"{model._meta.label} has no field {sorted(over)} any more: take it out of access/classification.py"
    )


def test_no_line_is_about_a_model_that_is_gone():
    assert set(FIELDS) <= {model._meta.label for model in MODELS}


@pytest.mark.parametrize("label", FIELDS)
def test_what_tells_about_a_family_goes_with_its_record(label):
    personal = sorted(name for name, kind in FIELDS[label].items() if kind.personal)
    assert not personal or FATES[label].fate in GONE, (
        f"{label} would keep {personal} after the case is destroyed: change its line in the disposal table, or the field"
    )


@pytest.mark.parametrize("label", FIELDS)
def test_what_is_about_somebody_names_its_class_and_whom_it_may_be_about(label):
    for name, line in FIELDS[label].items():
        if isinstance(line, Personal):
            assert line.what in CLASSES, (
                f"{label}.{name} is of the class “{line.what}”: add it to earlyhelp/policy/classes.py with its mark in law, and"
                " say in each council’s file which category of the notice covers it, or nobody is asked"
            )
            assert line.about and set(line.about) <= set(ABOUT), (
                f"say in access/classification.py whom {label}.{name} may be about: {', '.join(ABOUT)}"
            )


def test_every_class_that_a_record_can_hold_is_held_by_a_field():
    """Offences come with what others send: no field asks for them, and the files say already which category they are."""
    held = {line.what for lines in FIELDS.values() for line in lines.values() if isinstance(line, Personal)}
    assert set(CLASSES) - held == {"offences"}


def test_what_the_database_holds_of_a_person_is_named_as_its_class():
    assert {column: FIELDS["cases.Person"][column].what for column in GUARDED} == {one: one for one in GUARDED}
    special = {name for name, line in FIELDS["cases.Person"].items() if CLASSES[line.what].law != "ordinary"}
    assert special - set(GUARDED) == {"health_because"}, "add it to GUARDED in earlyhelp/database/install.py"


def test_what_every_record_needs_is_asked_everywhere():
    missing = {name: [what for what in NEEDED if not covering(load(name), what)] for name in available()}
    assert not any(missing.values()), missing
