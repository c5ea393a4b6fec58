"""Steps of signing in that several tests share."""

import time

from allauth.mfa.totp.internal.auth import TOTP
from django.urls import reverse

from access import outbox
from earlyhelp.embedded.signins import totp
from tests.conftest import RoleClient, as_robot
from tests.factories import somebody

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
PASSWORD = "twelve-letters-and-more"
LOGIN, CODE, FACTORS, AGAIN = (
    reverse(name) for name in ("account_login", "mfa_authenticate", "mfa_index", "account_reauthenticate")
)


def enrolled(*roles, **more):
    """Somebody with a password and a second factor."""
    user = somebody(*roles, **more)
    user.set_password(PASSWORD)
    user.save()
    TOTP.activate(user, SECRET)
    return user


def give_password(client, user, password=PASSWORD, **headers):
    return client.post(LOGIN, {"login": user.email, "password": password}, headers=headers)


def browser_of(user):
    """A browser of its own, signed in by password and code; the code counts as not used, so that another may follow at once."""
    client = RoleClient()
    give_password(client, user)
    answer = client.post(CODE, {"code": totp(SECRET, time.time())})
    assert answer.status_code == 302, answer.content.decode()
    return client


def work_off():
    """What the worker does a few seconds later."""
    with as_robot():
        outbox.work_off()


def let_pass(client, seconds, *names):
    """As if so much time had gone by since the session's moments of these names: for what the session itself remembers."""
    session = client.session
    for name in names:
        if name == "shown":
            session["account_authentication_methods"] = [
                record | {"at": time.time() - seconds} for record in session["account_authentication_methods"]
            ]
        else:
            session[name] = int(time.time() - seconds)
    session.save()
