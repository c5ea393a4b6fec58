"""`make setup`, second half: the template that the first `make demo` copies."""

import json
from dataclasses import replace

from earlyhelp.embedded import folders, servers, template
from earlyhelp.embedded.account import server_account
from earlyhelp.embedded.plan import the_demo
from earlyhelp.embedded.progress import say, step
from earlyhelp.embedded.request import Request
from earlyhelp.embedded.state import Planner, State
from earlyhelp.embedded.stopping import Stop


def setup(request: Request, stop: Stop, planner: Planner = the_demo) -> None:
    """Make it where the code, the lock file, the server, the council or the scale differ from those it was made for."""
    programs = servers.within_reach(servers.postgres_programs(), server_account())
    wanted = template.about(request, servers.version(programs))
    folder = template.folder_for(request, wanted)
    with (
        step(f"Preparing the families of {request.council}") as shown,
        template.busy_lock(request.root).wait(stop.while_showing(shown)),
    ):
        if template.is_complete(folder, wanted):
            say("They are prepared already.")
            return
        folders.forget(folder)
        _build(replace(request, wanted=folder, now=None), wanted, stop, planner)
        template.forget_old(request, wanted)
    say("Prepared. “make demo” copies them.")


def _build(request: Request, wanted: dict[str, str], stop: Stop, planner: Planner) -> None:
    """The same steps as a demo's first start, up to the point where it would open."""
    state = State(request, stop, planner, durable=False)
    try:
        state.lock()
        state.prepare(from_template=False)
    finally:
        state.stop()
    folders.write_private(state.data / template.COMPLETE, json.dumps(wanted))
