"""How docs/council-profile.md says what the schema decides: which keys there are, which are needed, and what may stand in them."""

from __future__ import annotations

import re
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from pathlib import Path
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints

from earlyhelp.policy.schema import Policy

PAGE = Path(__file__).parents[2] / "docs" / "council-profile.md"
KINDS = {str: "text", int: "a whole number", bool: "`true`, `false`", date: "a date, such as `2026-01-01`"}


def sections() -> dict[str, type]:
    """Each heading of the page, as it should be, with the class behind it: tables, lists of tables, tables inside one."""
    found = {}
    for item in fields(Policy):
        if section := item.metadata.get("section"):
            hint = get_type_hints(Policy)[item.name]
            if get_origin(hint) is tuple:
                found[f"[[{section}]]"] = entry = get_args(hint)[0]
            else:
                found[f"[{section}]"] = entry = plain(hint)
            found |= {key.name: inside(entry, key) for key in fields(entry) if inside(entry, key)}
    return found


def needed(key: Field[Any]) -> str:
    return "yes" if key.default is MISSING else "–"


def values(entry: type, key: Field[Any]) -> str:
    """What may stand in a key: words of a vocabulary, codes of other entries, or a kind of value."""
    hint = plain(get_type_hints(entry)[key.name])
    several = get_origin(hint) is tuple
    if inside(entry, key):
        return "a list of tables" if several else "a table"
    if sections_meant := key.metadata.get("refers"):
        names = {item.name: item.metadata.get("section") for item in fields(Policy)}
        said = "code of " + " or ".join(f"`[[{names[section]}]]`" for section in sections_meant)
    elif (allowed := key.metadata.get("one_of")) is not None:
        said = ", ".join(f"`{word}`" for word in (sorted(allowed) if isinstance(allowed, set) else allowed) if word)
    else:
        said = KINDS[get_args(hint)[0] if several else hint]
    default = key.default if isinstance(key.default, str | bool) and key.default not in ("", MISSING) else None
    otherwise = f"; `{str(default).lower()}` if left out" if default is not None and default is not False else ""
    return f"{'list of: ' if several else ''}{said}{otherwise}"


def inside(entry: type, key: Field[Any]) -> type | None:
    """The class of a table that stands inside an entry."""
    hint = plain(get_type_hints(entry)[key.name])
    hint = get_args(hint)[0] if get_origin(hint) is tuple else hint
    return hint if is_dataclass(hint) and isinstance(hint, type) else None


def plain(hint: Any) -> Any:
    """`int | None` as `int`."""
    return next((part for part in get_args(hint) if part is not NoneType), hint) if NoneType in get_args(hint) else hint


def tables(text: str) -> dict[str, dict[str, list[str]]]:
    """The page's tables of keys: heading, key, and the other three columns."""
    found: dict[str, dict[str, list[str]]] = {}
    for block in re.split(r"^#{2,4} ", text, flags=re.MULTILINE)[1:]:
        heading = block.splitlines()[0].strip("` ")
        rows = re.findall(r"^\| `(\w+)` \| (yes|–) \| (.+?) \| (.+) \|$", block, flags=re.MULTILINE)
        if rows:
            found[heading] = {key: list(rest) for key, *rest in rows}
    return found
