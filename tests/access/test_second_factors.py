"""What may be done with one's factors by hand: never without one, never somebody else's, and never skipped.

Seen to fail: with ActivateSecondFactor past allauth's own decorators, as it was at first.
"""

import time
from types import SimpleNamespace

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.urls import reverse

from access.models import SecurityEvent
from access.routes import ROUTES
from earlyhelp.embedded.signins import totp
from tests.access.signing_in import FACTORS, PASSWORD, SECRET, browser_of, enrolled, give_password, let_pass
from tests.conftest import RoleClient
from tests.factories import somebody
from tests.house.test_routes import SOMETHING, patterns

pytestmark = pytest.mark.goal("F1")


def passkey_of(user, name="Work laptop"):
    """A row as a passkey makes it; what the device said stands in a browser's test."""
    kind = Authenticator.Type.WEBAUTHN
    Authenticator.objects.bulk_create([Authenticator(user=user, type=kind, data={"name": name, "credential": {}})])
    return Authenticator.objects.get(user=user, type=kind, data__name=name)


def remove(client, factor):
    return client.post(reverse("mfa_remove_webauthn", args=[factor.pk]))


def test_the_last_factor_stays(db):
    user = enrolled()
    client = browser_of(user)
    off = reverse("mfa_deactivate_totp")
    answer = client.post(off)
    assert "Set up another one first" in answer.content.decode()
    assert Authenticator.objects.filter(user=user, type="totp").exists()
    passkey = passkey_of(user)
    assert client.post(off).status_code == 302
    assert remove(client, passkey).status_code == 422
    assert Authenticator.objects.filter(pk=passkey.pk).exists(), "recovery codes are no factor of their own"
    other = passkey_of(user, "Telephone")
    assert remove(client, passkey).status_code == 302
    assert SecurityEvent.objects.filter(kind="factor_removed", user_key=user.pk).count() == 2
    assert remove(client, other).status_code == 422


def test_nobody_touches_the_passkey_of_somebody_else(db):
    passkey = passkey_of(somebody())
    client = browser_of(enrolled())
    for name in ("mfa_remove_webauthn", "mfa_edit_webauthn"):
        url = reverse(name, args=[passkey.pk])
        assert client.get(url).status_code == client.post(url, {"name": "Mine"}).status_code == 404
    assert Authenticator.objects.get(pk=passkey.pk).data["name"] == "Work laptop"


def test_factors_change_only_by_somebody_who_has_just_shown_who_they_are(db):
    user = enrolled()
    client = browser_of(user)
    passkey = passkey_of(user)
    let_pass(client, 301, "shown")
    for url in (
        reverse("mfa_add_webauthn"),
        reverse("mfa_activate_totp"),
        reverse("mfa_deactivate_totp"),
        reverse("mfa_generate_recovery_codes"),
        reverse("mfa_remove_webauthn", args=[passkey.pk]),
        reverse("mfa_edit_webauthn", args=[passkey.pk]),
    ):
        assert client.get(url).status_code == client.post(url, {"name": "x"}).status_code == 302, url
    assert Authenticator.objects.get(pk=passkey.pk).data["name"] == "Work laptop"


def test_a_new_telephone_takes_the_place_of_the_old_one_without_a_gap(db):
    user = enrolled()
    client = browser_of(user)
    page = reverse("mfa_activate_totp")
    secret = client.get(page).context["form"].secret
    assert client.post(page, {"code": "000000"}).status_code == 200
    assert client.post(page, {"code": totp(secret, time.time())}).status_code == 302
    (kept,) = Authenticator.objects.filter(user=user, type="totp")
    assert secret not in str(kept.data)
    another = RoleClient()
    give_password(another, user)
    another.post(reverse("mfa_authenticate"), {"code": totp(SECRET, time.time())})
    assert another.get("/").status_code == 302, "the old telephone opens nothing"


PAGES_OF_SIGNING_IN = {name for name, route in ROUTES.items() if route.signing_in}


def test_before_the_second_factor_no_route_opens_but_those_of_signing_in(db):
    """Each by GET and POST, after the password alone of somebody who has a factor, and of somebody who has none yet."""
    with_one, without = RoleClient(), RoleClient()
    give_password(with_one, enrolled("hub"))
    newcomer = somebody("hub", "dpo", "user_administrator", "records_manager")
    newcomer.set_password(PASSWORD)
    newcomer.save()
    give_password(without, newcomer)
    opened = set()
    for name, pattern in patterns():
        if ROUTES[name].public:
            continue
        url = reverse(name, kwargs={key: SOMETHING.get(type(one), "x") for key, one in pattern.converters.items()})
        for client, leads in ((with_one, reverse("account_login")), (without, FACTORS)):
            for method in ("get", "post"):
                if name == "account_logout" and method == "post":
                    continue
                answer = getattr(client, method)(url)
                if answer.status_code != 302 or not answer.url.startswith((leads, reverse("account_reauthenticate"))):
                    opened.add(name)
    assert opened <= PAGES_OF_SIGNING_IN, opened - PAGES_OF_SIGNING_IN


def test_recovery_codes_serve_once(db):
    user = enrolled()
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    RecoveryCodes.activate(user)
    spare = Authenticator.objects.get(user=user, type="recovery_codes").wrap().get_unused_codes()[0]
    for expected in (True, False):
        client = RoleClient()
        give_password(client, user)
        client.post(reverse("mfa_authenticate"), {"code": spare})
        assert (client.get("/").status_code == 200) is expected


@pytest.mark.parametrize("typed", ["{0}", "{0:.3} {1}"])  # as it is, and as an app shows it
def test_a_code_that_was_used_opens_nothing_again_while_it_is_good(typed, db, monkeypatch):
    """Seen to fail without ServesOnce: allauth forgets after thirty seconds, and the code is good for another thirty."""
    user, moment = enrolled(), time.time()
    code = totp(SECRET, moment)
    for later, opens in ((0, True), (31, False), (59, False)):
        monkeypatch.setattr(
            "allauth.mfa.totp.internal.auth.time",
            SimpleNamespace(time=lambda after=later: moment - moment % 30 + after),
        )
        cache.delete(f"allauth.mfa.totp.used?user={user.pk}&code={code}")  # as after thirty seconds
        client = RoleClient()
        give_password(client, user)
        client.post(reverse("mfa_authenticate"), {"code": typed.format(code, code[3:])})
        assert (client.get("/").status_code == 200) is opens
    again = browser_of_the_next_code(user, monkeypatch, moment)
    cache.delete(f"allauth.mfa.totp.used?user={user.pk}&code={code}")
    let_pass(again, 301, "shown")
    assert again.post(reverse("mfa_reauthenticate"), {"code": code}).status_code == 200, "nor does it confirm anything"


def browser_of_the_next_code(user, monkeypatch, moment):
    """Signed in by the code after that."""
    monkeypatch.setattr("allauth.mfa.totp.internal.auth.time", SimpleNamespace(time=lambda: moment + 30))
    client = RoleClient()
    give_password(client, user)
    client.post(reverse("mfa_authenticate"), {"code": totp(SECRET, moment + 30)})
    assert client.get("/").status_code == 200
    return client
