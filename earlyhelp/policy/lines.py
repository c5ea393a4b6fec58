"""Retention questions as JSON objects: one in, one out, and a sentence instead of a crash for what cannot be read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from earlyhelp.policy.dates import Answer, Inquiry, RightsRequest, retention_when
from earlyhelp.policy.errors import PolicyError
from earlyhelp.policy.facts import BELIEVABLE, FactError, read_day
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
        load(_text(line, "council")),
        _text(line, "record"),
        _table(line, "facts"),
        settings=_table(line, "settings"),
        inquiries=_inquiries(line),
        open_requests=[
            RightsRequest(_needed_day(row, "received"), _day(row, "closed")) for row in _rows(line, "open_requests")
        ],
        as_of=_day(line, "as_of"),
    )


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
    return [Inquiry(str(row.get("name") or "Inquiry"), _day(row, "ended")) for row in _rows(line, "inquiries")]


def _text(line: Mapping[str, Any], key: str) -> str:
    value = line.get(key)
    if not isinstance(value, str) or not value:
        raise FactError(f"{key} is missing or not text")
    return value


def _table(line: Mapping[str, Any], key: str) -> dict[str, Any]:
    value = line.get(key)
    if value is not None and not isinstance(value, dict):
        raise FactError(f"{key} must be an object")
    return value or {}


def _rows(line: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    value = [] if line.get(key) is None else line[key]
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        raise FactError(f"{key} must be a list of objects")
    return value


def _day(row: Mapping[str, Any], key: str) -> date | None:
    if row.get(key) is None:
        return None
    day = read_day(key, row[key])
    if day.year not in BELIEVABLE:
        raise FactError(f"{key} {day.isoformat()} cannot be right")
    return day


def _needed_day(row: Mapping[str, Any], key: str) -> date:
    day = _day(row, key)
    if day is None:
        raise FactError(f"{key} is missing")
    return day
