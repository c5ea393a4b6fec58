"""What is done to the parts of a demo, and how one waits for what follows. Only processes that the demo itself started are touched."""

import os
import resource
import signal
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress

import psutil

from tests.browser import Demo


def until(condition: Callable[[], object], seconds: float, what: str) -> float:
    """Wait until `condition` holds, and say after how many seconds it did. AssertionError with `what` where it does not in time."""
    began = time.monotonic()
    while not condition():
        assert time.monotonic() - began < seconds, f"not within {seconds:.0f} s: {what}"
        time.sleep(0.05)
    return time.monotonic() - began


def leader(demo: Demo, part: str) -> psutil.Process:
    """The process of one part of the demo: postgres, broker, web, worker, disposer or beat."""
    return psutil.Process(int((demo.state / "pids" / part).read_text().split()[0]))


def whole(demo: Demo, part: str) -> list[psutil.Process]:
    """A part with all its children, the leader first."""
    first = leader(demo, part)
    return [first, *first.children(recursive=True)]


def tell(processes: list[psutil.Process], number: int) -> None:
    """Send a signal to those that are still there."""
    for one in processes:
        try:
            one.send_signal(number)
        except psutil.NoSuchProcess:
            continue


@contextmanager
def hung(demo: Demo, part: str) -> Iterator[None]:
    """The part is there and answers nothing: SIGSTOP to all of it, SIGCONT afterwards."""
    processes = whole(demo, part)
    tell(processes, signal.SIGSTOP)
    try:
        yield
    finally:
        tell(processes, signal.SIGCONT)


@contextmanager
def held(demo: Demo) -> Iterator[None]:
    """Nobody starts again what ends: the supervisor is stopped meanwhile."""
    supervisor = psutil.Process(demo.process.pid)
    supervisor.suspend()
    try:
        until(lambda: supervisor.status() == psutil.STATUS_STOPPED, 5, "the supervisor is held")
        yield
    finally:
        supervisor.resume()


@contextmanager
def absent(demo: Demo, part: str, number: int = signal.SIGKILL) -> Iterator[None]:
    """The part has ended by this signal and stays away."""
    processes = whole(demo, part)
    with held(demo):
        tell(processes if number == signal.SIGKILL else processes[:1], number)
        until(lambda: all(map(ended, processes)), 20, f"{part} has ended")
        yield


def ended(process: psutil.Process) -> bool:
    """Gone, or only not collected yet by a supervisor that is held."""
    try:
        return process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def restarted(demo: Demo, part: str, number: int = signal.SIGKILL) -> None:
    """The part ends, its supervisor starts it again. Returns once another process has its place."""
    before = leader(demo, part)
    tell(whole(demo, part) if number == signal.SIGKILL else [before], number)
    until(lambda: is_another(demo, part, before), 30, f"{part} is there again")


def is_another(demo: Demo, part: str, before: psutil.Process) -> bool:
    try:
        return leader(demo, part) != before
    except (OSError, psutil.NoSuchProcess, IndexError):
        return False


@contextmanager
def full_disk(processes: list[psutil.Process], room: int = 0) -> Iterator[None]:
    """No file of these processes may grow past `room` bytes: each write fails where it would on a full disk (EFBIG for ENOSPC).

    A limit on processes of one's own needs no rights, so that anybody can run the drill. What they start meanwhile inherits it.
    """
    with_a_limit(processes, room)
    try:
        yield
    finally:
        with_a_limit({now for one in processes for now in with_children(one)}, resource.RLIM_INFINITY)


def with_a_limit(processes: Iterable[psutil.Process], room: int) -> None:
    """Set it. Processes of another account (root's PostgreSQL has one) take it from their own account alone: a fork becomes theirs."""
    for one in processes:
        with suppress(psutil.NoSuchProcess, ProcessLookupError):
            if one.uids().real == os.geteuid():
                _limit(one.pid, room)
            elif (fork := os.fork()) == 0:
                _limit_as_its_owner(one, room)
            else:
                assert os.waitpid(fork, 0)[1] == 0, f"no limit could be set for process {one.pid}"


def _limit_as_its_owner(process: psutil.Process, room: int) -> None:
    """In a fork, which ends here: 0, also where the process has ended meanwhile, or 1."""
    code = 1
    try:
        os.setgroups([])
        os.setgid(process.gids().real)
        os.setuid(process.uids().real)
        _limit(process.pid, room)
        code = 0
    except (psutil.NoSuchProcess, ProcessLookupError):
        code = 0
    finally:
        os._exit(code)


def _limit(pid: int, room: int) -> None:
    _soft, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (room if hard == resource.RLIM_INFINITY else min(room, hard), hard))


def with_children(process: psutil.Process) -> list[psutil.Process]:
    """Itself and what it has started, as far as they are still there."""
    try:
        return [one for one in (process, *process.children(recursive=True)) if not ended(one)]
    except psutil.NoSuchProcess:
        return []


def memory(demo: Demo, part: str) -> int:
    """Bytes that a part holds for itself alone: what it shares with others of its kind is not counted twice."""
    return sum(one.memory_full_info().uss for one in whole(demo, part))
