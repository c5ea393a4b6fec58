"""Children: started in a session of their own, logged, noted in a pid file with their birth, stopped in good time."""

import os
import signal
import subprocess
import time
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from earlyhelp.embedded.account import Account
from earlyhelp.embedded.progress import say
from earlyhelp.embedded.trouble import Trouble

TOO_OFTEN, WITHIN = 5, 60.0
BIG_LOG = 5_000_000


@dataclass(frozen=True)
class Program:
    """What to run, as whom, and how it wants to be stopped."""

    name: str
    command: tuple[str, ...]
    env: Mapping[str, str]
    cwd: Path = Path("/")
    account: Account | None = None
    stop_with: int = signal.SIGTERM
    patience: float = 8.0  # seconds before it is killed


@dataclass
class Child:
    """One running program of the demo whose state is in `home` (logs/ and pids/ are made there)."""

    program: Program
    home: Path
    process: subprocess.Popen[bytes] | None = None
    deaths: deque[float] = field(default_factory=deque)
    again_at: float = 0.0
    asked: bool = False

    @property
    def name(self) -> str:
        return self.program.name

    @property
    def log(self) -> Path:
        return self.home / "logs" / f"{self.name}.log"

    @property
    def note(self) -> Path:
        return self.home / "pids" / self.name

    def start(self) -> None:
        account, self.asked = self.program.account, False
        for folder in (self.log.parent, self.note.parent):
            folder.mkdir(exist_ok=True, mode=0o700)
        with os.fdopen(os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab") as log:
            self.process = subprocess.Popen(
                self.program.command,
                env=dict(self.program.env),
                cwd=self.program.cwd,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                umask=0o077,
                user=account.uid if account else None,
                group=account.gid if account else None,
                extra_groups=[] if account else None,
            )
        self.note.write_text(f"{self.process.pid} {self.program.stop_with:d} {birth(self.process.pid)}\n")

    def tend(self) -> None:
        """Start it again if it died, a little later each time; five deaths in a minute are too many."""
        if self.process is None and self.again_at and time.monotonic() >= self.again_at:
            self.again_at = 0.0
            self.start()
        if self.process is None or self.process.poll() is None:
            return
        code = self.process.returncode
        self._sweep()
        now = time.monotonic()
        self.deaths.append(now)
        recent = [then for then in self.deaths if now - then < WITHIN]
        if len(recent) >= TOO_OFTEN:
            raise Trouble(f"{self.name} ended {len(recent)} times in a minute. {self.tail()}")
        wait = 0.5 * 2 ** (len(recent) - 1)
        say(f"{self.name} ended (exit code {code}): starting it again in {wait:g} s. Its log is {self.log}")
        self.again_at = now + wait

    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def ask(self) -> None:
        """Tell it to stop, once: a second signal would hurry it."""
        self.again_at = 0.0
        if self.process and self.alive() and not self.asked:
            self.asked = True
            self.process.send_signal(self.program.stop_with)

    def stop(self) -> None:
        """Ask, wait, and kill what does not listen. Its whole group is gone afterwards."""
        self.ask()
        if self.process is None:
            return
        if self.process.poll() is None:
            try:
                self.process.wait(self.program.patience)
            except subprocess.TimeoutExpired:
                say(f"{self.name} does not stop: killing it.")
        self._sweep()

    def _sweep(self) -> None:
        """Nothing of the group outlives its leader."""
        if self.process is None:
            return
        # none left; or (some systems) only the leader that nobody has collected yet
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process = None
        self.note.unlink(missing_ok=True)

    def last_line(self) -> str:
        """What it said last, for somebody who waits."""
        with self.log.open("rb") as log:
            log.seek(max(0, log.seek(0, os.SEEK_END) - 400))
            lines = log.read().decode(errors="replace").split("\n")
        return next((line.strip() for line in reversed(lines) if line.strip()), "")

    def tail(self, lines: int = 15) -> str:
        """The end of the log, for a message."""
        try:
            text = self.log.read_text(errors="replace").splitlines()[-lines:]
        except OSError:
            return f"It left no log at {self.log}."
        return "The end of its log, {}:\n{}".format(self.log, "\n".join(f"  {line}" for line in text))


def birth(pid: int) -> str | None:
    """When this process began, in a spelling that no later process with the same number has; None if there is none."""
    if Path("/proc/self/stat").exists():
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
        except (FileNotFoundError, ProcessLookupError):
            return None
        return None if fields[0] == "Z" else f"{boot}/{fields[19]}"
    answer = subprocess.run(["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return answer.stdout.strip() or None


def stop_leftovers(home: Path, *, only: str = "*") -> None:
    """Stop what a killed run left, the youngest first. Call it only while holding the lock: then nobody else owns these."""
    notes = sorted((home / "pids").glob(only), key=lambda note: note.stat().st_mtime, reverse=True)
    for note in notes:
        pid, how, born = [*note.read_text().split(maxsplit=2), "", "", ""][:3]
        if pid.isdigit() and born and birth(int(pid)) == born.strip():
            say(f"Stopping what an earlier run left behind: {note.name} (process {pid})")
            _end(int(pid), int(how), born.strip())
        for orphan in _orphans(int(pid or 0), home):
            os.kill(orphan, signal.SIGKILL)
        note.unlink()


def _end(pid: int, how: int, born: str) -> None:
    for number, patience in ((how, 10.0), (signal.SIGKILL, 5.0)):
        if birth(pid) == born:
            os.kill(pid, number)
        until = time.monotonic() + patience
        while time.monotonic() < until:
            if birth(pid) != born:
                return
            time.sleep(0.05)


def _orphans(session: int, home: Path) -> list[int]:
    """Processes of a session whose leader has gone, known by the environment that we gave them."""
    mark = f"EARLYHELP_DATA={home}".encode()
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
            if int(fields[3]) == session and mark in (entry / "environ").read_bytes().split(b"\0"):
                found.append(int(entry.name))
        except (OSError, ValueError):
            continue
    return found


def set_aside_big_logs(home: Path) -> None:
    """One older log is kept."""
    for log in (home / "logs").glob("*.log"):
        if log.stat().st_size > BIG_LOG:
            log.replace(log.with_suffix(".log.1"))
