"""Looking as the product's web login does, with row security on, from the connection that otherwise owns the tables."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from access.identity import looking
from access.models import User


@contextmanager
def on_the_web(user: User) -> Iterator[None]:
    """One transaction as the web login in which `user` is looking. A request begins the same way; only steps between roles are ours."""
    with looking(user), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE earlyhelp_web")
        yield
        cursor.execute("SET LOCAL ROLE earlyhelp_owner")


def take_role(login: str) -> None:
    """Go on as the web's login, or as the owner of the tables, whom row security does not bind. The session's own login may do both."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE earlyhelp_{login}")
