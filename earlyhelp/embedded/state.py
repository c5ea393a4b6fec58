"""A demo's data made ready: the servers up, logins and tables in line, families invented once."""

import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from earlyhelp.database import roles
from earlyhelp.embedded import environment, folders, processes, template
from earlyhelp.embedded.account import server_account
from earlyhelp.embedded.broker import Broker
from earlyhelp.embedded.locks import Lock
from earlyhelp.embedded.plan import Chore, Plan, move_clock, the_demo
from earlyhelp.embedded.postgres import Postgres
from earlyhelp.embedded.processes import Child, Program
from earlyhelp.embedded.progress import say, step
from earlyhelp.embedded.request import Request
from earlyhelp.embedded.stopping import Stop
from earlyhelp.embedded.template import MADE, NOW, SCHEMA
from earlyhelp.embedded.trouble import Trouble

Planner = Callable[[Request, Path], Plan]


class State:
    """`lock()`, `prepare()`, and `stop()` whatever happened in between."""

    def __init__(self, request: Request, stop: Stop, planner: Planner = the_demo, *, durable: bool = True) -> None:
        self.request = request
        self.signal = stop
        self.data = folders.place(request.wanted, server_account())
        self.plan = planner(request, self.data)
        self.postgres = Postgres(self.data / "postgres", durable=durable, home=self.data)
        self.broker = Broker(self.data / "broker", home=self.data)
        self.env: dict[str, str] = {}
        self._lock = Lock(
            self.data / "lock",
            f"A demo (process {{holder}}) is running on {request.wanted}: stop it first, or choose another DATA=.",
        )

    def lock(self) -> None:
        """Ours from here, with nothing of a killed run left."""
        self._lock.take()
        self._claim()
        processes.stop_leftovers(self.data)
        processes.set_aside_big_logs(self.data)

    def prepare(self, *, from_template: bool = True) -> None:
        self._begin(from_template)
        with step("Starting PostgreSQL and Valkey") as shown:
            self.postgres.start(self.signal.while_showing(shown))
            self.broker.start(self.signal.while_showing(shown))
        self._let_in()
        if self._note(SCHEMA) != (code := template.code_key(self.request.root)):
            self.do_all(self.plan.schema)
            folders.write_private(self.data / SCHEMA, code)
        if not self._note(MADE):
            self.do_all(self.plan.invent)
            folders.write_private(self.data / MADE, self.request.scale)

    def move_clock(self) -> None:
        """NOW=: once for each date, so that the same command can be given again."""
        chore = move_clock(self.request)
        if chore and self._note(NOW) != str(self.request.now):
            self.do(chore)
            folders.write_private(self.data / NOW, str(self.request.now))

    def stop(self) -> None:
        """Broker, then PostgreSQL; the folder is free for the next run."""
        if not self._lock.held:
            return
        self.broker.stop()
        self.postgres.stop()
        with suppress(OSError):
            (self.data / "pids").rmdir()
        self._lock.free()

    def do_all(self, chores: Sequence[Chore]) -> None:
        for chore in chores:
            self.do(chore)

    def do(self, chore: Chore) -> None:
        """Run it to its end; the terminal sees its last line go by."""
        child = Child(Program(chore.name, chore.command, self.env | dict(chore.extra), self.request.root), self.data)
        with step(chore.line) as shown:
            child.start()
            try:
                while child.alive():
                    self.signal.pause()
                    shown.tick(child.last_line())
                code = child.process.returncode if child.process else 0
            finally:
                child.stop()
        if code:
            raise Trouble(f"{chore.name} failed (exit code {code}). {child.tail()}")

    def _claim(self) -> None:
        """A folder belongs to one council for good: what was sealed and promised under one notice is not another's."""
        council = self._note(folders.MARKER)
        if council and council != self.request.council:
            raise Trouble(
                f"{self.request.wanted} holds the demo of {council}: choose another DATA= for {self.request.council}, "
                "or run “make demo-reset” with this one."
            )
        folders.write_private(self.data / folders.MARKER, f"{self.request.council}\n")

    def _note(self, name: str) -> str:
        path = self.data / name
        return path.read_text().strip() if path.exists() else ""

    def _begin(self, from_template: bool) -> None:
        """Families that were not finished are begun anew, from the template where there is one."""
        scale = self._note(MADE)
        if scale and scale != self.request.scale:
            say(f"The families there were made with SCALE={scale} and stay: “make demo-reset” makes them anew.")
        if scale:
            return
        template.clear(self.data)
        if from_template:
            template.copy_into(self.data, self.request, self.postgres, self.signal)

    def _let_in(self) -> None:
        """New passwords at each start, for the roles and in the file that the processes read."""
        passwords = environment.new_passwords()
        url_for, name = self.postgres.url_for, environment.DATABASE
        urls = {login: url_for(f"earlyhelp_{login}", password, name) for login, password in passwords.items()}
        written = environment.write(
            self.data,
            urls | {"admin": self.postgres.url},
            council=self.request.council,
            port=self.request.port,
            broker=self.broker.url,
        )
        roles.install(self.postgres.url, name, passwords)
        self.env = environment.for_children(self.data, os.environ, written)
