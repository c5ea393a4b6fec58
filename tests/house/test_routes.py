"""Every URL has a row that says what each role gets, and every row is kept, for everybody."""

import json
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, resolve, reverse
from django.urls.converters import IntConverter, SlugConverter, StringConverter, UUIDConverter

from access.roles import ROLES
from access.routes import ROUTES, Reach
from cases.models import Case
from tests.factories import CaseFactory, NoteFactory, TeamFactory, somebody

CASE_ROUTES = [name for name, route in ROUTES.items() if route.about_case]
SOMETHING = {UUIDConverter: uuid4(), IntConverter: 987, StringConverter: "nothing", SlugConverter: "nothing"}


def patterns(resolver=None, namespace=""):
    """Every URL pattern by its full name."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from patterns(entry, f"{namespace}{entry.namespace}:" if entry.namespace else namespace)
        elif isinstance(entry, URLPattern):
            yield f"{namespace}{entry.name}", entry.pattern


def names():
    return (name for name, _ in patterns())


def address(name, case):
    """The URL of a page, of this family where it is of one; with something that is not there for what else it carries."""
    (converters,) = (pattern.converters for found, pattern in patterns() if found == name)
    carried = {key: SOMETHING[type(converter)] for key, converter in converters.items()}
    return reverse(name, kwargs=carried | ({"reference": case.reference} if "reference" in carried else {}))


def test_every_url_has_a_row_and_every_row_a_url():
    there = set(names())
    assert not there - set(ROUTES), f"add a row to access/routes.py for {sorted(there - set(ROUTES))}"
    assert not set(ROUTES) - there, (
        f"take the row out of access/routes.py, or make the page: {sorted(set(ROUTES) - there)}"
    )


@pytest.mark.parametrize("role", ROLES)
def test_nobody_has_more_than_six_links_at_the_top(role):
    """Put a page that is used less beside one that is there: certificates and holds hang under records."""
    links = [route.nav for route in ROUTES.values() if route.nav and route.reach([ROLES[role]]) is not Reach.NONE]
    assert len(links) <= 6, links


def test_a_page_without_a_row_does_not_open(signed_in, db, monkeypatch):
    kept = dict(ROUTES)
    monkeypatch.delitem(ROUTES, "desk:today")
    assert signed_in(somebody("hub")).get("/").status_code == 404
    monkeypatch.undo()
    ROUTES.clear()
    ROUTES.update(kept)  # in their order again: put back alone it would stand last, in the frame too


def test_the_command_prints_every_url_with_every_role(capsys):
    call_command("routes")
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {line["name"] for line in lines} == set(ROUTES)
    assert all(line["listed"] and set(line["roles"]) == set(ROLES) for line in lines)


@pytest.fixture
def case(db):
    case = CaseFactory()
    NoteFactory(case=case)
    return case


@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", CASE_ROUTES)
def test_a_stranger_finds_nothing_at_any_page_of_a_case(name, role, case, signed_in):
    client, url = signed_in(somebody(role, team=TeamFactory())), address(name, case)
    reach = ROUTES[name].reach([ROLES[role]])
    expected = 200 if reach is Reach.ALL else 404
    answer = client.get(url)
    assert answer.status_code == expected
    assert client.post(url, {}).status_code in ((200, 405, 422) if reach is Reach.ALL else (404,))
    body = answer.content.decode()
    assert not any(person.full_name in body for person in case.children)


@pytest.mark.parametrize("name", CASE_ROUTES)
def test_forbidden_and_missing_look_the_same(name, case, signed_in):
    client = signed_in(somebody("practitioner", team=TeamFactory()))
    url = address(name, case)
    hidden, missing = client.get(url), client.get(url.replace(case.reference, "EH-2222222"))
    assert hidden.status_code == missing.status_code == 404
    assert hidden.content == missing.content


@pytest.mark.parametrize("role", ROLES)
def test_lists_are_empty_for_a_stranger(role, case, signed_in):
    client = signed_in(somebody(role, team=TeamFactory(is_hub=role == "hub")))
    for name, route in ROUTES.items():
        if route.reach([ROLES[role]]) is Reach.OWN and not route.about_case:
            try:
                url = reverse(name)
            except NoReverseMatch:
                continue
            assert case.reference not in client.get(url).content.decode(), name


@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES)
def test_with_the_first_wall_gone_row_security_still_shows_nothing(role, case, signed_in, monkeypatch):
    monkeypatch.setattr("cases.models.case.scope", lambda user, rows: rows)
    monkeypatch.setattr("access.grants.scope", lambda user, rows: rows)
    client = signed_in(somebody(role, team=TeamFactory()))
    for name in CASE_ROUTES:
        if ROUTES[name].reach([ROLES[role]]) is not Reach.ALL:
            answer = client.get(address(name, case))
            assert answer.status_code in (403, 404), name


@pytest.mark.parametrize("name", [name for name, route in ROUTES.items() if not route.public])
def test_nobody_is_let_in_before_signing_in(name, client, case):
    answer = client.get(address(name, case))
    assert answer.status_code == 302
    assert resolve(answer.url.split("?")[0]).view_name in ("account_login", "account_reauthenticate")


def test_before_the_second_factor_no_page_opens(client, case):
    worker = somebody("practitioner", team=case.team)
    client.force_login(worker, backend="allauth.account.auth_backends.AuthenticationBackend")
    for url in ("/", case.get_absolute_url(), reverse("cases:cases")):
        assert client.get(url).url == reverse("mfa_index")


PRESSED = {"access:stay"}


@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES)
def test_every_role_gets_exactly_what_its_row_says_of_plain_pages(role, signed_in, db):
    """Those whose address names something: tests/access/test_every_refusal.py."""
    client = signed_in(somebody(role, team=TeamFactory()))
    for name, route in ROUTES.items():
        if route.public or route.signing_in or route.about_case:
            continue
        try:
            url = reverse(name)
        except NoReverseMatch:
            continue
        allowed = route.reach([ROLES[role]]) is not Reach.NONE
        shown = 200 if name not in PRESSED else 405  # one that only answers a press is reached, and shows nothing
        assert client.get(url).status_code == (shown if allowed else 403), name


def test_a_case_that_is_mine_opens_for_me_alone(case, signed_in):
    mine = signed_in(somebody("practitioner", team=case.team))
    assert mine.get(case.get_absolute_url()).status_code == 200
    assert Case.objects.count() == 1
