"""How the supervisor hears that it should stop: a signal, or `make`, which runs it, going away."""

import os
import signal
import threading
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from earlyhelp.embedded.progress import Step
from earlyhelp.embedded.trouble import Stopped


class Stop:
    """One wish to stop, looked at between two short pauses: nothing is interrupted half-way."""

    def __init__(self) -> None:
        self.asked = threading.Event()
        self.parent = os.getppid()
        self.under_make = "MAKELEVEL" in os.environ
        self.looks = 0

    def listen(self) -> None:
        """Ctrl-C, a plain kill, and a terminal that closes, unless `nohup` asked to outlive it."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
                signal.signal(number, self._hear)

    def _hear(self, number: int, frame: FrameType | None) -> None:
        self.asked.set()

    def pause(self, seconds: float = 0.05) -> None:
        """Wait a little; raise where somebody wants us to stop."""
        if self.asked.wait(seconds) or self._make_is_leaving():
            raise Stopped

    def while_showing(self, step: Step) -> Callable[[], None]:
        """A pause that shows the seconds of `step`."""

        def meanwhile() -> None:
            self.pause()
            step.tick()

        return meanwhile

    def _make_is_leaving(self) -> bool:
        """`make` that gets a SIGINT alone waits for us without telling us; a killed `make` leaves us behind."""
        if not self.under_make:
            return False
        if os.getppid() != self.parent:
            return True
        self.looks = self.looks + 1 if _blocks_sigint(self.parent) else 0
        return self.looks > 3  # it blocks signals for a moment when it starts a command, too


def _blocks_sigint(pid: int) -> bool:
    """In its handler of SIGINT the signal is blocked, which Linux shows."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return False
    blocked = next((line.split()[1] for line in lines if line.startswith("SigBlk:")), "0")
    return bool(int(blocked, 16) >> (signal.SIGINT - 1) & 1)
