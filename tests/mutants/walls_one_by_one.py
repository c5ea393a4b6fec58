"""Every wall without itself and without each of its conditions, in one transaction: run by `make mutants`, no part of `make test`."""

import json
import os
from pathlib import Path

import pytest
from django.db import connection, transaction

from earlyhelp.database.walls import WALLS
from mutants import walls
from mutants.changes import numbered
from tests.conftest import become
from tests.database.test_every_wall import BOOK, lines
from tests.database.walls_asked import table_of, what_they_may
from tests.database.walls_world import family


class Taken(Exception):
    """The change is taken back."""


@pytest.mark.forges
def test_the_book_of_the_walls_is_another_with_each_of_them_changed(db):
    made, wanted = family(), set(os.environ["MUTANTS_OF_WALLS"].split())
    book = BOOK.read_text().splitlines()
    report = Path(os.environ["MUTANTS_REPORT"])
    for one in numbered(list(walls.mutants())):
        if one.name in wanted:
            table, _, verb = one.place.partition(".")
            tables, verb = ((table,), verb) if table in WALLS else (None, "")
            written = [line for line in book if tables is None or _is_of(line, table, verb)]
            with report.open("a") as told:
                told.write(json.dumps([one.name, lines(changed(one, made, tables, verb)) != written]) + "\n")


def _is_of(line, table, verb):
    of, done, _ = line.split("  ")
    return table_of(of) == table and done.startswith(verb)


def changed(one, made, tables, verb):
    """What everybody may, with one wall changed."""
    try:
        with transaction.atomic():
            become("owner")
            with connection.cursor() as cursor:
                for statement in one.statements:
                    cursor.execute(statement)
            found = what_they_may(made, tables, verb)
            raise Taken
    except Taken:
        return found
