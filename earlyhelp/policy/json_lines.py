"""Reading a question that came as a JSON object: each value of the agreed shape, or a sentence that says which is not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from earlyhelp.policy.facts import BELIEVABLE, FactError, read_day
from earlyhelp.policy.years import UK, uk_date


def text(line: Mapping[str, Any], key: str) -> str:
    """Text that is not empty."""
    value = line.get(key)
    if not isinstance(value, str) or not value:
        raise FactError(f"{key} is missing or not text")
    return value


def table(line: Mapping[str, Any], key: str) -> dict[str, Any]:
    """An object; an empty one where nothing is said."""
    value = line.get(key)
    if value is not None and not isinstance(value, dict):
        raise FactError(f"{key} must be an object")
    return value or {}


def rows(line: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    """A list of objects; an empty one where nothing is said."""
    value = [] if line.get(key) is None else line[key]
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        raise FactError(f"{key} must be a list of objects")
    return value


def day(row: Mapping[str, Any], key: str) -> date | None:
    """A day, or None where nothing is said."""
    if row.get(key) is None:
        return None
    return _believable(key, read_day(key, row[key]))


def needed_day(row: Mapping[str, Any], key: str) -> date:
    """A day that has to be there."""
    found = day(row, key)
    if found is None:
        raise FactError(f"{key} is missing")
    return found


def moment(row: Mapping[str, Any], key: str) -> date | datetime:
    """A day, or a moment with or without its zone: without one it is the UK's, the earlier where the clocks go back."""
    value = row.get(key)
    if not isinstance(value, str) or "T" not in value:
        return needed_day(row, key)
    try:
        read = datetime.fromisoformat(value)
    except ValueError:
        raise FactError(f"{key} must be a date or a time, such as 2026-05-01T16:00+01:00, not {value!r}") from None
    read = read if read.tzinfo else read.replace(tzinfo=UK)
    _believable(key, read.date())
    return read


def day_of(row: Mapping[str, Any], key: str) -> date | None:
    """The UK's day of a date or a moment; None where nothing is said."""
    if row.get(key) is None:
        return None
    found = moment(row, key)
    return uk_date(found) if isinstance(found, datetime) else found


def _believable(key: str, found: date) -> date:
    if found.year not in BELIEVABLE:
        raise FactError(f"{key} {found.isoformat()} cannot be right")
    return found
