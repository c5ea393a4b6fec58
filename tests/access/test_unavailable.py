"""The page of a service that is not there now: 503 where the database is what is missing, and what was typed comes back with it."""

from types import SimpleNamespace

import psycopg
import pytest
from django import db
from django.test import RequestFactory
from django.urls import reverse

from access.readable import WholeBody, whole_bodies
from access.unavailable import server_error, unavailable

pytestmark = pytest.mark.goal("E2")
OURS = "http://testserver"
TYPED = {"text": "Mornings & evenings <are> hard.", "once": "1", "csrfmiddlewaretoken": "abc"}


def page_after(error, request=None):
    try:
        raise error
    except Exception:
        return server_error(request or RequestFactory().get("/"))


def sent(path=None, origin=OURS):
    return RequestFactory(headers={"Origin": origin}).post(path or reverse("cases:new_referral"), TYPED)


@pytest.mark.parametrize(
    "error", [db.OperationalError(), db.InterfaceError(), psycopg.OperationalError("secret words")]
)
def test_without_the_database_it_is_a_503_that_says_so(error):
    answer = page_after(error)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    assert b"ring the duty team" in answer.content and b"secret" not in answer.content


def test_an_error_that_came_upon_it_is_one_too_and_any_other_is_none():
    later = RuntimeError()
    later.__context__ = db.OperationalError()
    assert page_after(later).status_code == 503
    assert page_after(RuntimeError()).status_code == 500


def test_what_was_typed_comes_back_in_a_form_with_the_token_that_came():
    page = unavailable(sent()).content.decode()
    assert f'action="{reverse("cases:new_referral")}"' in page
    assert 'name="text" value="Mornings &amp; evenings &lt;are&gt; hard."' in page
    assert 'name="csrfmiddlewaretoken" value="abc"' in page  # another site's form gets no better one


@pytest.mark.parametrize(
    ("path", "origin"), [(None, "https://elsewhere.example"), (None, ""), ("/account/login/", OURS), ("/nowhere", OURS)]
)
def test_nothing_comes_back_of_another_sites_form_or_of_signing_in(path, origin):
    page = unavailable(sent(path, origin)).content.decode()
    assert "Mornings" not in page and "<form" not in page


@pytest.mark.goal("E3")
@pytest.mark.parametrize(
    "read", [lambda body: body.read(), lambda body: body.read(50), lambda body: [*iter(body.readline, b"")]]
)
def test_half_a_body_is_no_body(read):
    """Seen to fail with the server's own stream."""
    there = SimpleNamespace(read=lambda size: b"half of it", readline=lambda size: b"half of it")
    with pytest.raises(OSError, match="cut"):
        read(WholeBody(there, 20))


@pytest.mark.goal("E3")
def test_a_whole_body_is_read_as_ever(client):
    def application(environ, start_response):
        return environ["wsgi.input"].read(), environ["wsgi.input"].read(5)

    environ = RequestFactory().post("/", TYPED).environ
    body, more = whole_bodies(application)(environ, None)
    assert (len(body), more) == (int(environ["CONTENT_LENGTH"]), b"")
