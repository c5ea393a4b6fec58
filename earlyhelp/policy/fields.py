"""How an entry declares what may stand in a field; the loader and the checks read these declarations."""

from collections.abc import Collection
from dataclasses import MISSING, field
from typing import Any


def one_of(vocabulary: Collection[str], default: Any = MISSING) -> Any:
    """A value, or a list of values, out of a vocabulary."""
    return field(default=default, metadata={"one_of": vocabulary})


def refers(*sections: str, default: Any = MISSING) -> Any:
    """A code, or a list of codes, of entries that stand elsewhere in the same file."""
    return field(default=default, metadata={"refers": sections})


def named(section: str) -> dict[str, str]:
    """The name that the file gives to a table, or to each table of a list."""
    return {"section": section}
