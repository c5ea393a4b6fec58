"""Who looks, in a test: factories run as the owner of the tables, pages and `as_` as the web login with row security on."""

import time
from contextlib import contextmanager

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.db import connection, transaction
from django.test import Client

from access import readings

PBKDF2PasswordHasher.iterations = (
    20_000  # a password takes a moment in earnest; thousands of them would take the whole run
)


@pytest.fixture(scope="session")
def django_db_setup():
    """The plugin has made and migrated the database: nothing to create, nothing to flush."""


def become(role: str, user=None) -> None:
    """Step into a role inside the test's transaction, and name who is looking (nobody, unless a user is given)."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE earlyhelp_{role}")
        cursor.execute(
            "SELECT set_config('earlyhelp.user', %s, true), set_config('earlyhelp.actor', '', true)",
            [str(user.pk) if user else ""],
        )


@contextmanager
def as_(user, role="web"):
    """Look as `user` does: the web login, row security, and nothing left behind."""
    with transaction.atomic():
        become(role, user)
        try:
            yield user
        finally:
            if not connection.needs_rollback:
                become("owner")


@contextmanager
def as_robot(role="worker"):
    """Run as a job's login does."""
    with as_(None, role):
        yield


class RoleClient(Client):
    """The test client as the web login. Identity is reset round each request: a SET LOCAL outlives a released savepoint."""

    def request(self, **request):
        become("web")
        try:
            return super().request(**request)
        finally:
            become("owner")

    def sign_in(self, user):
        """Signed in, second factor shown."""
        self.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        session = self.session
        moment = time.time()
        session["account_authentication_methods"] = [{"method": name, "at": moment} for name in ("password", "mfa")]
        session["account_authentication_methods_user"] = str(user.pk)
        session.save()
        return self


@pytest.fixture
def client(db):
    return RoleClient()


@pytest.fixture
def signed_in(db):
    """`signed_in(user)`: a browser of its own for each user."""
    return lambda user: RoleClient().sign_in(user)


@pytest.fixture(autouse=True, scope="session")
def _let_go_of_the_audit_connection():
    yield
    readings.close()


@pytest.fixture
def real(django_db_blocker, request, settings):
    """A database of one's own in which commits are real: copied for this test, dropped after it."""
    from tests import plugin

    name = plugin.copy(f"earlyhelp_real_{abs(hash(request.node.nodeid)) % 10**10}")
    kept = connection.settings_dict["NAME"]
    connection.close()
    readings.close()
    connection.settings_dict["NAME"] = name
    settings.DATABASE_AUDIT_URL = plugin.url("audit", name)
    with django_db_blocker.unblock():
        try:
            yield name
        finally:
            connection.close()
            readings.close()
            connection.settings_dict["NAME"] = kept
            plugin.drop(name)
