"""Sessions end on the server: after some minutes, after twelve hours, by their owner, and with what changes how one signs in.

Seen to fail: with half an hour for partners' people too, with nothing deleted by `end_others`, with `cycle_key` left out of a
step-up, and with the twelve hours taken out of `get_expiry_age`.
"""

import time

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.urls import reverse

from access import browsers
from access.models import SecurityEvent, Session
from access.operations import staff
from access.operations.staff import Particulars
from tests.access.signing_in import AGAIN, PASSWORD, SECRET, browser_of, enrolled, give_password, let_pass
from tests.conftest import RoleClient, as_
from tests.factories import CaseFactory, OrganisationFactory, somebody, worker_on

pytestmark = pytest.mark.goal("F2")
SESSIONS = reverse("access:sessions")


def opens(client, url="/") -> bool:
    return client.get(url).status_code == 200


def with_key(key):
    """A browser that has nothing but somebody's cookie of a session."""
    thief = RoleClient()
    thief.cookies[settings.SESSION_COOKIE_NAME] = key
    return thief


@pytest.fixture
def worker(db):
    return worker_on(CaseFactory())


@pytest.fixture
def referrer(db):
    return somebody("referrer", team=None, staff_record__organisation=OrganisationFactory(kind="school_nursery"))


# --- how long -------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("who", "minutes"), [("worker", 30), ("referrer", 15)])
def test_a_session_ends_when_nothing_came_for_so_long(who, minutes, request, signed_in):
    client = signed_in(request.getfixturevalue(who))
    begun = time.time()
    assert opens(client)
    with time_machine.travel(begun + (minutes - 1) * 60, tick=False):
        assert opens(client), "used in time, it lives on"
    with time_machine.travel(begun + (2 * minutes - 3) * 60, tick=False):
        assert opens(client)
    with time_machine.travel(begun + (3 * minutes - 2) * 60, tick=False):
        assert client.get("/").url.startswith(reverse("account_login"))


@pytest.mark.parametrize("who", ["worker", "referrer"])
def test_twelve_hours_after_signing_in_it_ends_however_busy(who, request, signed_in):
    client = signed_in(request.getfixturevalue(who))
    begun = time.time()
    for minutes in range(14, 12 * 60, 14):
        with time_machine.travel(begun + minutes * 60, tick=False):
            assert opens(client), minutes
    with time_machine.travel(begun + 12 * 60 * 60 + 1, tick=False):
        assert not opens(client)


def test_the_page_warns_by_the_limit_of_whose_people_one_is(worker, referrer, signed_in):
    for user, seconds in ((worker, 1800), (referrer, 900)):
        assert f'data-ends="{seconds}"' in signed_in(user).get("/").content.decode()


def test_the_server_ends_it_whatever_the_cookie_says(worker, signed_in):
    client = signed_in(worker)
    assert opens(client)
    Session.objects.filter(user=worker).update(expire_date="2020-01-01T00:00:00Z")
    assert not opens(client)


# --- another key ----------------------------------------------------------------------------------------------------------------


def test_no_key_from_before_opens_anything_after_signing_in(db):
    user = enrolled()
    client = RoleClient()
    client.get(reverse("account_login"))
    give_password(client, user)
    planted = client.session.session_key
    client = browser_of(user)
    assert opens(client) and client.session.session_key != planted
    assert not opens(with_key(planted))


def test_a_key_that_somebody_made_up_is_not_taken_over(db):
    user, invented = enrolled(), "a" * 32
    client = with_key(invented)
    give_password(client, user)
    assert client.session.session_key != invented
    assert not Session.objects.filter(session_key=invented).exists()


def test_showing_again_who_one_is_changes_the_key(db):
    client = browser_of(enrolled())
    assert opens(client)
    before = client.session.session_key
    assert client.post(AGAIN, {"password": PASSWORD}).status_code == 302
    assert client.session.session_key != before
    assert opens(client) and not opens(with_key(before))


def test_the_twelve_hours_go_on_through_it(db):
    client = browser_of(enrolled())
    let_pass(client, 11 * 60 * 60, "opened")
    client.post(AGAIN, {"password": PASSWORD})
    assert client.session.get_expiry_age() <= 60 * 60
    assert time.time() - client.session["opened"] >= 11 * 60 * 60


# --- ending ---------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def two(db):
    """One person in two browsers, and the key that somebody else kept of each."""
    user = enrolled()
    first = browser_of(user)
    forget_used_codes(user)
    second = browser_of(user)
    assert opens(first) and opens(second)
    return user, first, second


def forget_used_codes(user):
    """The code of this half minute counts as not typed yet."""
    from django.core.cache import cache

    cache.clear()


def sign_out(user, client):
    client.post(reverse("account_logout"))


def change_password(user, client):
    answers = {"oldpassword": PASSWORD, "password1": "another-twelve-letters", "password2": "another-twelve-letters"}
    assert client.post(reverse("account_change_password"), answers).status_code == 302


def take_the_factor_away(user, client):
    Authenticator.objects.filter(user=user).first().delete()


def get_another_factor(user, client):
    Authenticator.objects.filter(user=user).delete()
    TOTP.activate(user, SECRET[::-1].replace("X", "A"))


def leave(user, client):
    admin = somebody("user_administrator")
    with as_(admin):
        staff.change(
            user.staff, Particulars(user.staff.organisation, ["hub"]), is_active=False, because="left", by=admin
        )


@pytest.mark.parametrize("happens", [sign_out, change_password, take_the_factor_away, get_another_factor, leave])
def test_all_other_sessions_end_with(happens, two):
    user, first, second = two
    key = second.session.session_key
    happens(user, first)
    assert not opens(second) and not opens(with_key(key))
    assert not Session.objects.filter(session_key=key).exists(), "gone on the server"


def test_the_cookie_of_a_session_that_signed_out_opens_nothing(two):
    user, first, _ = two
    key = first.session.session_key
    sign_out(user, first)
    assert not opens(with_key(key))


def test_the_owner_ends_one_and_then_all_others(two):
    user, first, second = two
    forget_used_codes(user)
    third = browser_of(user)
    (handle,) = Session.objects.filter(session_key=second.session.session_key).values_list("handle", flat=True)
    assert first.post(SESSIONS, {"end": handle}, follow=True).status_code == 200
    assert (opens(first), opens(second), opens(third)) == (True, False, True)
    first.post(SESSIONS, {"end": "others"})
    assert (opens(first), opens(third)) == (True, False)
    assert SecurityEvent.objects.filter(kind="sessions_ended", user_key=user.pk).count() >= 2


def test_nobody_ends_the_session_of_somebody_else(two, signed_in):
    _, first, _ = two
    (handle,) = Session.objects.filter(session_key=first.session.session_key).values_list("handle", flat=True)
    signed_in(somebody()).post(SESSIONS, {"end": handle})
    assert opens(first)
    for nonsense in ("", "x", "\x00", "others'"):
        assert first.post(SESSIONS, {"end": nonsense}).status_code == 302


def test_the_list_says_browser_since_and_last_used_and_no_more(two):
    _, first, second = two
    html = second.get(SESSIONS, headers={"user-agent": "x"}).content.decode()
    assert html.count("Another browser") >= 2 and "This browser" in html
    for secret in (first.session.session_key, second.session.session_key, "127.0.0.1"):
        assert secret not in html


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/129.0 Safari/537.36 Edg/129.0", "Edge"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0", "Firefox"),
        ("Mozilla/5.0 (iPhone) AppleWebKit/605.1.15 Version/17.5 Mobile/15E148 Safari/604.1", "Safari"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/129.0 Safari/537.36", "Chrome"),
        ("", "Another browser"),
        ("<script>", "Another browser"),
    ],
)
def test_of_a_browser_its_family_is_known_and_no_more(words, name):
    assert browsers.family(words) == name
