"""What the terminal shows while something takes longer than a second."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

EVERY = 5.0  # seconds between two lines where the output is not a terminal


def say(line: str) -> None:
    """One line, at once. A reader who has gone away does not stop the demo."""
    try:
        print(line, flush=True)
    except OSError:
        return


class Step:
    """One thing that is being done: its line, and how long it has been going on."""

    def __init__(self, line: str) -> None:
        self.began = self.last = time.monotonic()
        self.rewritten = False
        say(line)

    def tick(self, detail: str = "") -> None:
        """Call this while waiting: a terminal sees the seconds run, a log gets a line every few seconds."""
        now = time.monotonic()
        text = f"  {now - self.began:.0f} s{': ' if detail else ''}{detail}"[:110]
        if sys.stdout.isatty() and now - self.began > 1 and now - self.last > 0.5:
            self.last, self.rewritten = now, True
            self._rewrite(text)
        elif not sys.stdout.isatty() and now - self.last > EVERY:
            self.last = now
            say(text)

    def end(self) -> None:
        if self.rewritten:
            self._rewrite("")

    @staticmethod
    def _rewrite(text: str) -> None:
        try:
            sys.stdout.write(f"\r\x1b[K{text}")
            sys.stdout.flush()
        except OSError:
            return


@contextmanager
def step(line: str) -> Iterator[Step]:
    """Say what begins; the body calls `tick` while it waits."""
    one = Step(line)
    try:
        yield one
    finally:
        one.end()
