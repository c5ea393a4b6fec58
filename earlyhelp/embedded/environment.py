"""DATA/environment: what the settings of every demo process read. Keys are made once; passwords are new at each start."""

import secrets
from collections.abc import Callable, Mapping
from pathlib import Path

from cryptography.fernet import Fernet

from earlyhelp.database.roles import LOGINS
from earlyhelp.embedded.folders import write_private

FILE = "environment"
DATABASE = "earlyhelp"
FOLDERS = ("audit", "anchors", "ledger", "beat", "files")  # what the processes write outside the database
KEYS: dict[str, Callable[[], str]] = {
    "SECRET_KEY": lambda: secrets.token_urlsafe(64),
    "FIELD_KEYS": lambda: Fernet.generate_key().decode(),
    "FILE_KEYS": lambda: Fernet.generate_key().decode(),
    "LEDGER_KEY": lambda: secrets.token_urlsafe(32),
    "AUDIT_KEY": lambda: secrets.token_urlsafe(32),
}


def read(data: Path) -> dict[str, str]:
    """KEY=VALUE lines; nothing where there is no file yet."""
    path = data / FILE
    if not path.exists():
        return {}
    return dict(line.split("=", 1) for line in path.read_text().splitlines() if "=" in line)


def kept_keys(data: Path) -> dict[str, str]:
    """What sealed the data that are there must open them again."""
    there = read(data)
    return {name: there.get(name) or make() for name, make in KEYS.items()}


def new_passwords() -> dict[str, str]:
    """One a login. They live as long as this start."""
    return {login: secrets.token_urlsafe(24) for login in LOGINS}


def write(data: Path, urls: Mapping[str, str], *, council: str, port: int, broker: str) -> dict[str, str]:
    """`urls` maps each login, and "admin", to its URL. Returns what was written."""
    values = {
        **kept_keys(data),
        "COUNCIL": council,
        "COOKIE_SUFFIX": str(port),
        "REDIS_URL": broker,
        **{f"DATABASE_{login.upper()}_URL": url for login, url in urls.items()},
        "AUDIT_FILE": str(data / "audit" / "readings.jsonl"),
        "AUDIT_ANCHOR": str(data / "anchors" / "anchors.jsonl"),
        "LEDGER_FILE": str(data / "ledger" / "erasures.jsonl"),
        "FILES": str(data / "files"),
    }
    for name in FOLDERS:
        (data / name).mkdir(mode=0o700, exist_ok=True)
    write_private(data / FILE, "".join(f"{name}={value}\n" for name, value in values.items()))
    return values


def for_children(data: Path, inherited: Mapping[str, str], written: Mapping[str, str]) -> dict[str, str]:
    """The caller's environment without what would override the file, PG* and settings meant for another place."""
    other = {"DATABASE_URL", "DJANGO_SETTINGS_MODULE", "PORT", "DATA", "NOW", "SCALE", "ROLE", "MAKEFLAGS", "MAKELEVEL"}
    other |= written.keys() | {f"{name}_FILE" for name in written}
    kept = {name: value for name, value in inherited.items() if name not in other and not name.startswith("PG")}
    return kept | {
        "EARLYHELP_ENV": "demo",
        "EARLYHELP_DATA": str(data),
        "DJANGO_SETTINGS_MODULE": "earlyhelp.settings",
        "PYTHONUNBUFFERED": "1",
        "COUNCIL": written["COUNCIL"],
    }
