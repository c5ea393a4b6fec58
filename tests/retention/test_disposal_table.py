"""Every model and every foreign key has a line that says what disposal does with it."""

import pytest
from django.apps import apps
from django.db import models

from earlyhelp.database.rights import RIGHTS
from earlyhelp.database.walls import WALLS
from retention.operations.disposal_table import FOREIGN_KEYS, MODELS, Fate, order, targets, versions_of

GOING = (Fate.WITH_CASE, Fate.WITH_FAMILY, Fate.WITH_PERSON)


def all_models():
    """Every model of the project but the tables of versions, which go with their rows."""
    histories = {model.history.model for model in apps.get_models() if hasattr(model, "history")}
    return [model for model in apps.get_models() if model not in histories]


def test_every_model_has_a_line():
    missing = sorted({model._meta.label for model in all_models()} - set(MODELS))
    assert not missing, (
        f"{missing}: add a line to MODELS in retention/operations/disposal_table.py: with_case(why) if its rows hang under a"
        " case, with_person(why, column) if they are about one person, stays(why) or not_about(why)."
    )
    assert not sorted(set(MODELS) - {model._meta.label for model in all_models()}), "lines of models that are gone"


def test_every_foreign_key_has_a_line():
    keys = {
        f"{model._meta.label}.{field.name}"
        for model in all_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey)
    }
    assert not sorted(keys - set(FOREIGN_KEYS)), (
        f"{sorted(keys - set(FOREIGN_KEYS))}: add a line to FOREIGN_KEYS in retention/operations/disposal_table.py that says"
        " what disposal does with what it points at."
    )
    assert not sorted(set(FOREIGN_KEYS) - keys), "lines of foreign keys that are gone"


def test_what_hangs_under_a_case_goes_with_it():
    for model in all_models():
        if any(target._meta.label == "cases.Case" for target in targets(model)):
            assert MODELS[model._meta.label].fate == Fate.WITH_CASE, f"{model._meta.label} would keep its case alive"


@pytest.mark.parametrize("fate", GOING)
def test_what_points_goes_before_what_it_points_at(fate):
    going = [model for model, _ in order(fate)]
    for place, model in enumerate(going):
        assert not [target for target in targets(model) if target in going[:place]], model


@pytest.mark.parametrize("fate", GOING)
def test_the_disposer_may_delete_what_goes_and_its_versions(fate):
    for model, column in order(fate):
        table = model._meta.db_table
        assert "D" in RIGHTS[table].get("dispose", ""), f"{table}: give the disposer D in earlyhelp/database/rights.py"
        assert WALLS[table].destroy, f"{table}: say in earlyhelp/database/walls.py which rows the disposer may delete"
        assert column in {field.attname for field in model._meta.concrete_fields}
        assert WALLS[table].history == (versions_of(model) is not None)


def test_the_disposer_may_delete_nothing_else():
    going = {apps.get_model(label)._meta.db_table for label, line in MODELS.items() if line.fate in GOING}
    others = {table for table, rights in RIGHTS.items() if "D" in rights.get("dispose", "")} - going
    assert others == {"access_draft"}  # whose time is up, and nobody else's


def test_nothing_that_stays_points_at_what_goes():
    for label, line in MODELS.items():
        if line.fate not in GOING:
            goes = [target for target in targets(apps.get_model(label)) if MODELS[target._meta.label].fate in GOING]
            assert not goes, f"{label} stays and would point at nothing"
