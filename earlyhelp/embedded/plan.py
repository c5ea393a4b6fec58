"""What the demo consists of: the chores before it opens, and the programs that serve. The supervisor gets it as data."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from earlyhelp.embedded.processes import Program
from earlyhelp.embedded.request import Request

PYTHON = sys.executable
WORKERS = 2
ADMINISTRATOR = ("user-administrator@demo.example", "Ursula Abernathy")  # make_demo goes on from this account


@dataclass(frozen=True)
class Chore:
    """One command that runs to its end before the demo opens, and what the terminal says meanwhile."""

    name: str
    line: str
    command: tuple[str, ...]
    extra: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Part:
    """One program that serves for as long as the demo is up."""

    name: str
    command: tuple[str, ...]
    extra: Mapping[str, str] = field(default_factory=dict)
    patience: float = 8.0

    def program(self, env: Mapping[str, str], root: Path) -> Program:
        return Program(self.name, self.command, {**env, **self.extra}, root, patience=self.patience)


@dataclass(frozen=True)
class Plan:
    """Chores in their order; parts in the order of starting, which is the order of stopping read backwards."""

    schema: Sequence[Chore] = ()
    invent: Sequence[Chore] = ()
    parts: Sequence[Part] = ()
    ready: str = "/readyz"


def manage(name: str, line: str, *words: str, login: str = "owner", **values: str) -> Chore:
    """One of Django's commands, as the login that may do it."""
    return Chore(name, line, (PYTHON, "manage.py", name, *words), {"DATABASE_LOGIN": login, **values})


def the_demo(request: Request, data: Path) -> Plan:
    """Early Help itself."""
    celery = (PYTHON, "-m", "celery", "-A", "earlyhelp")
    worker = (*celery, "worker", "--concurrency", "1", "--without-gossip", "--without-mingle", "--loglevel", "INFO")
    return Plan(
        schema=[
            manage("migrate", "Bringing the database up to date", "--no-input"),
            manage("load_policy", "Loading the privacy notice"),
        ],
        invent=[
            manage("make_administrator", "Making the first account", *ADMINISTRATOR),
            manage("make_demo", "Inventing families", login="web", SCALE=request.scale),
            manage("seal", "Sealing the audit", login="worker"),
        ],
        parts=[
            Part(
                "web", (PYTHON, "-m", "gunicorn", "earlyhelp.wsgi", *_gunicorn(request.port)), {"DATABASE_LOGIN": "web"}
            ),
            Part("disposer", (*worker, "-Q", "disposer", "-n", "disposer@%h"), {"DATABASE_LOGIN": "dispose"}),
            Part("worker", (*worker, "-Q", "worker", "-n", "worker@%h"), {"DATABASE_LOGIN": "worker"}),
            Part(
                "beat",
                (*celery, "beat", "--loglevel", "INFO", "--pidfile", "", "--schedule", str(data / "beat" / "schedule")),
                {"DATABASE_LOGIN": "worker"},
            ),
        ],
    )


def _gunicorn(port: int) -> tuple[str, ...]:
    return (
        *("--bind", f"127.0.0.1:{port}", "--workers", str(WORKERS), "--worker-class", "sync"),
        *("--graceful-timeout", "5", "--timeout", "60", "--no-control-socket"),
    )


def move_clock(request: Request) -> Chore | None:
    """NOW=: the business time of the demo goes forward to that day."""
    if request.now is None:
        return None
    day = request.now.isoformat()
    return manage("move_clock", f"Moving the clock to {day}", day)
