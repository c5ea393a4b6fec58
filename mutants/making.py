"""Every change of a part: of its modules, of the SQL in their constants, of functions of the database."""

import ast
import importlib
import re
from collections.abc import Iterator
from functools import partial

from earlyhelp.database.as_built import FUNCTIONS_SQL
from mutants import code, sql, walls
from mutants.changes import Mutant, numbered
from mutants.groups import Part

PLACEHOLDER = re.compile("%s")


def mutants_of(part: Part) -> list[Mutant]:
    """In the order of the part's own lists."""
    made = [one for module in part.modules for one in code.mutants_of(module, part.only)]
    made += [one for module, name in part.constants for one in numbered(list(_of_constant(module, name)))]
    statements = {name: text for file in FUNCTIONS_SQL for name, text in sql.functions_of(file.read_text()).items()}
    for name in part.functions:
        if name not in statements:
            raise LookupError(f"mutants/groups.py names {name}, which no file of the database makes")
        made += numbered(list(_of_function(name, statements[name])))
    return made + (numbered(list(walls.mutants())) if part.walls else [])


def by_the_book(parts: dict[str, Part]) -> list[Mutant]:
    """Those of the database, which the book of the walls can be asked about."""
    return [one for part in parts.values() if part.by_the_book for one in mutants_of(part)]


def _of_function(name: str, statement: str) -> Iterator[Mutant]:
    for changed, said in sql.bodies_without_each(statement):
        yield Mutant(place=name, said=said, statements=(changed,), undo=(statement,), calls=name)


def _of_constant(module: str, name: str) -> Iterator[Mutant]:
    """A statement that Python keeps: whoever asks it asks another. Its places for values stay as many."""
    path = code.path_of(module)
    tree = ast.parse(path.read_text())
    users = [
        function
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef)
        and any(isinstance(n, ast.Name) and n.id == name for n in ast.walk(function))
    ]
    lines = {line for one in users for line in range(one.body[0].lineno, (one.end_lineno or one.lineno) + 1)}
    text = getattr(importlib.import_module(module), name)
    for one in sql.conditions(text):
        there = text[one.start : one.end]
        instead = one.instead + "".join(
            f" {'OR' if one.instead == 'true' else 'AND'} %s::text IS NULL" for _ in PLACEHOLDER.findall(there)
        )
        changed = f"{text[: one.start]}({instead}){text[one.end :]}"
        yield Mutant(
            place=f"{module}.{name}",
            said=f"{' '.join(there.split())} → {one.instead}",
            swap=partial(_set, module, name, changed),
            lines={str(path): lines},
        )


def _set(module: str, name: str, value: str) -> None:
    setattr(importlib.import_module(module), name, value)
