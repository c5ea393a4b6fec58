"""Several questions of one page, asked in one statement: a page waits for the database once, however many lists it is made of.

Row security, joins and annotations are those of each queryset: it is its own statement, put into the others' as it is.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import BinaryField, JSONField, Model, QuerySet

from earlyhelp.database.questions import objects_of

Asked = tuple[QuerySet, Any, str, tuple[Any, ...]]  # with its compiler, its SQL and its values


def ask_together(*querysets: QuerySet) -> None:
    """Answer querysets of rows: whoever goes through one of them afterwards asks nothing more. Filtered further, it is another one.

    What a queryset prefetches is asked when it is gone through, as ever.
    """
    asked = list(_said(querysets))
    if not asked:
        return
    with connection.cursor() as cursor:
        statement = ", ".join(_as_json(compiler, sql) for _, compiler, sql, _ in asked)
        cursor.execute(f"SELECT {statement}", [value for *_, values in asked for value in values])
        found = cursor.fetchone()
    for (queryset, compiler, *_), rows in zip(asked, found, strict=True):
        queryset._result_cache = list(_answer(queryset, compiler, json.loads(rows)))


def count_together(*querysets: QuerySet) -> list[int]:
    """How many rows each of several querysets finds."""
    counts = {place: _sql_of(one.values("pk")) for place, one in enumerate(querysets)}
    asked = {place: said for place, said in counts.items() if said is not None}
    found: dict[int, int] = {}
    if asked:
        with connection.cursor() as cursor:
            statement = ", ".join(f"(SELECT count(*) FROM ({sql}) AS rows_)" for sql, _ in asked.values())
            cursor.execute(f"SELECT {statement}", [value for _, values in asked.values() for value in values])
            found = dict(zip(asked, cursor.fetchone(), strict=True))
    return [found.get(place, 0) for place in counts]


def _sql_of(queryset: QuerySet) -> tuple[str, tuple[Any, ...]] | None:
    """A queryset as a statement and its values; None for one that can find nothing."""
    try:
        return queryset.query.get_compiler(DEFAULT_DB_ALIAS).as_sql()
    except EmptyResultSet:
        return None


def _said(querysets: Iterable[QuerySet]) -> Iterator[Asked]:
    """Each in SQL. One that can find nothing is answered already, and so is one that was asked before."""
    for queryset in querysets:
        if queryset._result_cache is not None:
            continue
        compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        try:
            sql, values = compiler.as_sql()
        except EmptyResultSet:
            queryset._result_cache = []
            continue
        yield queryset, compiler, sql, values


def _as_json(compiler: Any, sql: str) -> str:
    """The rows of a statement as one value, in their order. Columns by their place: a join brings two of one name."""
    columns = ", ".join(f"c{place}" for place in range(len(compiler.select)))
    return f"(SELECT coalesce(json_agg(json_build_array({columns})), '[]')::text FROM ({sql}) AS rows_({columns}))"


def _answer(queryset: QuerySet, compiler: Any, rows: list[list[Any]]) -> Iterator[Model]:
    """The objects, each knowing what the queryset came from: the notes of a case have that case."""
    fields = [expression.output_field for expression, *_ in compiler.select]
    known = queryset._known_related_objects.items()  # type: ignore[attr-defined]  # of every queryset
    for one in objects_of(compiler, [_values(fields, row) for row in rows]):
        for field, objects in known:
            if not field.is_cached(one) and (found := objects.get(getattr(one, field.attname))) is not None:
                setattr(one, field.name, found)
        yield one


def _values(fields: Sequence[Any], row: Sequence[Any]) -> list[Any]:
    """A row as the driver would have read it. What is JSON in the column itself is read by its own field afterwards."""
    return [None if value is None else _value(field, value) for field, value in zip(fields, row, strict=True)]


def _value(field: Any, value: Any) -> Any:
    if isinstance(field, ArrayField):
        return _values([field.base_field] * len(value), value)
    if isinstance(field, BinaryField):
        return bytes.fromhex(value.removeprefix("\\x"))
    return json.dumps(value) if isinstance(field, JSONField) else field.to_python(value)
