"""Whoever is refused a page leaves one event, whatever the page, the role and the reason."""

import pytest

from access.roles import ROLES
from access.routes import ROUTES, Reach
from tests.factories import CaseFactory, NoteFactory, TeamFactory, somebody, worker_on
from tests.house.test_routes import address

OURS = [name for name, route in ROUTES.items() if ":" in name and not route.public]


@pytest.fixture
def case(db):
    case = CaseFactory()
    NoteFactory(case=case)
    return case


@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES)
def test_every_refusal_is_noted_once(role, case, signed_in, noted):
    """Seen to fail with refusals by role, and of what is not there or not theirs, each left out of the middleware."""
    stranger = somebody(role, team=TeamFactory())
    client = signed_in(stranger)
    for name in OURS:
        for ask in (client.get, client.post):
            noted.clear()
            answer = ask(address(name, case))
            told = [(one["route"], one["user_key"]) for one in noted if one["outcome"] == "refused"]
            refused = answer.status_code in (403, 404)
            assert told == ([(name, stranger.pk)] if refused else []), (name, answer.status_code)


@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES)
def test_a_page_is_forbidden_to_exactly_the_roles_that_its_row_leaves_out(role, case, signed_in):
    """By its name, asked for and sent to, whatever else its address names: of a case, that it is there is not told either.

    Seen to fail with what is forbidden answered as missing.
    """
    client = signed_in(somebody(role, team=TeamFactory()))
    for name in OURS:
        route, url = ROUTES[name], address(name, case)
        got = {answer.status_code for answer in (client.get(url), client.post(url))}
        if route.reach([ROLES[role]]) is Reach.NONE:
            assert got == {404 if route.about_case or route.asks else 403}, name
        else:
            assert 403 not in got, name


@pytest.mark.parametrize("name", [name for name in OURS if ROUTES[name].about_case])
def test_what_is_not_there_in_ones_own_case_is_a_refusal_and_no_reading(name, case, signed_in, noted):
    """Seen to fail with a page that noted the reading first and then looked for what its address names."""
    client = signed_in(worker_on(case, *ROLES))
    for ask in (client.get, client.post):
        noted.clear()
        if ask(address(name, case)).status_code == 404:
            assert [(one["route"], one["outcome"]) for one in noted] == [(name, "refused")]


@pytest.mark.parametrize("name", [name for name in OURS if ROUTES[name].about_case])
def test_the_event_does_not_tell_hidden_from_missing(name, case, signed_in, noted):
    """Whoever reads the log does not learn from a refusal whether the family is there."""
    client = signed_in(somebody("practitioner", team=TeamFactory()))
    url = address(name, case)
    for one in (url, url.replace(case.reference, "EH-2222222")):
        assert client.get(one).status_code == 404
    hidden, missing = [{key: one[key] for key in one if key not in ("id", "machine_at", "mac")} for one in noted]
    assert hidden == missing
