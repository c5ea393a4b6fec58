"""The one process behind `make demo`: it starts everything on ready data, looks after it and stops it in order."""

import socket
import time
import urllib.error
import urllib.request

from earlyhelp.embedded import folders, processes, signins
from earlyhelp.embedded.locks import Lock
from earlyhelp.embedded.plan import the_demo
from earlyhelp.embedded.processes import Child
from earlyhelp.embedded.progress import say, step
from earlyhelp.embedded.request import Request
from earlyhelp.embedded.state import Planner, State
from earlyhelp.embedded.stopping import Stop
from earlyhelp.embedded.trouble import Stopped, Trouble

READY_WITHIN = 90.0


def demo(request: Request, stop: Stop, planner: Planner = the_demo) -> None:
    """Up until somebody asks to stop; then everything is down, also where something failed."""
    state = State(request, stop, planner)
    parts: list[Child] = []
    try:
        state.lock()
        _check_port(request.port)
        state.prepare()
        state.move_clock()
        parts += [Child(part.program(state.env, request.root), state.data) for part in state.plan.parts]
        _open(state, parts)
        while True:
            _tend(state, parts)
            stop.pause(0.5)
    except Stopped:
        say("Stopping")
    finally:
        for child in reversed(parts):
            child.ask()
        for child in reversed(parts):
            child.stop()
        state.stop()


def _check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise Trouble(f"Port {port} cannot be used ({error.strerror}): choose another with PORT=.") from None


def _open(state: State, parts: list[Child]) -> None:
    """Start all, wait until the site says that it is ready, and tell the person who may sign in and where."""
    address = f"http://127.0.0.1:{state.request.port}/"
    page = address + state.plan.ready.lstrip("/")
    until = time.monotonic() + READY_WITHIN
    with step("Starting the web server, the workers and the timetable") as shown:
        for child in parts:
            child.start()
        while not _answers(page):
            _tend(state, parts)
            state.signal.pause(0.1)
            shown.tick()
            if time.monotonic() > until:
                raise Trouble(f"The demo did not get ready: {page} does not answer 200. {parts[0].tail()}")
    for person in signins.read(state.data):
        say(person.line())
    say(f"Ready {address}")


def _answers(page: str) -> bool:
    """Asked directly, whatever proxy the environment names."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(page, timeout=5) as answer:
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError):
        return False


def _tend(state: State, parts: list[Child]) -> None:
    for child in (state.postgres.child, state.broker.child, *parts):
        child.tend()


def reset(request: Request) -> bool:
    """Forget the demo's data; a running demo is not touched. False where there was nothing."""
    data = folders.followed(request.wanted)
    folders.refuse_foreign(data)
    if not data.exists():
        return folders.forget(request.wanted)
    refusal = f"A demo (process {{holder}}) is running on {request.wanted}: stop it first (Ctrl-C)."
    with Lock(data / "lock", refusal).take():
        processes.stop_leftovers(data)
        return folders.forget(request.wanted)
