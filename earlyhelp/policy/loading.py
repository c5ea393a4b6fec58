"""A council's file becomes a Policy, or an error that says which file, entry and line is at fault."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Callable
from dataclasses import MISSING, Field, fields, is_dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache, reduce
from pathlib import Path
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints

from earlyhelp.policy.checks import check, check_versions
from earlyhelp.policy.errors import PolicyError, UnknownCode
from earlyhelp.policy.schema import Policy
from earlyhelp.policy.together import in_force_together
from earlyhelp.policy.where import Source, Where

COUNCILS = Path(__file__).parent / "councils"
ABOUT_THE_FILE = {"name", "file_name", "fingerprint", "joined", "layer"}
MAY_BE_EMPTY = {"ask_consent_before"}  # an empty list is what a notice without such a stage says
HINTS = {
    "source": "name the paragraph of the notice that it keeps",
    "purposes": "a recipient without a purpose could receive nothing",
}


def available() -> tuple[str, ...]:
    """The names of the policies that are here."""
    return tuple(sorted(path.stem for path in COUNCILS.glob("*.toml")))


@lru_cache
def load(name: str) -> Policy:
    """The policy of this name, or of two joined by a comma. Files do not change while the product runs, so each is read once."""
    if "," in name:
        return reduce(in_force_together, map(load, name.split(",")))
    if name not in available():
        raise UnknownCode(f"There is no policy called “{name}”. There are: {', '.join(available())}.")
    return load_file(COUNCILS / f"{name}.toml")


def load_file(path: Path) -> Policy:
    """The policy in this file, checked whole, and held against other versions of the same notice in its folder."""
    policy, source = _load_alone(path)
    begins = []
    for other in sorted(path.parent.glob("*.toml")):
        if other != path and _is_a_version_of(other, policy):
            version = _load_alone(other)[0]
            check_versions(policy, version, source)
            begins.append(version.effective_from)
    return _until_the_next(policy, begins)


def _until_the_next(policy: Policy, begins: list[date]) -> Policy:
    """A version ends the day before the next one begins, without a change of its file: decisions keep the fingerprint of that."""
    later = [day for day in begins if day > policy.effective_from]
    if not later or policy.council.effective_until:
        return policy
    return replace(policy, council=replace(policy.council, effective_until=min(later) - timedelta(days=1)))


def _is_a_version_of(path: Path, policy: Policy) -> bool:
    """By its first table alone: whatever else is wrong with another file is not this one's fault."""
    try:
        council = tomllib.loads(path.read_text()).get("council", {})
    except (UnicodeDecodeError, tomllib.TOMLDecodeError):
        return False
    return _named(council.get("name"), council.get("notice")) == _named(policy.council.name, policy.council.notice)


def _named(*names: object) -> list[str]:
    """Names as people read them: capitals and spaces make no other notice."""
    return [" ".join(str(name).split()).casefold() for name in names]


def _load_alone(path: Path) -> tuple[Policy, Source]:
    raw = path.read_bytes()
    try:
        text = raw.decode()
        content = tomllib.loads(text)
    except UnicodeDecodeError as error:
        raise _not_utf_8(path.name, raw, error.start) from error
    except tomllib.TOMLDecodeError as error:
        raise PolicyError(f"{path.name} is not TOML: {error}") from error
    source = Source(path.name, tuple(text.splitlines()))
    policy = Policy(
        name=path.stem,
        file_name=path.name,
        fingerprint=hashlib.sha256(raw).hexdigest(),
        **_sections(content, source),
    )
    check(policy, source)
    return policy, source


def _not_utf_8(name: str, raw: bytes, place: int) -> PolicyError:
    """Another encoding, such as an old editor's, at its first letter that is not UTF-8."""
    lines = tuple(raw.decode(errors="replace").splitlines())
    number = raw[:place].count(b"\n") + 1
    return Where.at(Source(name, lines), number).error_on(number, "is not UTF-8: save the file in that encoding")


def _sections(content: dict[str, Any], source: Source) -> dict[str, Any]:
    hints = get_type_hints(Policy)
    known = {item.metadata["section"]: item for item in fields(Policy) if item.name not in ABOUT_THE_FILE}
    for name in content.keys() - known.keys():
        raise Where(source, name).error(f"there is no section of this name. The sections are: {', '.join(known)}")
    for name, item in known.items():
        if name not in content and isinstance(hints[item.name], type):
            raise Where(source, name).error("the file lacks this table")
    return {
        item.name: _section(content[name], hints[item.name], Where(source, name))
        for name, item in known.items()
        if name in content
    }


def _section(value: Any, hint: Any, where: Where) -> Any:
    if get_origin(hint) is tuple:
        if not _is_list_of_tables(value):
            raise where.error(f"is a list: write [[{where.section}]]")
        entry = get_args(hint)[0]
        return tuple(_build(entry, row, where.entry(number, row)) for number, row in enumerate(value))
    if not isinstance(value, dict):
        raise where.error(f"is a single table: write [{where.section}]")
    return _build(_without_none(hint), value, where)


def _build(cls: Any, row: dict[str, Any], where: Where) -> Any:
    hints = get_type_hints(cls)
    known = {item.name: item for item in fields(cls)}
    for key in sorted(row.keys() - known.keys()):
        raise where.error(f"“{key}” is not known here. Known are: {', '.join(known)}", key)
    for key, item in known.items():
        if key not in row and item.default is MISSING:
            raise where.error(f"says no {key}: {HINTS.get(key, 'it is needed')}")
    return cls(**{key: _value(value, hints[key], known[key], where) for key, value in row.items()})


def _value(value: Any, hint: Any, item: Field[Any], where: Where) -> Any:
    """One value, of the type that the dataclass says and out of the vocabulary that the field declares."""
    converted = _converted(value, _without_none(hint), item.name, where)
    allowed = item.metadata.get("one_of")
    if isinstance(converted, tuple) and (twice := _twice(converted)):
        raise where.error(f"“{twice}” stands here twice", item.name)
    if allowed is not None:
        for word in converted if isinstance(converted, tuple) else (converted,):
            if word not in allowed:
                choices = ", ".join(sorted(choice for choice in allowed if choice))
                raise where.error(f"{item.name} “{word}” is unknown. It can be: {choices}", item.name)
    if converted in ("", ()) and item.default is MISSING and item.name not in MAY_BE_EMPTY:
        raise where.error(f"says no {item.name}: {HINTS.get(item.name, 'it is empty')}", item.name)
    return converted


def _twice(values: tuple[Any, ...]) -> str:
    """A word, or the code of a table, that stands twice in a list; empty where none does."""
    words = [one if isinstance(one, str) else getattr(one, "code", "") for one in values]
    return next((word for place, word in enumerate(words) if word and word in words[:place]), "")


def _converted(value: Any, hint: Any, key: str, where: Where) -> Any:
    if get_origin(hint) is tuple:
        if not isinstance(value, list):
            raise where.error(f"{key} must be a list", key)
        return tuple(_converted(one, get_args(hint)[0], key, where) for one in value)
    if is_dataclass(hint):
        if not isinstance(value, dict):
            raise where.error(f"{key} must be a table", key)
        return _build(hint, value, where.inside(key))
    wanted, fits = SCALARS[hint]
    if not fits(value):
        raise where.error(f"{key} must be {wanted}, not “{value}”", key)
    return value.strip() if isinstance(value, str) else value


def _is_list_of_tables(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(row, dict) for row in value)


def _without_none(hint: Any) -> Any:
    """`int | None` is read as `int`: what is not given is left out, TOML has no null."""
    return next((part for part in get_args(hint) if part is not NoneType), hint) if NoneType in get_args(hint) else hint


# In Python a bool is an int and a datetime is a date; in a council's file neither is.
SCALARS: dict[Any, tuple[str, Callable[[Any], bool]]] = {
    str: ("text", lambda value: isinstance(value, str)),
    int: ("a whole number", lambda value: isinstance(value, int) and not isinstance(value, bool)),
    bool: ("true or false", lambda value: isinstance(value, bool)),
    date: ("a date", lambda value: isinstance(value, date) and not isinstance(value, datetime)),
}
