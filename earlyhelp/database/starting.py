"""What production looks at before a process begins to serve. Whatever is wrong there, it does not start."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from earlyhelp.database.moved import clock_was_moved

BOUND = """SELECT NOT (rolsuper OR rolbypassrls) AND NOT EXISTS (SELECT FROM pg_class WHERE relowner = r.oid)
               AND EXISTS (SELECT FROM pg_class WHERE relname = 'cases_case' AND relforcerowsecurity)
           FROM pg_roles r WHERE rolname = current_user"""


def is_bound() -> bool:
    """Whether this login owns nothing, is no superuser, and row security binds it, whatever its name says."""
    with connection.cursor() as cursor:
        cursor.execute(BOUND)
        return bool(cursor.fetchone() == (True,))


def refuse_in_production() -> None:
    """Called as a process starts to serve. Raises ImproperlyConfigured where production meets a demo's database, or a login that may too much."""
    if not settings.PRODUCTION:
        return
    if clock_was_moved():
        raise ImproperlyConfigured("This database's business clock was moved: it is a demo's and serves no council.")
    if not is_bound():
        raise ImproperlyConfigured(
            f"DATABASE_URL signs in as “{settings.DATABASES['default']['USER']}”, which is a superuser, owns a table or is not held by row security."
        )
