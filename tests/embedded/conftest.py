"""Whole supervisors as a person starts them: in a process of their own, told to stop by signals."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from earlyhelp.embedded import folders

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent


def clean_environment() -> dict[str, str]:
    """As in a terminal: nothing of the test run's own database, and no `make` above."""
    ours = ("EARLYHELP_", "DATABASE_", "PYTEST_", "MAKE", "DJANGO_", "COUNCIL", "PORT", "DATA", "NOW", "SCALE")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}


class Running:
    """A command with its output in a file, so that no pipe can fill up."""

    def __init__(self, log: Path, *command: str, **values: str) -> None:
        self.log = log
        environment = clean_environment() | {"PYTHONPATH": str(ROOT)} | values
        with log.open("wb") as file:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=file, stderr=file, start_new_session=True
            )

    def text(self) -> str:
        return self.log.read_text()

    def says(self, words: str, within: float = 40) -> None:
        """Wait for these words; fail with all that was said."""
        until = time.monotonic() + within
        while words not in self.text():
            assert self.process.poll() is None or words in self.text(), f"ended without “{words}”:\n{self.text()}"
            assert time.monotonic() < until, f"no “{words}” within {within} s:\n{self.text()}"
            time.sleep(0.05)

    def ends(self, within: float = 30) -> int:
        return self.process.wait(within)

    def interrupt(self, number: int = signal.SIGINT) -> int:
        self.process.send_signal(number)
        return self.ends()


@pytest.fixture
def place():
    """A folder with a space in its path that PostgreSQL's account may pass through."""
    import shutil
    import tempfile

    outer = Path(tempfile.mkdtemp(prefix="eh-"))
    outer.chmod(0o711)
    inner = outer / "a folder"
    inner.mkdir()
    inner.chmod(0o711)
    yield inner
    for state in inner.glob("*/*"):
        shutil.rmtree(folders.socket_folder(state), ignore_errors=True)
    shutil.rmtree(outer)


@pytest.fixture
def start(place):
    """`start(data, port)`: a supervisor with stand-ins for the web server and the worker. None outlives the test."""
    running = []

    def begin(data: str, port: int, *more: str) -> Running:
        command = (sys.executable, str(HERE / "standin.py"), str(place), str(place / data), str(port), *more)
        running.append(Running(place / f"output-{len(running)}", *command))
        return running[-1]

    yield begin
    for one in running:
        if one.process.poll() is None:
            one.interrupt()
    kill_all(place)


@pytest.fixture
def ports():
    """Ports that were free a moment ago."""
    with socket.socket() as one, socket.socket() as other:
        for each in (one, other):
            each.bind(("127.0.0.1", 0))
        return one.getsockname()[1], other.getsockname()[1]


def alive_in(folder: Path) -> dict[int, str]:
    """Every process whose command line or environment names the folder, but the test run's own."""
    found = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            marks = command.encode() + (entry / "environ").read_bytes()
        except OSError:
            continue
        if str(folder).encode() in marks and int(entry.name) != os.getpid() and command:
            found[int(entry.name)] = command
    return found


def kill_all(folder: Path) -> None:
    for pid in alive_in(folder):
        os.kill(pid, signal.SIGKILL)
