"""One demo a folder: a lock that the kernel lets go of when its holder dies, however it dies."""

import fcntl
import os
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from earlyhelp.embedded.trouble import Trouble


class Lock:
    """Taken for as long as the process lives. Children never inherit it, so what they leave behind holds nothing."""

    def __init__(self, path: Path, refusal: str) -> None:
        self.path = path
        self.refusal = refusal
        self.descriptor: int | None = None

    @property
    def held(self) -> bool:
        return self.descriptor is not None

    def take(self) -> Self:
        """Refuse in a sentence where another process holds it."""
        if not self._try():
            holder = self.path.read_text().strip() or "?"
            raise Trouble(self.refusal.format(holder=holder))
        return self

    def wait(self, meanwhile: Callable[[], None]) -> Self:
        """Wait until the other process is done; `meanwhile` pauses, shows progress or raises."""
        while not self._try():
            meanwhile()
        return self

    def _try(self) -> bool:
        while True:
            descriptor = self._open()
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(descriptor)
                return False
            if self._still_there(descriptor):
                break
            os.close(descriptor)  # removed by a reset between our open and our lock: try the new file
        os.ftruncate(descriptor, 0)
        os.write(descriptor, f"{os.getpid()}\n".encode())
        self.descriptor = descriptor
        return True

    def _open(self) -> int:
        try:
            return os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        except PermissionError:
            raise Trouble(f"{self.path} belongs to another account: use that one, or another DATA=.") from None

    def _still_there(self, descriptor: int) -> bool:
        try:
            return self.path.stat().st_ino == os.fstat(descriptor).st_ino
        except FileNotFoundError:
            return False

    def free(self) -> None:
        if self.descriptor is not None:
            os.close(self.descriptor)
            self.descriptor = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.free()
