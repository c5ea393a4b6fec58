"""A sharing that a notice is asked about, and a case at the front door."""

import pytest
from django.db import DatabaseError, transaction

from access import clock
from access.records import uuid7
from cases.stages import Stage
from sharing.operations import disclosures
from sharing.operations.disclosures import Circumstances, Words
from sharing.operations.lawfulness import Wanted
from tests.conftest import as_
from tests.factories import CaseFactory, OrganisationFactory, TeamFactory, worker_on
from tests.factories.sharing import answered

AFC = "achieving-for-children-early-help-hub"
CAM = "cambridgeshire-early-help"
RCC = "redcar-cleveland-children-and-families"
RCE = "redcar-cleveland-early-help"


def wanted(case, kind, purpose, *kinds, **other):
    given = {"recipient": OrganisationFactory(kind=kind), "involved": True} | other
    return Wanted(purpose=purpose, kinds=kinds or ("identity",), people=case.children, **given)


def record(case, by, asked, answers=None, **how):
    with as_(by):
        return disclosures.record(
            case,
            asked,
            Circumstances(
                **{
                    "decision": "shared",
                    "shared_on": clock.today(),
                    "method": "spoken",
                    "encrypted": False,
                    "told": True,
                }
                | how
            ),
            Words(why_needed="They asked.", described="A name"),
            by=by,
            key=uuid7(),
            answers=answers or answered(case, asked, on=how.get("shared_on")),
        )


def refused(write, *words):
    """A write that the database refuses, with these words."""
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        write()
    assert all(word in str(caught.value) for word in words), caught.value


def at_the_door():
    """A case that the hub has still to decide about, and somebody of the hub who holds it."""
    case = CaseFactory(stage=Stage.RECEIVED, team=TeamFactory(is_hub=True))
    return case, worker_on(case, "hub")
