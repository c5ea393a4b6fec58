"""Goal E6: the pages of signing in, which anybody in the world may send to."""

import pytest
from allauth.account.utils import user_pk_to_url_str
from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse

from access.operations import staff
from access.operations.staff import Particulars
from tests.access.signing_in import enrolled, give_password
from tests.access.test_invitations import sent as invited_by
from tests.access.test_second_factors import passkey_of
from tests.conftest import RoleClient, as_
from tests.factories import somebody
from tests.hostile.corpus import KINDS, items
from tests.hostile.sending import SENT, as_it_was, encoded, send
from tests.hostile.shapes import SHAPES
from tests.hostile.test_forms import TURN

pytestmark = [pytest.mark.slow, pytest.mark.goal("E6")]
PASSWORD = "twelve-letters-and-more"
ANSWERED = {200, 302, 400, 401, 403, 404, 422, 429}


def stranger(_user):
    return RoleClient()


def half_in(user):
    """The password was right; the second factor is asked."""
    client = RoleClient()
    assert give_password(client, user).status_code == 302
    return client


def within(user):
    return RoleClient().sign_in(user)


def link_of_invitation(_user):
    admin = somebody("user_administrator")
    with as_(admin):
        person = staff.add("New", "new@council.example", Particulars(admin.staff.organisation, ["hub"]), by=admin)
    return invited_by(person, admin)


def link_of_reset(user):
    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    return "/account/password/reset/key/" + key + "/"


def named(name, **parts):
    return lambda _user: reverse(name, kwargs=parts)


FORMS = {  # who sends it, where to, and what it asks
    "sign in": (stranger, named("account_login"), ["login", "password", "next", "remember"]),
    "ask for a reset": (stranger, named("account_reset_password"), ["email", "next"]),
    "reset": (stranger, link_of_reset, ["password1", "password2"]),
    "invited": (stranger, link_of_invitation, ["password1", "password2"]),
    "sign in by passkey": (stranger, named("mfa_login_webauthn"), ["credential"]),
    "second factor": (half_in, named("mfa_authenticate"), ["code", "credential"]),
    "show who one is": (within, named("account_reauthenticate"), ["password", "next"]),
    "again by code": (within, named("mfa_reauthenticate"), ["code", "next"]),
    "again by passkey": (within, named("mfa_reauthenticate_webauthn"), ["credential", "next"]),
    "another password": (within, named("account_change_password"), ["oldpassword", "password1", "password2"]),
    "another app": (within, named("mfa_activate_totp"), ["code"]),
    "another passkey": (within, named("mfa_add_webauthn"), ["name", "credential", "passwordless"]),
    "its name": (within, lambda user: reverse("mfa_edit_webauthn", args=[passkey_of(user).pk]), ["name"]),
    "recovery codes": (within, named("mfa_generate_recovery_codes"), ["ehx"]),
    "sign out": (within, named("account_logout"), ["next"]),
}


def next_of(kind):
    there = items(kind)
    return there[next(TURN) * 7919 % len(there)]


@pytest.mark.parametrize("form", FORMS)
def test_nothing_that_is_sent_breaks_signing_in(form, db, quietly):
    who, where, fields = FORMS[form]
    user = enrolled()
    client, address = who(user), where(user)
    client.get(address)  # what begins there
    good = dict.fromkeys(fields, "x") | {"login": user.email, "password": PASSWORD, "next": "/"}
    good = {name: good[name] for name in fields}
    broken = []

    def look(what, answer):
        broken.extend(f"{what}: {fault}" for fault in answer.wrong)
        if answer.status not in ANSWERED:
            broken.append(f"{what}: {answer.status}")
        if answer.status == 302 and "ehx" in answer.response.url.partition("?")[0]:
            broken.append(f"{what}: leads to {answer.response.url}")

    for kind in KINDS:
        for field in fields:
            SENT["values"] += 1
            value = next_of(kind)
            with as_it_was():
                look(f"{kind} {field} {value!r:.60}", send(client, "POST", address, encoded(good | {field: value})))
            if kind != "a megabyte":
                with as_it_was():
                    asked = encoded({field: value})[:4_000].decode()
                    look(f"{kind} ?{field} {value!r:.60}", send(client, "GET", f"{address}?{asked}"))
    for kind, shapes in SHAPES.items():
        for number, shape in enumerate(shapes):
            if number % len(FORMS) == list(FORMS).index(form) or len(shapes) < len(FORMS):
                with as_it_was():
                    look(f"{kind} {number}", send(client, "POST", address, *shape(good)))
    assert not broken, "\n".join(broken)
