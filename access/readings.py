"""The log of readings: no event, no page. Where an event goes is `access.audit.sinks`."""

from collections.abc import Iterable
from typing import Any

from allauth.core import context

from access import security
from access.audit import sinks
from access.routes import Reach

# What a page opened for, by how far the table of routes lets the person see on it. In a job there is no page.
PURPOSES = {
    Reach.OWN: "casework",  # cases that the person holds by grant
    Reach.ALL: "oversight",  # across cases, by role and without a grant
    Reach.OPEN: "service",  # what running the service needs
}
TAKEN_AWAY = ("export", "download")  # kinds that are security events too: something left the service


def record_reading(
    kind: str,
    *,
    by: Any,
    route: str,
    case: Any = None,
    fields: Iterable[str] = (),
    because: str = "",
    outcome: str = "shown",
) -> None:
    """Store one event, before the page leaves. Raises NotAudited if neither sink takes it.

    `fields` are names of special-category fields that the page shows, or keys of a list; never their values.
    """
    sinks.store(
        "reading",
        {
            "kind": kind,
            "outcome": outcome,
            "user_key": getattr(by, "pk", None),
            "user_name": getattr(by, "name", "") or "",
            "route": route,
            "case_key": str(case.pk) if case is not None else None,
            "case_reference": case.reference if case is not None else "",
            "fields": sorted(fields),
            "purpose": _purpose(),
            "because": because,
        },
    )
    if kind in TAKEN_AWAY and outcome == "shown":
        security.record(kind, by=by, because=route)


def _purpose() -> str:
    reach = getattr(context.request, "reach", None)  # set by the table of routes
    return PURPOSES[reach] if reach else ""
