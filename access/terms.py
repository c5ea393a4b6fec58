"""The terms on which a partner organisation works here: a dated text. Somebody there accepts it, for the organisation, by name.

Each text is a file named by the day from which it holds. A new one asks every partner again; until then its people see nothing.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "texts" / "terms"


@dataclass(frozen=True)
class Terms:
    """One text. `paragraphs` as they are shown."""

    since: date
    paragraphs: tuple[str, ...]


@cache
def in_force() -> Terms:
    """The newest text of this version of the service."""
    newest = max(FOLDER.glob("*.txt"))
    words = newest.read_text(encoding="utf-8").strip().split("\n\n")
    return Terms(date.fromisoformat(newest.stem), tuple(" ".join(one.split()) for one in words))
