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


def days() -> list[date]:
    """From which day each text holds, the oldest first."""
    return sorted(date.fromisoformat(path.stem) for path in FOLDER.glob("*.txt"))


def in_force() -> Terms:
    """The newest text whose day has come; before the first of them, that one. The database says the same: `earlyhelp_terms`."""
    from access import clock  # the settings ask this module for its days before there is a database

    today = clock.today()
    return _text(max((day for day in days() if day <= today), default=days()[0]))


@cache
def _text(since: date) -> Terms:
    words = (FOLDER / f"{since.isoformat()}.txt").read_text(encoding="utf-8").strip().split("\n\n")
    return Terms(since, tuple(" ".join(one.split()) for one in words))
