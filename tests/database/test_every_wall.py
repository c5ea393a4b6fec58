"""Every wall, asked by everybody: `walls.txt` says who is let through, and nobody else is. What a wall says nobody has to work out.

Seen to fail with each of the walls gone, one at a time (`make mutants`).
"""

import os
from pathlib import Path

import pytest

from earlyhelp.database.walls import WALLS
from tests.database.walls_asked import what_they_may
from tests.database.walls_world import family

BOOK = Path(__file__).with_name("walls.txt")
WITHOUT_A_ROW = {"cases_searchkey": "nobody but a function reads it"}


def lines(found):
    """`cases_note  add own  open: worker manager; closed: …`, a line for each table and verb."""
    said = {
        place: "; ".join(f"{stage}: {' '.join(sorted(who))}" for stage, who in sorted(stages.items()))
        for place, stages in found.items()
    }
    return [f"{table}  {verb}  {who}" for (table, verb), who in sorted(said.items())]


@pytest.mark.slow
@pytest.mark.forges
def test_each_wall_lets_through_whom_the_book_names_and_nobody_else(db):
    """A line that is gone shuts somebody out, a new one lets somebody in. `SNAPSHOTS=write` renews the book: read the difference."""
    made = family()
    found = lines(what_they_may(made))
    if os.environ.get("SNAPSHOTS") == "write":
        BOOK.write_text("\n".join(found) + "\n")
    assert found == BOOK.read_text().splitlines()


@pytest.mark.slow
@pytest.mark.forges
def test_the_book_is_about_every_wall(db):
    made = family()
    missing = WALLS.keys() - made.rows.keys() - WITHOUT_A_ROW.keys()
    assert not missing, f"make a row of {sorted(missing)} in tests/database/walls_world.py, or say here who asks it"
