"""Nothing that is done on a closed case opens it again; who worked on it last, and until when, stays in sight."""

import pytest
from django.urls import reverse

from access import clock
from access.roles import PRACTITIONER, TEAM_MANAGER
from access.routes import ROUTES, Reach
from cases.operations import closure
from cases.stages import Stage
from tests.conftest import as_
from tests.factories import AllocationFactory, CaseFactory, OrganisationFactory, worker_on
from tests.factories.sharing import DisclosureFactory
from tests.factories.working_day import casework, family_facts
from tests.regressions.filling import answers_to, parts_of

OF_ONE_CASE = sorted(
    name
    for name, route in ROUTES.items()
    if route.about_case and route.reach([PRACTITIONER, TEAM_MANAGER]) is Reach.OWN and name != "sharing:check"
)


@pytest.fixture
def lead(db):
    case = CaseFactory()
    worker = worker_on(case, "practitioner", "team_manager")
    AllocationFactory(case=case, team=case.team, worker=worker.staff)
    return case, worker


@pytest.fixture
def closed(lead):
    case, worker = lead
    OrganisationFactory(kind="school_nursery")
    with as_(worker):
        closure.close(case, on=clock.today(), outcome="needs_met", because="Done.", by=worker)
    family_facts(case)  # what stays open on it: what an older program or a mistake may have left
    casework(case)
    case.refresh_from_db()
    return case, worker


def places_of(case):
    """What stands in an address of this case, by the name of the part."""
    family = case.family
    return {
        "reference": case.reference,
        "person": case.children[0].pk,
        "member": family.members.first().pk,
        "relationship": family.relationships.first().pk,
        "professional": case.professionals.first().pk,
        "alert": case.alerts.first().pk,
        "note": case.notes.first().pk,
        "event": case.significant_events.first().pk,
        "task": case.tasks.first().pk,
        "number": 1,
        "section": case.assessment_sections.first().pk,
        "outcome": case.plan_outcomes.first().pk,
        "action": case.actions.first().pk,
        "other": case.children[0].pk,
        "consent": case.children[0].pk,
    }


@pytest.mark.regression(1)
@pytest.mark.parametrize("name", OF_ONE_CASE)
def test_no_page_opens_a_closed_case_again(name, closed, signed_in):
    case, worker = closed
    places = places_of(case)
    client, before = signed_in(worker), (case.stage, case.closed_on, case.outcome)
    url = reverse(name, args=[places[part] for part in parts_of(name)])
    page = client.get(url)
    form = page.context["form"] if page.context and "form" in page.context else None
    client.post(url, answers_to(form) if form is not None else {})
    case.refresh_from_db()
    assert (case.stage, case.closed_on, case.outcome) == before == (Stage.CLOSED, clock.today(), "needs_met")


@pytest.mark.regression(1)
def test_an_entry_about_sharing_leaves_it_closed(closed):
    case, _ = closed
    DisclosureFactory(case=case)
    case.refresh_from_db()
    assert case.stage == Stage.CLOSED


@pytest.mark.regression(1)
def test_who_worked_on_it_last_and_until_when_stays_in_sight(closed, signed_in):
    case, worker = closed
    page = signed_in(worker).get(case.get_absolute_url()).content.decode()
    assert worker.name in page
    assert f"{clock.today().day} {clock.today():%B %Y}" in page and "Closed" in page
