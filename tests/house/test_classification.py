"""Every field that can hold words or days says what it tells, and what tells about a family goes with the family's record."""

import pytest
from django.apps import apps
from django.db import models

from access.classification import FIELDS
from retention.operations.disposal_table import MODELS as FATES
from retention.operations.disposal_table import Fate

OURS = ("access", "cases", "consent", "sharing", "retention")
HARMLESS = (models.UUIDField, models.BooleanField, models.DateTimeField, models.IntegerField, models.AutoField)
MODELS = [
    model
    for model in apps.get_models()
    if model._meta.app_label in OURS and not model.__name__.startswith("Historical")
]
GONE = (Fate.WITH_CASE, Fate.WITH_FAMILY, Fate.WITH_PERSON)


def telling(model) -> set[str]:
    """The fields that can hold words or days."""
    return {
        field.name
        for field in model._meta.concrete_fields
        if not field.remote_field and not isinstance(field, HARMLESS)
    }


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_field_is_classified(model):
    listed = set(FIELDS.get(model._meta.label, {}))
    missing, over = telling(model) - listed, listed - telling(model)
    assert not missing, f"say in access/classification.py what {model._meta.label} tells by {sorted(missing)}"
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
