"""Make the logins and the database they share. Plain psycopg: it runs before Django can.

`python -m earlyhelp.database.roles` reads DATABASE_ADMIN_URL, DATABASE_NAME and <LOGIN>_PASSWORD (or <LOGIN>_PASSWORD_FILE).
"""

import os
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import psycopg
from psycopg import sql

LOGINS = ("owner", "web", "worker", "dispose", "audit", "report", "backup")
TEST_LOGIN = "earlyhelp_test"
EXTENSIONS = ("fuzzystrmatch", "pg_trgm", "unaccent")  # names that sound alike, look alike, and lose their accents
# What the server writes down when a statement fails: that it did, and why; never the statement or the row, which tell of a family.
SAYS_LITTLE = {"log_min_error_statement": "panic", "log_error_verbosity": "terse"}
ROLES_SQL = Path(__file__).with_name("roles.sql")


def conninfo(url: str, **other: str) -> str:
    """A libpq connection string for a URL in the spelling the settings use (`postgres://login:pw@/name?host=/folder`)."""
    parts = urlsplit(url)
    known = {
        "user": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "host": parts.hostname or "",
        "port": str(parts.port or ""),
        "dbname": unquote(parts.path.lstrip("/")),
        **{name: values[-1] for name, values in parse_qs(parts.query).items()},
        **other,
    }
    return psycopg.conninfo.make_conninfo("", **{name: value for name, value in known.items() if value})


def install(admin_url: str, database: str, passwords: Mapping[str, str], *, test_login: bool = False) -> None:
    """Bring roles and the database `database` in line, as often as wanted.

    `passwords` maps each of LOGINS to its password (and "test" to the test login's). A login without one raises KeyError:
    a login that nobody gave a password must not be left open.
    """
    with psycopg.connect(conninfo(admin_url), autocommit=True) as admin:
        admin.execute(ROLES_SQL.read_text())
        for login in LOGINS:
            _set_password(admin, f"earlyhelp_{login}", passwords[login])
        if test_login:
            _make_test_login(admin, passwords["test"])
        _make_database(admin, database)
    with psycopg.connect(conninfo(admin_url, dbname=database), autocommit=True) as admin:
        admin.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC; ALTER SCHEMA public OWNER TO earlyhelp_owner")
        for extension in EXTENSIONS:
            admin.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {} SCHEMA public").format(sql.Identifier(extension)))
        if test_login:
            admin.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO earlyhelp_test").format(sql.Identifier(database)))
        for login in LOGINS[1:]:
            admin.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(sql.Identifier(f"earlyhelp_{login}")))


def _set_password(admin: psycopg.Connection, role: str, password: str) -> None:
    admin.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(role), sql.Literal(password)))


def _make_test_login(admin: psycopg.Connection, password: str) -> None:
    """Tests step between roles in one connection, which no process that serves may do. It inherits none of their rights."""
    if not admin.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [TEST_LOGIN]).fetchone():
        admin.execute(sql.SQL("CREATE ROLE {}").format(sql.Identifier(TEST_LOGIN)))
    admin.execute(f"ALTER ROLE {TEST_LOGIN} LOGIN NOINHERIT NOSUPERUSER NOCREATEROLE NOBYPASSRLS NOCREATEDB")
    for login in ("owner", "web", "worker", "dispose", "report"):
        admin.execute(f"GRANT earlyhelp_{login} TO {TEST_LOGIN}")
    _set_password(admin, TEST_LOGIN, password)


def _make_database(admin: psycopg.Connection, database: str) -> None:
    name = sql.Identifier(database)
    if not admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone():
        admin.execute(
            sql.SQL("CREATE DATABASE {} OWNER earlyhelp_owner TEMPLATE template0 ENCODING 'UTF8'").format(name)
        )
    admin.execute(sql.SQL("ALTER DATABASE {} OWNER TO earlyhelp_owner").format(name))
    admin.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(name))
    for setting, value in SAYS_LITTLE.items():
        admin.execute(sql.SQL("ALTER DATABASE {} SET {} = {}").format(name, sql.SQL(setting), sql.Literal(value)))
    for login in LOGINS:
        admin.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(name, sql.Identifier(f"earlyhelp_{login}")))


def _from_environment(name: str) -> str:
    if file := os.environ.get(f"{name}_FILE"):
        return Path(file).read_text().strip()
    if value := os.environ.get(name):
        return value
    raise SystemExit(f"{name} is missing: set {name} or {name}_FILE.")


def main() -> None:
    """The one-shot of a deployment: run before `manage.py migrate`."""
    passwords = {login: _from_environment(f"{login.upper()}_PASSWORD") for login in LOGINS}
    install(_from_environment("DATABASE_ADMIN_URL"), os.environ.get("DATABASE_NAME", "earlyhelp"), passwords)


if __name__ == "__main__":
    main()
