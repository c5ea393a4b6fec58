"""Delete one case and everything that hangs under it: set-based, row first and then its versions, and count what is left.

Row security makes a forbidden DELETE take no rows without a word, so nothing here trusts a row count: what must be gone is looked
for afterwards in every table of the disposal table, and anything found undoes the whole transaction.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection, models
from django.db.models import Exists, OuterRef

from cases.models import Case, Person
from cases.operations import files
from retention.operations.disposal_table import Fate, order, references_to, versions_of

logger = logging.getLogger(__name__)
Keys = list[UUID]


class SomethingLeft(Exception):
    """Rows that had to go are still there: nothing of the case is destroyed."""


@dataclass
class Gone:
    """What went, by table: rows and versions; and how many people another record still needs."""

    rows: dict[str, dict[str, int]] = field(default_factory=dict)
    people_kept: int = 0
    keys: Keys = field(default_factory=list)  # of the case, the family and the people that went

    def add(self, model: type[models.Model], rows: int, versions: int) -> None:
        """What went of one table."""
        if rows or versions:
            self.rows[model._meta.db_table] = {"rows": rows, "versions": versions}


def step(name: str, case: UUID) -> None:
    """Say how far a destruction is. The tests of sudden death kill the process here."""
    logger.info("disposal.step", extra={"step": name, "case": str(case)})


def erase(case: Case) -> Gone:
    """Delete the case, its family if no other case is left, and its people if nobody else needs them.

    Must stand inside the transaction that writes the certificate. Raises SomethingLeft where the database kept a row.
    """
    gone, key, family = Gone(), case.pk, case.family_id
    people = _people_of(case)
    files.purge_with(
        key
    )  # second phase, after the commit: without their keys, which go with the rows, they are unreadable already
    of_the_case = Case.history.filter(id=key).count()  # before the end of a grant changes the case once more
    for model, column in order(Fate.WITH_CASE):
        _take(model, column, [key], gone)
        step(f"deleted {model._meta.db_table}", key)
    gone.add(Case, 1, of_the_case)
    last = not Case.objects.filter(family_id=family).exists()
    if last:
        for model, column in order(Fate.WITH_FAMILY):
            _take(model, column, [family], gone)
        step("deleted the family", key)
    alone = _needed_by_nobody(people)
    for model, column in order(Fate.WITH_PERSON):
        _take(model, column, alone, gone)
    step("deleted the people", key)
    gone.people_kept = len(people) - len(alone)
    gone.keys = [key, *([family] if last else []), *alone]
    _settle_foreign_keys()
    _nothing_left(Fate.WITH_CASE, [key])
    _nothing_left(Fate.WITH_FAMILY, [family] if last else [])
    _nothing_left(Fate.WITH_PERSON, alone)
    step("counted what is left", key)
    return gone


def forget(gone: Gone, certificate: UUID) -> None:
    """Destroy the salts of what went, and note beside the certificate the pseudonyms that the ledger of changes keeps.

    The database refuses while any of it is there, and without a certificate.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT earlyhelp_forget(%s::uuid[], %s)", [gone.keys, certificate])


def _people_of(case: Case) -> Keys:
    """Everybody whom the case or its family names, now or once."""
    keys = dict.fromkeys(dict(order(Fate.WITH_CASE)), case.pk) | dict.fromkeys(
        dict(order(Fate.WITH_FAMILY)), case.family_id
    )
    columns = dict(order(Fate.WITH_CASE)) | dict(order(Fate.WITH_FAMILY))
    found: set[UUID] = set()
    for model, column in references_to(Person):
        if model in keys:
            named = model._base_manager.filter(**{columns[model]: keys[model]})
            found |= set(named.exclude(**{column: None}).values_list(column, flat=True))
    return sorted(found)


def _needed_by_nobody(people: Keys) -> Keys:
    """Those of them whom no row names any more, their own addresses aside."""
    own = {model for model, _ in order(Fate.WITH_PERSON)}
    alone = Person.objects.filter(pk__in=people)
    for model, column in references_to(Person):
        if model not in own:
            alone = alone.filter(~Exists(model._base_manager.filter(**{column: OuterRef("pk")})))
    return list(alone.order_by("pk").values_list("pk", flat=True))


def _take(model: type[models.Model], column: str, keys: Keys, gone: Gone) -> None:
    """The rows, and then their versions: the database lets no version go while its row is there."""
    if not keys:
        return
    rows = _delete(model._base_manager.filter(**{f"{column}__in": keys}))
    past = versions_of(model)
    if past is None:
        gone.add(model, rows, 0)
        return
    versions = _delete(past.filter(**{f"{column}__in": keys}))
    gone.add(model, rows, versions - rows)  # the deletion itself wrote one version a row, and took it again


def _delete(rows: models.QuerySet[Any]) -> int:
    """One DELETE, without reading the rows first. `.delete()` would collect them and could not order the versions."""
    return rows._raw_delete(rows.db)


def _settle_foreign_keys() -> None:
    """Check now what would otherwise be checked at commit: a row that still points here speaks up inside our transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def _nothing_left(fate: Fate, keys: Keys) -> None:
    left = [found for model, column in order(fate) if keys for found in _left(model, column, keys)]
    if left:
        raise SomethingLeft(", ".join(left))


def _left(model: type[models.Model], column: str, keys: Keys) -> Iterable[str]:
    for kind, rows in (("rows", model._base_manager.all()), ("versions", versions_of(model))):
        if rows is not None and (count := rows.filter(**{f"{column}__in": keys}).count()):
            yield f"{model._meta.db_table}: {count} {kind}"
