"""Questions about rights as JSON objects: by when an answer is due. One in, one out, and a sentence for what cannot be read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from earlyhelp.policy.facts import FactError
from earlyhelp.policy.json_lines import day_of, moment, rows, text
from earlyhelp.policy.rights import KINDS, Clarification, Deadline, acknowledge_by, answer_by, report_by, start_of
from earlyhelp.policy.years import uk_date

CONFIRMED = {  # what the month may have to wait for, in words
    "identity_confirmed": "proof of who asks",
    "authority_confirmed": "proof that they may ask for somebody else",
    "fee_paid": "the fee",
}


def answer_line(line: object) -> dict[str, Any]:
    """The answer to one question, or its id with an error."""
    if not isinstance(line, dict):
        return {"id": None, "error": "a question is a JSON object"}
    try:
        return {"id": line.get("id"), **_as_json(_answer(line), line)}
    except FactError as error:
        return {"id": line.get("id"), "error": str(error)}


def _answer(line: Mapping[str, Any]) -> Deadline:
    kind, received = text(line, "kind"), moment(line, "received")
    if kind not in KINDS:
        raise FactError(f"kind must be one of {', '.join(KINDS)}, not {kind!r}")
    if kind == "breach":
        return report_by(received if isinstance(received, datetime) else start_of(received))
    came = uk_date(received) if isinstance(received, datetime) else received
    if kind == "complaint":
        return acknowledge_by(came)
    return answer_by(
        kind,
        came,
        confirmed=[(words, day) for key, words in CONFIRMED.items() if (day := day_of(line, key))],
        clarifications=[_clarification(row) for row in rows(line, "clarifications")],
        extended=_yes(line, "extended"),
    )


def _clarification(row: Mapping[str, Any]) -> Clarification:
    asked, answered = day_of(row, "asked"), day_of(row, "answered")
    if asked is None:
        raise FactError("asked is missing")
    if answered and answered < asked:
        raise FactError(f"answered {answered.isoformat()} comes before asked {asked.isoformat()}")
    return Clarification(asked, answered)


def _yes(line: Mapping[str, Any], key: str) -> bool:
    value = line.get(key)
    if value is not None and not isinstance(value, bool):
        raise FactError(f"{key} must be true or false")
    return bool(value)


def _as_json(answer: Deadline, line: Mapping[str, Any]) -> dict[str, Any]:
    """The moment where hours are counted, the day otherwise; `provisional` where it rests on bank holidays not yet published."""
    due: date | datetime | None = answer.moment or answer.due
    found: dict[str, Any] = {"state": answer.state, "due": due.isoformat() if due else None}
    if answer.extension_notice_by:
        found["extension_notice_by"] = answer.extension_notice_by.isoformat()
    if answer.provisional:
        found["provisional"] = True
    return found | {"because": list(answer.because)}
