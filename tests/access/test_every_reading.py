"""Every page about one case leaves an entry in the log of readings, whoever opens it: none is forgotten."""

import pytest
from django.urls import reverse

from access.models import AccessEvent
from access.roles import DPO, PRACTITIONER, TEAM_MANAGER
from access.routes import ROUTES, Reach
from tests.factories import CaseFactory, somebody, worker_on
from tests.factories.sharing import DisclosureFactory
from tests.factories.states import states
from tests.factories.working_day import casework, family_facts, hub_work
from tests.regressions.filling import parts_of
from tests.regressions.test_closed_stays_closed import OF_ONE_CASE, places_of

ACROSS = sorted(name for name, route in ROUTES.items() if route.about_case and route.reach([DPO]) is Reach.ALL)


@pytest.fixture
def case(db):
    case = CaseFactory()
    hub_work(case)
    family_facts(case)
    casework(case)
    DisclosureFactory(case=case)
    states(case)
    return case


def events(case, person):
    return AccessEvent.objects.filter(case_key=case.pk, user_key=person.pk, outcome="shown")


@pytest.mark.slow
@pytest.mark.parametrize("name", OF_ONE_CASE)
def test_opening_it_is_noted_once(name, case, signed_in):
    worker, places = worker_on(case, PRACTITIONER.code, TEAM_MANAGER.code), places_of(case)
    places["section"] = case.assessment_sections.first().pk
    answer = signed_in(worker).get(reverse(name, args=[places[part] for part in parts_of(name)]))
    noted = events(case, worker)
    if answer.status_code == 200:
        assert [event.route for event in noted] == [name]
    else:  # what is not there for this person, or leads elsewhere, shows nothing
        assert answer.status_code in (302, 403, 404, 405), answer.status_code


@pytest.mark.parametrize("name", ACROSS)
def test_so_it_is_for_whoever_sees_across_cases(name, case, signed_in):
    officer = somebody("dpo")
    assert signed_in(officer).get(reverse(name, args=[case.reference])).status_code == 200
    assert [event.route for event in events(case, officer)] == [name]


@pytest.mark.slow
def test_looking_for_somebody_and_taking_a_file_are_noted(case, signed_in):
    officer = somebody("dpo")
    client = signed_in(officer)
    client.get(client.post(reverse("cases:search"), {"q": case.children[0].full_name}).url)
    client.get(reverse("sharing:log_file"))
    assert {event.kind for event in AccessEvent.objects.filter(user_key=officer.pk)} == {"search", "export"}
