"""A family with something on every page, for tests that open all of them; and what the audit is told."""

import pytest

from access import clock
from access.audit import sinks
from access.models import Notification
from cases.models import Task
from tests.access.pages_of_ours import INSIDE
from tests.factories import AllocationFactory, CaseFactory, installation, worker_on
from tests.factories.retention import closed_case, proposed, readings
from tests.factories.sharing import DisclosureFactory
from tests.factories.working_day import casework, family_facts, hub_work, write
from tests.regressions.test_closed_stays_closed import places_of


@pytest.fixture
def noted(monkeypatch):
    """The events that would have been stored, in their order."""
    events = []
    monkeypatch.setattr(sinks, "to_database", lambda event: events.append(event) or True)
    return events


@pytest.fixture
def everything(db):
    """A family with something on every page, a list of cases to be destroyed, and somebody who may open all of it."""
    readings()
    case = CaseFactory()
    hub_work(case)
    family_facts(case)
    casework(case)
    entry = DisclosureFactory(case=case)
    worker = worker_on(case, *[role.code for role in INSIDE])
    AllocationFactory(case=case, team=case.team, worker=worker.staff)
    write(
        Task(
            case=case,
            what="the periwinkle kettle",
            for_user=worker,
            due_on=clock.today(),
            made_at=clock.now(),
            made_by=installation(),
        )
    )
    Notification(
        user=worker, kind="case.allocated", case_key=case.pk, case_reference=case.reference, at=clock.now()
    ).save(force_insert=True)
    old = closed_case()
    batch = proposed()
    places = places_of(case) | {
        "batch": batch.reference,
        "list": batch.reference,
        "disclosure": entry.pk,
        "news": Notification.objects.get(user=worker).pk,
        "section": case.assessment_sections.first().pk,
    }
    return case, old, worker, places
