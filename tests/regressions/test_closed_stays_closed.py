"""Nothing that is done on a closed case opens it again; who worked on it last, and until when, stays in sight."""

from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse

from access import clock, notice
from access.roles import PRACTITIONER, TEAM_MANAGER
from access.routes import ROUTES, Reach
from cases.operations import closure
from cases.stages import Stage
from tests.conftest import as_
from tests.factories import AllocationFactory, CaseFactory, OrganisationFactory, somebody, worker_on
from tests.factories.sharing import DisclosureFactory
from tests.factories.states import states
from tests.factories.working_day import casework, family_facts
from tests.regressions.filling import answers_to, parts_of

OF_ONE_CASE = sorted(
    name
    for name, route in ROUTES.items()
    if route.about_case and route.reach([PRACTITIONER, TEAM_MANAGER]) is Reach.OWN and name != "sharing:check"
)


# What may still be put right or recorded about people on a closed case. Everything else is refused there.
STILL_DONE = {
    "cases:add_former_name",
    "cases:add_professional",
    "cases:change_person",
    "cases:answer_request",  # who may see it is decided for as long as it is kept
    "cases:correct_event",
    "cases:correct_note",
    "cases:end_exclusion",
    "cases:exclude",
    "cases:keep_restriction",
    "cases:lift_restriction",
    "cases:restrict",
    "cases:withdraw_document",
    "cases:end_alert",
    "cases:end_member",
    "cases:end_professional",
    "cases:end_relationship",
    "cases:finish_task",
    "cases:move",
    "cases:relate",
    "consent:give_notice",
    "consent:record_concern",
    "consent:record_agreement",
    "sharing:record",  # on a ground: tests/sharing/test_lawfulness.py; here it leads to the page that checks
}


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
    states(case)
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
        "document": case.documents.first().pk,
        "member": family.members.first().pk,
        "relationship": family.relationships.first().pk,
        "professional": case.professionals.first().pk,
        "alert": case.alerts.first().pk,
        "note": case.notes.first().pk,
        "event": case.significant_events.first().pk,
        "task": case.tasks.first().pk,
        "draft": case.pk,  # of a note that nobody has begun: not there
        "number": 1,
        "section": case.assessment_sections.first().pk,
        "outcome": case.plan_outcomes.first().pk,
        "action": case.actions.first().pk,
        "other": case.children[0].pk,
        "service": case.services_received.first().pk,
        "consent": case.children[0].pk,
        "restriction": case.restrictions.first().pk,
        "exclusion": case.exclusions.first().pk,
        "asked": case.access_requests.first().pk,
    }


def given(name, case):
    """Answers that the ones filled in by themselves do not fit."""
    if name == "cases:change_person":
        return {f"expected_{part}": "" for part in ("day", "month", "year")} | {"upn": "", "nhs_number": ""}
    if name == "cases:relate":
        one, other = (member.person_id for member in case.family.members.order_by("pk"))
        return {"one": str(one), "other": str(other), "tie": "sibling", "responsibility": ""}
    if name == "cases:exclude":
        return {"user": str(somebody().pk)}
    if name in ("cases:restrict", "cases:keep_restriction"):
        soon = clock.today() + timedelta(days=30)
        return {f"review_on_{part}": getattr(soon, part) for part in ("day", "month", "year")}
    return {}


@pytest.mark.regression(1)
@pytest.mark.parametrize("name", OF_ONE_CASE)
def test_no_page_opens_a_closed_case_again(name, closed, signed_in):
    """What is put right later is done, work is refused with the reason, and neither opens the case."""
    case, worker = closed
    places = places_of(case)
    client, before = signed_in(worker), (case.stage, case.closed_on, case.outcome)
    url = reverse(name, args=[places[part] for part in parts_of(name)])
    url += f"?team={case.team_id}" if name == "cases:allocate" else ""
    page = client.get(url)
    form = page.context["form"] if page.context and "form" in page.context else None
    answer = client.post(url, answers_to(form, **given(name, case)) if form is not None else {})
    assert (answer.status_code == 302) == (name in STILL_DONE), (name, form and form.errors)
    case.refresh_from_db()
    assert (case.stage, case.closed_on, case.outcome) == before == (Stage.CLOSED, clock.today(), "needs_met")
    assert not case.allocations.filter(until=None).exists()


@pytest.mark.regression(1)
def test_allocated_in_bulk_it_refuses_the_others_too(closed, signed_in):
    """A closed case among several that somebody ticks is not opened, and none of the others is allocated."""
    case, worker = closed
    other = CaseFactory(team=case.team)
    colleague = worker_on(case)
    AllocationFactory(case=other, worker=worker.staff)
    url = f"{reverse('cases:allocate_many')}?case={case.reference}&case={other.reference}&team={case.team_id}"
    answer = signed_in(worker).post(
        url, {"worker": colleague.staff.pk, "because": "x", "service": notice.policy().services[0].code}
    )
    assert answer.status_code == 422 and f"{case.reference}: This case is closed" in answer.content.decode()
    case.refresh_from_db()
    assert case.stage == Stage.CLOSED and other.lead.worker.user == worker


@pytest.mark.regression(1)
def test_an_entry_about_sharing_leaves_it_closed(closed):
    """Recording later what had been shared opened the case again."""
    case, _ = closed
    DisclosureFactory(case=case)
    case.refresh_from_db()
    assert case.stage == Stage.CLOSED


@pytest.mark.regression(1)
def test_who_worked_on_it_last_and_until_when_stays_in_sight(closed, signed_in):
    """The banner goes on to name the last lead with their number and the day of closing, to a colleague too."""
    case, worker = closed
    page = unescape(signed_in(worker_on(case)).get(reverse("cases:plan", args=[case.reference])).content.decode())
    banner = page[page.index("eh-banner") : page.index("</section>", page.index("eh-banner"))]
    assert f"Last lead worker</dt><dd>{worker.name}, {worker.staff.phone}" in banner
    assert f"Closed on {clock.today().day} {clock.today():%B %Y}" in banner
