"""One PostgreSQL cluster a folder, on a unix socket only. Root steps down to an account that is there already."""

import os
import secrets
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Self
from urllib.parse import quote

from earlyhelp.database.roles import SAYS_LITTLE
from earlyhelp.embedded import folders, servers
from earlyhelp.embedded.account import server_account
from earlyhelp.embedded.locks import Lock
from earlyhelp.embedded.processes import Child, Program, birth, stop_leftovers
from earlyhelp.embedded.trouble import Trouble

SUPERUSER = "earlyhelp_admin"  # bootstraps the cluster; nothing that serves uses it
READY_WITHIN = 30.0
# The server may run as another account than we do, so `peer` cannot tell who asks: every login gives its password.
HBA = "# Written at each start. No network, and no login without its password.\nlocal all all scram-sha-256\n"
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}  # where a crash may cost everything


def _nothing() -> None:
    time.sleep(0.05)


class Postgres:
    """`Postgres(folder).start()` until `.stop()`; `.url` is the bootstrap superuser's. `home` gets log and pid file."""

    def __init__(self, data: Path, *, durable: bool = True, home: Path | None = None) -> None:
        self.data = data.resolve()
        self.home = (home or data.parent).resolve()
        self.account = server_account()
        self.programs = servers.within_reach(servers.postgres_programs(), self.account)
        self.version = servers.version(self.programs)
        self.sockets = folders.socket_folder(self.data)
        self.secret = self.data.with_name(f"{self.data.name}.password")
        self.lock = Lock(
            self.data.with_name(f"{self.data.name}.lock"),
            f"Another run (process {{holder}}) uses the PostgreSQL in {self.data}: stop it first, or take another DATA=.",
        )
        self.child = Child(self._program(durable), self.home)

    @property
    def url(self) -> str:
        return self.url_for(SUPERUSER, self.secret.read_text().strip(), "postgres")

    def url_for(self, login: str, password: str, database: str) -> str:
        """In the spelling that the settings read."""
        return f"postgres://{login}:{quote(password, safe='')}@/{database}?host={quote(str(self.sockets), safe='/')}"

    def start(self, meanwhile: Callable[[], None] = _nothing) -> Self:
        """Make the cluster where there is none, and wait until it answers. `meanwhile` pauses or raises."""
        self._check_parent()
        self.lock.take()
        stop_leftovers(self.home, only=self.child.name)
        if not (self.data / "PG_VERSION").exists():
            self._make()
        self._check_version()
        self._own()
        folders.own(self.sockets, 0o700, self.account)
        self._clear_stale_lock_file()
        self.child.start()
        self._wait(meanwhile)
        return self

    def stop(self) -> None:
        """Checkpoint and end; the sockets' folder goes too."""
        if not self.lock.held:
            return  # the server of another run
        self.child.stop()
        shutil.rmtree(self.sockets, ignore_errors=True)
        self.lock.free()

    def adopt(self, copy: Path) -> None:
        """Take over a copied, stopped cluster. Nobody who knows the original's password gets in."""
        folders.give(copy, self.account)
        self._change_superuser_password(copy)
        copy.rename(self.data)

    def _change_superuser_password(self, cluster: Path) -> None:
        """The server's single-user mode asks for no password, and nobody can connect meanwhile."""
        password = self._new_password()
        text = f"ALTER ROLE {SUPERUSER} PASSWORD '{password}'\n"
        self._run("postgres", "--single", "-D", cluster, "postgres", text=text)

    def _program(self, durable: bool) -> Program:
        options = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.sockets),
            "unix_socket_permissions": "0700",
            **SAYS_LITTLE,  # also of what the server itself tells of a session that was killed
            **({} if durable else FAST),
        }
        return Program(
            name=self.data.name,
            command=(
                str(self.programs / "postgres"),
                "-D",
                str(self.data),
                *(f"--{name}={value}" for name, value in options.items()),
            ),
            env=self._env(),
            account=self.account,
            stop_with=signal.SIGINT,  # 'fast': end the sessions, checkpoint, leave with 0
            patience=20,
        )

    def _env(self) -> dict[str, str]:
        """Nothing of the caller's PG* settings, and the same letters and hours everywhere."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        return kept | {"LC_ALL": "C.UTF-8", "TZ": "UTC"}

    def _run(self, tool: str, *arguments: str | Path, text: str = "") -> None:
        account = self.account
        answer = subprocess.run(
            [self.programs / tool, *arguments],
            env=self._env(),
            cwd="/",
            input=text,
            capture_output=True,
            text=True,
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
            check=False,
        )
        if answer.returncode:
            raise Trouble(f"PostgreSQL's {tool} failed in {self.data}: {answer.stderr.strip()[-1500:]}")

    def _check_parent(self) -> None:
        parent = self.data.parent
        if self.account and not self.account.reaches(parent):
            raise Trouble(
                f"PostgreSQL runs here as “{self.account.name}”, who cannot reach {parent}: use another folder."
            )

    def _make(self) -> None:
        """In a folder of another name first, so that a killed initdb leaves nothing that looks like a cluster."""
        work = self.data.with_name(f"{self.data.name}.new")
        shutil.rmtree(work, ignore_errors=True)
        folders.own(work, 0o700, self.account)
        self._new_password()
        self._run(
            "initdb", "-D", work, "-U", SUPERUSER, "-A", "scram-sha-256", f"--pwfile={self.secret}",
            "-E", "UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions",
        )  # fmt: skip  # one option a line would fill the screen
        work.rename(self.data)

    def _new_password(self) -> str:
        password = secrets.token_urlsafe(24)
        folders.write_private(self.secret, f"{password}\n", self.account)
        return password

    def _check_version(self) -> None:
        made_by = (self.data / "PG_VERSION").read_text().strip()
        if made_by != servers.major(self.version):
            raise Trouble(
                f"The data in {self.data} were made by PostgreSQL {made_by}, and the server here is {self.version}: "
                f"run “make demo-reset” to begin anew, or install PostgreSQL {made_by}."
            )

    def _own(self) -> None:
        """A data folder that another account made (root before, or a copy) changes hands only where we are root."""
        if self.account and self.data.stat().st_uid != self.account.uid:
            folders.give(self.data, self.account)
            folders.give(self.secret, self.account)
        folders.check_owner(self.data, *([self.account.uid] if self.account else []))
        folders.write_private(self.data / "pg_hba.conf", HBA, self.account)

    def _clear_stale_lock_file(self) -> None:
        """After a power cut the number in postmaster.pid may be another program's, which would stop the start."""
        note = self.data / "postmaster.pid"
        if note.exists() and (pid := note.read_text().split("\n", 1)[0]).isdigit():
            name = Path(f"/proc/{pid}/comm")
            if birth(int(pid)) and name.exists() and not name.read_text().startswith("postgres"):
                note.unlink()

    def _wait(self, meanwhile: Callable[[], None]) -> None:
        until = time.monotonic() + READY_WITHIN
        while not self.answers():
            if not self.child.alive():
                raise Trouble(f"PostgreSQL did not start. {self.child.tail()}")
            if time.monotonic() > until:
                self.stop()
                raise Trouble(f"PostgreSQL did not answer within {READY_WITHIN:.0f} s. {self.child.tail()}")
            meanwhile()

    def answers(self) -> bool:
        """Does the server take connections?"""
        command = [str(self.programs / "pg_isready"), "-q", "-h", str(self.sockets), "-d", "postgres"]
        return subprocess.run(command, env=self._env(), cwd="/", check=False).returncode == 0
