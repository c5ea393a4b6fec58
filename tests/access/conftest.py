"""A family with something on every page, for tests that open all of them; and what the audit is told."""

import shutil

import pytest

from access import clock
from access.models import Notification
from cases.models import Task
from tests import plugin
from tests.access import chained
from tests.access.pages_of_ours import INSIDE
from tests.factories import AllocationFactory, CaseFactory, installation, somebody, worker_on
from tests.factories.retention import closed_case, proposed, readings, records_manager
from tests.factories.sharing import DisclosureFactory
from tests.factories.states import states
from tests.factories.working_day import casework, family_facts, hub_work, write
from tests.regressions.test_closed_stays_closed import places_of


@pytest.fixture
def everything(db):
    """A family with something on every page, a list of cases to be destroyed, and somebody who may open all of it."""
    readings()
    case = CaseFactory()
    hub_work(case)
    family_facts(case)
    casework(case)
    states(case)
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
        "glass": case.broken_glass.first().pk,
        "seal": case.restrictions.get(level="sealed").pk,
    }
    return case, old, worker, places


@pytest.fixture
def manager(db):
    return records_manager()


@pytest.fixture
def dpo(db):
    return somebody("dpo")


@pytest.fixture(scope="session")
def prepared(django_db_blocker, tmp_path_factory):
    """Two anchored stretches of work, and a copy of the database as it was between them; made once by each worker, copied for each test."""
    folder = tmp_path_factory.mktemp("prepared")
    mark = plugin.os.environ.get("PYTEST_XDIST_WORKER", "") + plugin.SUFFIX
    names = [f"earlyhelp_{name}{mark}" for name in ("prepared", "older", "tampered")]
    plugin.copy(names[0])
    with django_db_blocker.unblock():
        with chained.looking_at(names[0], folder):
            case, worker = chained.first_stretch()
        plugin.copy(names[1], template=names[0])
        with chained.looking_at(names[0], folder):
            chained.another_stretch(case, worker)
    yield folder, names
    for name in names:
        plugin.drop(name)


@pytest.fixture
def name(prepared, tmp_path, django_db_blocker):
    """A copy to tamper with, and everything looking at it."""
    folder, (prepared_name, _, tampered) = prepared
    shutil.copy(folder / "anchors.jsonl", tmp_path)
    plugin.copy(tampered, template=prepared_name)
    with django_db_blocker.unblock(), chained.looking_at(tampered, tmp_path):
        yield tampered


@pytest.fixture
def superuser(name):
    with chained.superuser(name) as connection:
        yield connection
