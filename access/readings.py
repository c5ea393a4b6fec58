"""The log of readings: no event, no page. Where an event goes is `access.audit.sinks`."""

from collections.abc import Iterable
from typing import Any

from access import security
from access.audit import sinks

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
            "because": because,
        },
    )
    if kind in TAKEN_AWAY and outcome == "shown":
        security.record(kind, by=by, because=route)
