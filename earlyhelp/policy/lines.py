"""Retention questions as JSON objects: one in, one out, and a sentence instead of a crash for what cannot be read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from earlyhelp.policy.dates import Answer, Inquiry, RightsRequest, retention_when
from earlyhelp.policy.errors import PolicyError
from earlyhelp.policy.facts import FactError
from earlyhelp.policy.json_lines import day, day_of, rows, table, text
from earlyhelp.policy.loading import load


def answer_line(line: object) -> dict[str, Any]:
    """The answer to one question, or its id with an error."""
    if not isinstance(line, dict):
        return {"id": None, "error": "a question is a JSON object"}
    try:
        return {"id": line.get("id"), **_as_json(_answer(line))}
    except (FactError, PolicyError) as error:
        return {"id": line.get("id"), "error": str(error)}


def _answer(line: Mapping[str, Any]) -> Answer:
    return retention_when(
        load(text(line, "council")),
        text(line, "record"),
        table(line, "facts"),
        settings=table(line, "settings"),
        inquiries=_inquiries(line),
        open_requests=[_request(row) for row in rows(line, "open_requests")],
        as_of=day(line, "as_of"),
    )


def _request(row: Mapping[str, Any]) -> RightsRequest:
    """A request may say the time of day at which it came or was closed: the UK's day counts, as for its own time limit."""
    received, closed = day_of(row, "received"), day_of(row, "closed")
    if received is None:
        raise FactError("received is missing")
    if closed and closed < received:
        raise FactError(f"closed {closed.isoformat()} comes before received {received.isoformat()}")
    return RightsRequest(received, closed)


def _as_json(answer: Answer) -> dict[str, Any]:
    """Dates stand only beside the state that has them, and `due` only where a day was asked about."""
    found: dict[str, Any] = {"state": answer.state}
    if answer.keep_until and answer.dispose_from:
        found |= {"keep_until": answer.keep_until.isoformat(), "dispose_from": answer.dispose_from.isoformat()}
    if answer.due is not None:
        found["due"] = answer.due
    return found | {"because": list(answer.because), "source": answer.source, "fingerprint": answer.fingerprint}


def _inquiries(line: Mapping[str, Any]) -> list[Inquiry] | None:
    """None where nothing is said: then the policy's own holds apply, which is not the same as no inquiry."""
    if line.get("inquiries") is None:
        return None
    return [Inquiry(str(row.get("name") or "Inquiry"), day(row, "ended")) for row in rows(line, "inquiries")]
