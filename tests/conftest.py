"""Who looks, in a test: factories run as the owner of the tables, pages and `as_` as the web login with row security on."""

import time
from contextlib import contextmanager
from functools import cache
from zlib import crc32

import pytest
from django.apps import apps
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.db import connection, transaction
from django.test import Client
from psycopg.pq import TransactionStatus

from access import notice
from access.audit import sinks
from access.models import User
from tests.factories import accept_duty, fake

INERROR = TransactionStatus.INERROR

PBKDF2PasswordHasher.iterations = (
    20_000  # a password takes a moment in earnest; thousands of them would take the whole run
)


@pytest.fixture(scope="session")
def django_db_setup():
    """The plugin has made and migrated the database: nothing to create, nothing to flush."""


@pytest.fixture(autouse=True)
def invented_names(request):
    """The same invented people in a test at every run: one who happens to be alike is so each time, and not once in a hundred."""
    fake.unique.clear()
    fake.seed_instance(crc32(request.node.nodeid.encode()))


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
        """Signed in, second factor shown, the duty of staff accepted but by whoever was made not to have accepted it."""
        if getattr(user, "accepts", True):
            accept_duty(user)
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


@pytest.fixture(autouse=True)
def _files_of_ones_own(settings, tmp_path):
    """What lies outside the database: the audit's anchors are of one database, and each test has another state of it; and documents."""
    settings.AUDIT_FILE = tmp_path / "audit" / "readings.jsonl"
    settings.AUDIT_ANCHOR = tmp_path / "anchors" / "anchors.jsonl"
    settings.FILES = tmp_path / "files"


INSERTED = """SELECT coalesce(sum(pg_stat_get_xact_tuples_inserted(oid)) FILTER (WHERE relname <> 'access_change'), 0),
                     coalesce(sum(pg_stat_get_xact_tuples_inserted(oid)) FILTER (WHERE relname = 'access_change'), 0)
              FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relname = ANY(%s)"""


@pytest.fixture(autouse=True)
def _every_version_has_its_row_in_the_ledger(request):
    """In the whole run, whatever a test does to whichever record: PostgreSQL itself has counted what was put into tables of versions
    and into the ledger. A test that puts in a version by hand says so: `@pytest.mark.forges`.
    """
    if "db" not in request.fixturenames and not request.node.get_closest_marker("django_db"):
        yield
        return
    request.getfixturevalue("db")
    before = versions_and_rows()  # of transactions that the server has not added up yet
    yield
    if request.node.get_closest_marker("forges") or connection.connection.info.transaction_status == INERROR:
        return
    versions, rows = (now - then for now, then in zip(versions_and_rows(), before, strict=True))
    assert versions == rows, "a version without its row in the ledger, or a row without a version"


def versions_and_rows():
    """How many versions were put in of whatever table, and how many rows of the ledger, as this transaction sees it."""
    with connection.cursor() as cursor:
        cursor.execute(INSERTED, [[*tables_of_versions(), "access_change"]])
        return cursor.fetchone()


@cache
def tables_of_versions():
    return [
        getattr(model, model._meta.simple_history_manager_attribute).model._meta.db_table
        for model in apps.get_models()
        if hasattr(model._meta, "versions")
    ]


@pytest.fixture(autouse=True, scope="session")
def _let_go_of_the_audit_connection():
    yield
    sinks.close()


@pytest.fixture
def real(django_db_blocker, request, settings):
    """A database of one's own in which commits are real: copied for this test, dropped after it."""
    from tests import plugin

    kept = connection.settings_dict["NAME"]
    name = plugin.copy(f"earlyhelp_real_{abs(hash((kept, request.node.nodeid))) % 10**10}")
    connection.close()
    sinks.close()
    connection.settings_dict["NAME"] = name
    settings.DATABASE_AUDIT_URL = plugin.url("audit", name)
    with django_db_blocker.unblock():
        try:
            yield name
        finally:
            connection.close()
            sinks.close()
            connection.settings_dict["NAME"] = kept
            plugin.drop(name)


@pytest.fixture
def under(db, settings):
    """`under(name)`: from here on this notice is in force, its rows are stored, and its policy is what comes back. Whoever is at
    work already has accepted its duty, unless `accepted` says that nobody has.
    """

    def switch(name, *, accepted=True):
        settings.COUNCIL = name
        notice.store(notice.policy())
        for user in User.objects.exclude(staff=None) if accepted else ():
            accept_duty(user)
        return notice.policy()

    return switch


@pytest.fixture
def case(db):
    """An open case of a team, with a child."""
    from tests.factories import CaseFactory

    return CaseFactory()


@pytest.fixture
def worker(case):
    """Somebody of the case's team who works with it."""
    from tests.factories import worker_on

    return worker_on(case)


@pytest.fixture
def noted(monkeypatch):
    """The events that would have been stored, in their order."""
    events = []
    monkeypatch.setattr(sinks, "to_database", lambda event: events.append(event) or True)
    return events
