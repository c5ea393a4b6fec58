"""The book of the walls asked again with one thing changed in the database, and taken back: run by `make mutants`, no part of `make test`."""

import json
import os
from contextlib import closing
from itertools import groupby
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

from earlyhelp.database.walls import WALLS
from mutants.changes import Mutant
from mutants.groups import GROUPS
from mutants.making import by_the_book
from tests.conftest import become
from tests.database.test_every_wall import BOOK
from tests.database.walls_asked import stage_by_stage, table_of
from tests.database.walls_world import family


class Taken(Exception):
    """The change is taken back; whether it was noticed."""

    def __init__(self, noticed):
        super().__init__(noticed)
        self.noticed = noticed


@pytest.mark.forges
def test_the_book_of_the_walls_is_another_with_each_of_them_changed(db):
    made, wanted = family(), set(os.environ["MUTANTS_WANTED"].split())
    report, book = Path(os.environ["MUTANTS_REPORT"]), read(BOOK.read_text())
    nothing = Mutant("", "nothing is changed")
    assert not is_noticed(nothing, made, book), "the book is another before anything is changed"
    for one in by_the_book(GROUPS[os.environ["MUTANTS_GROUP"]]):
        if one.name in wanted:
            with report.open("a") as told:
                told.write(json.dumps([one.name, is_noticed(one, made, book)]) + "\n")
    assert not is_noticed(nothing, made, book), "the book is another after everything was taken back"


def read(text):
    """(stage, label of a row, verb, who), for each that the book lets through."""
    return {
        (stage, label, verb, who)
        for label, verb, rest in (line.split("  ") for line in text.splitlines())
        for stage, _, people in (part.partition(": ") for part in rest.split("; "))
        for who in names(people)
    }


def same(stage, found, book):
    """Whether what is found of a stage is what the book says: it stops with the first person of whom it is not."""
    left = set(book)
    with closing(found):
        for who, lines in groupby(found, key=lambda line: line[0]):
            name = who.replace("kept out", "kept_out")
            theirs = {line for line in book if line[3] == name}
            if {(stage, label, done, name) for _, label, done in lines} != theirs:
                return False
            left -= theirs
    return not left


def names(people):
    """`kept out` is one of them."""
    return people.replace("kept out", "kept_out").split()


def is_noticed(one, made, book):
    """Whether anybody is let through whom the book does not name, or the other way; or nothing can be asked any more."""
    table, _, verb = one.place.partition(".")
    tables, verb = ((table,), verb) if table in WALLS else (None, "")
    wanted = {line for line in book if (tables is None or table_of(line[1]) in tables) and line[2].startswith(verb)}
    try:
        with transaction.atomic():
            become("owner")
            with connection.cursor() as cursor:
                for statement in one.statements:
                    cursor.execute(statement)
            for stage, found in stage_by_stage(made, tables, verb):
                if not same(stage, found, {line for line in wanted if line[0] == stage}):
                    raise Taken(True)
            raise Taken(False)
    except Taken as taken:
        return taken.noticed
    except DatabaseError:
        return True
