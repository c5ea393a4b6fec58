"""docs/mutants.md: each change that no test notices, by its name, and why none can or need."""

import re
from pathlib import Path

PAGE = Path(__file__).resolve().parent.parent / "docs" / "mutants.md"
ROW = re.compile(r"^\| `(?P<name>[^`]+)` \| (?P<said>.+?) \| (?P<why>.+?) \|$")


def explained(text: str) -> dict[str, str]:
    """Name to why. Raises ValueError for a name that stands there twice."""
    found: dict[str, str] = {}
    for line in text.splitlines():
        if row := ROW.match(line):
            if row["name"] in found:
                raise ValueError(f"docs/mutants.md explains {row['name']} twice")
            found[row["name"]] = row["why"].strip()
    return found
