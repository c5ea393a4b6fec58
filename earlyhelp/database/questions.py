"""Questions that pages ask again and again: their SQL is made once in a process, and planned once on a connection.

The ORM takes longer to say such a question than the database to answer it, and row security makes a plan of several milliseconds,
thrown away with every answer. Here both are kept. What the walls ask (who is looking, what they hold) stands in no plan: it is
asked at every execution, and a plan made for one role is never used for another.
"""

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any

import psycopg
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Expression, Model, QuerySet
from django.db.models.query import get_related_populators


class Given(Expression):
    """Where a value will stand: in a filter, or among the parameters of a RawSQL. Where PostgreSQL cannot tell its type, cast it."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        return "%s", (self,)


class Question:
    """A queryset with places for values. `Question(make)(team=3)` answers with a list, as the queryset itself would.

    The queryset is made at the first asking, when all models are there. It can select related rows and annotate; it prefetches nothing.
    """

    def __init__(self, make: Callable[[], QuerySet]) -> None:
        self.make = make

    def __call__(self, **values: Any) -> list[Any]:
        statement, places = self._compiled
        given = [values[place.name] if isinstance(place, Given) else place for place in places]
        return list(objects_of(self._compiler, rows_of(statement, given)))

    @cached_property
    def _compiler(self) -> Any:
        return self.make().query.get_compiler(DEFAULT_DB_ALIAS)

    @cached_property
    def _compiled(self) -> tuple[str, tuple[Any, ...]]:
        statement, places = self._compiler.as_sql()
        return statement, places


def objects_of(compiler: Any, rows: list[Any]) -> Iterator[Model]:
    """What Django's own ModelIterable makes of rows, by the compiler that asked for them."""
    info = compiler.klass_info
    first, end = info["select_fields"][0], info["select_fields"][-1] + 1
    names = [column[0].target.attname for column in compiler.select[first:end]]
    related = get_related_populators(info, compiler.select, DEFAULT_DB_ALIAS)  # type: ignore[call-arg]  # of Django 6
    for row in compiler.results_iter([rows]):
        one = info["model"].from_db(DEFAULT_DB_ALIAS, names, row[first:end])
        for populator in related:
            populator.populate(row, one)
        for name, place in compiler.annotation_col_map.items():
            setattr(one, name, row[place])
        yield one


def rows_of(statement: str, values: Any) -> list[Any]:
    """What a statement finds that is always the same but for its values. The connection keeps its plan."""
    with _cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def _cursor() -> Any:
    """One that sends values apart from the statement; where queries are logged, one that can say what it asked."""
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    if connection.queries_logged:
        return connection.cursor()
    return connection.make_cursor(psycopg.Cursor(connection.connection))  # type: ignore[arg-type]  # what it wraps
