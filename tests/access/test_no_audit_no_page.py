"""No audit, no page: with both sinks broken no page about families shows anything, with one of them broken every page is shown."""

import json

import pytest
from django.urls import reverse

from access.audit import ingest, sinks
from access.models import AccessEvent
from access.routes import ROUTES
from tests.access.pages_of_ours import OURS, canaries, get
from tests.conftest import become
from tests.factories import somebody

pytestmark = pytest.mark.slow


@pytest.fixture
def database_refuses(monkeypatch):
    monkeypatch.setattr(sinks, "to_database", lambda event: False)


@pytest.mark.parametrize("name", OURS)
def test_a_page_about_a_family_is_noted_once_and_without_a_sink_not_shown(
    name, everything, signed_in, settings, monkeypatch, database_refuses
):
    case, old, worker, places = everything
    client = signed_in(worker)
    answer = get(client, name, places)  # the file alone takes the event: the page is shown
    in_words = any(word in answer.content.decode() for word in canaries(case, old))
    shown = in_words or (
        ROUTES[name].about_case and ROUTES[name].file
    )  # what stands in a file is somebody else's words
    noted = settings.AUDIT_FILE.read_text().splitlines() if settings.AUDIT_FILE.exists() else []
    readings_noted = [event["route"] for event in map(json.loads, noted) if event["stream"] == "reading"]
    if shown:
        assert (answer.status_code, readings_noted) == (200, [name])
        assert ingest.waiting()  # and an alarm rings until the event has come in
    else:  # only a page that is about no case, or that leads nowhere with what is there, shows nothing of it
        assert not ROUTES[name].about_case or answer.status_code != 200

    monkeypatch.setattr(sinks, "to_file", lambda event: False)
    settings.DUTY_PHONE = "01632 960 999"
    assert_shown_with_the_database_alone(client, name, places, monkeypatch, answer)
    refused = get(client, name, places)
    page = refused.content.decode()
    assert not [word for word in canaries(case, old) if word in page]
    assert "Traceback" not in page
    if shown:
        assert refused.status_code == 503
        assert "01632 960 999" in page


def assert_shown_with_the_database_alone(client, name, places, monkeypatch, before):
    """The file does not take it: the page is what it was."""
    with monkeypatch.context() as once:
        once.setattr(sinks, "to_database", lambda event: True)
        assert get(client, name, places).status_code == before.status_code


def test_with_the_file_broken_the_database_takes_it_and_the_page_is_shown(everything, signed_in, monkeypatch):
    case, _, worker, _ = everything
    monkeypatch.setattr(sinks, "to_file", lambda event: False)
    assert signed_in(worker).get(case.get_absolute_url()).status_code == 200
    become("owner")
    assert AccessEvent.objects.filter(case_key=case.pk, user_key=worker.pk).count() == 1


@pytest.mark.parametrize("name", ["access:staff", "sharing:log", "cases:queue"])
def test_a_page_that_a_role_does_not_open_is_refused_and_the_refusal_noted(name, signed_in, db):
    referrer = somebody("referrer")
    assert signed_in(referrer).get(reverse(name)).status_code == 403
    become("owner")
    event = AccessEvent.objects.get(user_key=referrer.pk)
    assert (event.route, event.outcome, event.because) == (name, "refused", "role")


def test_where_not_even_a_refusal_can_be_noted_nothing_is_said(signed_in, db, monkeypatch, database_refuses):
    monkeypatch.setattr(sinks, "to_file", lambda event: False)
    assert signed_in(somebody("referrer")).get(reverse("access:staff")).status_code == 503
