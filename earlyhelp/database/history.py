"""Versions of every record: written by PostgreSQL, read through django-simple-history.

simple-history's own writers miss queryset.update(), bulk_create(), bulk_update(), raw SQL and COPY. So its models, manager and
`.history` stay, and statement triggers write the rows. A write that names no person or no reason is refused, whatever path it
came by. One function a table with written-out columns, and no nested loop: a cached plan made an update of 8,000 rows take
23 seconds. `clock` is app_now(), which moves on within a transaction, so that three writes in one are three moments.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db import connections, models, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models.signals import post_delete, post_save, pre_delete
from simple_history.models import HistoricalRecords

from earlyhelp.database import ledger

OWN = {"history_id", "history_date", "history_type", "history_user_id", "history_change_reason", "history_relation_id"}


class Versions(HistoricalRecords):
    """simple-history's models and manager without its writers."""

    def __init__(self, *args: Any, unless_only: tuple[str, ...] = (), **kwargs: Any) -> None:
        """`unless_only`: fields whose change alone makes no version (a column that repeats another table, say)."""
        self.unless_only = unless_only
        defaults = {
            "history_id_field": models.BigAutoField(),
            "user_db_constraint": False,
            "history_change_reason_field": models.TextField(null=True),
        }
        super().__init__(*args, **defaults | kwargs)

    def finalize(self, sender: type[models.Model], **kwargs: Any) -> None:
        super().finalize(sender, **kwargs)
        for signal, writer in (
            (post_save, self.post_save),
            (post_delete, self.post_delete),
            (pre_delete, self.pre_delete),
        ):
            if signal.disconnect(writer, sender=sender):  # no listener left: queryset.delete() is one statement again
                sender._meta.versions = self  # type: ignore[attr-defined]  # read back by tracked()


@contextmanager
def acting(by: Any, because: str, using: str = "default") -> Iterator[None]:
    """One transaction whose every write is `by` somebody (a user or their key) `because` of something.

    May be nested; the outer name returns when the inner one ends. Nothing else in the program names an actor.
    """
    connection = connections[using]
    inner = connection.in_atomic_block
    with transaction.atomic(using), connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('earlyhelp.actor', true), current_setting('earlyhelp.reason', true),"
            " set_config('earlyhelp.actor', %s, true), set_config('earlyhelp.reason', %s, true)",
            [str(getattr(by, "pk", by)), because],
        )
        actor, reason, *_ = cursor.fetchone()
        yield
        if inner and not connection.needs_rollback:  # a savepoint that rolls back restores them by itself
            cursor.execute(
                "SELECT set_config('earlyhelp.actor', %s, true), set_config('earlyhelp.reason', %s, true)",
                [actor or "", reason or ""],
            )


BODY = """
DECLARE
  actor_ {who} := nullif(current_setting('earlyhelp.actor', true), '');
  reason_ text := nullif(btrim(current_setting('earlyhelp.reason', true)), '');
BEGIN
  IF TG_WHEN = 'BEFORE' THEN
    RAISE integrity_constraint_violation USING MESSAGE = 'the key never changes: ' || TG_TABLE_NAME;
  ELSIF actor_ IS NULL OR reason_ IS NULL THEN
    RAISE integrity_constraint_violation USING MESSAGE = 'nobody said who and why: ' || TG_OP || ' on ' || TG_TABLE_NAME;
  ELSIF NOT public.earlyhelp_may_act_as(actor_) THEN
    RAISE insufficient_privilege USING MESSAGE = 'not this login''s name to use: ' || TG_OP || ' on ' || TG_TABLE_NAME;
  ELSIF (SELECT count(*) FROM pg_attribute WHERE attrelid = TG_RELID AND attnum > 0 AND NOT attisdropped) <> {width} THEN
    RAISE integrity_constraint_violation USING MESSAGE = 'columns changed, run attach(): ' || TG_TABLE_NAME;
  ELSIF TG_OP = 'INSERT' THEN {salts}{insert}, '+', actor_, reason_ FROM new_rows n{digest};
  ELSIF TG_OP = 'DELETE' THEN {insert}, '-', actor_, reason_ FROM old_rows n{digest};
  ELSE {insert}, '~', actor_, reason_ FROM new_rows n{changed}{digest}; END IF;
  RETURN NULL;
END """
FUNCTION = """CREATE OR REPLACE FUNCTION public.{name}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET enable_nestloop = off {settings} AS $history${body}$history$"""
TRIGGERS = {
    "history_insert": "AFTER INSERT ON public.{table} REFERENCING NEW TABLE AS new_rows",
    "history_update": "AFTER UPDATE ON public.{table} REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows",
    "history_delete": "AFTER DELETE ON public.{table} REFERENCING OLD TABLE AS old_rows",
    "history_key": "BEFORE UPDATE OF {key} ON public.{table}",
}


def tracked(cursor: CursorWrapper) -> Iterator[tuple[Any, Any]]:
    """Pairs of `_meta`: each model with versions whose table is there, and its history."""
    tables = cursor.db.introspection.table_names(cursor)
    for model in apps.get_models():
        if hasattr(model._meta, "versions") and model._meta.db_table in tables:
            yield model._meta, getattr(model, model._meta.simple_history_manager_attribute).model._meta  # type: ignore[attr-defined]  # set by simple-history


def columns(cursor: CursorWrapper, table: str) -> dict[str, list[Any]]:
    """Name to (type, generated?) of a table as it is now: inside a migration the models are ahead of it."""
    cursor.execute(
        "SELECT attname, format_type(atttypid, atttypmod), attgenerated <> '' FROM pg_attribute"
        " WHERE attrelid = to_regclass(%s) AND attnum > 0 AND NOT attisdropped ORDER BY attnum",
        [table],
    )
    return {name: rest for name, *rest in cursor.fetchall()}


def wanted(cursor: CursorWrapper, base: Any, past: Any) -> tuple[str, dict[str, str]]:
    """The function body and the triggers that this table must have."""
    quote, versions = cursor.db.ops.quote_name, base.versions
    if base.parents or past.model._history_m2m_fields:
        raise ImproperlyConfigured(f"{base.label}: versions need one table of its own and no m2m_fields")
    here, there = columns(cursor, quote(base.db_table)), columns(cursor, quote(past.db_table))
    excluded = {base.get_field(name).column for name in versions.excluded_fields}
    if differ := (here.keys() - excluded) ^ (there.keys() - OWN):
        raise ImproperlyConfigured(f"{base.label} and its history disagree on {sorted(differ)}")
    kept = [name for name in there if name in here and not there[name][1]]
    shape = shape_of(cursor, base, past)
    key = quote(base.pk.column)
    insert = (
        f"INSERT INTO public.{quote(past.db_table)} ({', '.join(map(quote, kept))},"
        " history_date, history_type, history_user_id, history_change_reason)"
        f" SELECT {_row('n', kept, quote)}, public.app_now()"
    )
    changed = (
        f" JOIN old_rows o ON o.{key} = n.{key}"
        f" WHERE ROW({_row('n', shape.told, quote)})::record *<> ROW({_row('o', shape.told, quote)})::record"
    )
    salts = digest = ""
    if (number := ledger.number_of(cursor, shape)) is not None:  # a version and its row in the ledger: one statement
        insert, salts = f"WITH kept AS ({insert}", ledger.before_it(shape.salted_by)
        digest = f" RETURNING *) {ledger.after_it(cursor, number, shape, 'kept')}"
    who = there["history_user_id"][0]
    body = BODY.format(who=who, width=len(here), insert=insert, changed=changed, salts=salts, digest=digest)
    return body, {name: text.format(table=quote(base.db_table), key=key) for name, text in TRIGGERS.items()}


def shape_of(cursor: CursorWrapper, base: Any, past: Any) -> ledger.Wanted:
    """What the ledger keeps of this table's versions."""
    here, there = (columns(cursor, cursor.db.ops.quote_name(meta.db_table)) for meta in (base, past))
    kept = [name for name, (_, generated) in there.items() if not generated]
    silent = {base.get_field(field).column for field in base.versions.unless_only}
    return ledger.Wanted(
        table_name=past.db_table,
        columns=kept,
        record=base.db_table,
        key=base.pk.column,
        told=[name for name in kept if name in here and name not in silent],
        salted_by=ledger.salted_by(base.db_table, kept),
    )


def _row(alias: str, names: Sequence[str], quote: Any) -> str:
    return ", ".join(f"{alias}.{quote(name)}" for name in names)


def function_name(table: str) -> str:
    return f"history_of_{table}"[:63]


def installed(cursor: CursorWrapper, base: Any) -> tuple[str | None, dict[str, str]]:
    """The function body and the triggers that this table has now."""
    name = function_name(base.db_table)
    cursor.execute(
        "SELECT prosrc FROM pg_proc WHERE proname = %s AND prosecdef AND proconfig @> %s",
        [name, ["search_path=pg_catalog, pg_temp", "enable_nestloop=off", *ledger.CONFIGURED]],
    )
    body = (cursor.fetchone() or [None])[0]
    cursor.execute(
        "SELECT tgname, obj_description(oid, 'pg_trigger') FROM pg_trigger WHERE tgrelid = to_regclass(%s)"
        " AND tgenabled = 'O' AND tgfoid::regproc::text = %s",
        [cursor.db.ops.quote_name(base.db_table), name],
    )
    return body, dict(cursor.fetchall())


def attach(using: str = "default") -> None:
    """Bring functions and triggers in line with the tables. Safe to repeat; touches only what differs; grants nothing."""
    with transaction.atomic(using), connections[using].cursor() as cursor:
        for base, past in tracked(cursor):
            ledger.enter(cursor, shape_of(cursor, base, past))
            body, triggers = wanted(cursor, base, past)
            body_there, triggers_there = installed(cursor, base)
            name, table = function_name(base.db_table), cursor.db.ops.quote_name(base.db_table)
            if body_there != body:
                cursor.execute(FUNCTION.format(name=name, body=body, settings=ledger.SETTINGS))
                cursor.execute(f"REVOKE ALL ON FUNCTION public.{name}() FROM PUBLIC")
            for trigger, text in triggers.items():
                if triggers_there.get(trigger) != text:
                    cursor.execute(
                        f"CREATE OR REPLACE TRIGGER {trigger} {text} FOR EACH STATEMENT EXECUTE FUNCTION public.{name}();"
                        f" ALTER TABLE {table} ENABLE TRIGGER {trigger};"
                        f" COMMENT ON TRIGGER {trigger} ON {table} IS '{text}'"
                    )


def without_history(using: str = "default") -> list[str]:
    """Labels of models whose triggers are missing, switched off or old. Empty is right."""
    with connections[using].cursor() as cursor:
        return [base.label for base, past in tracked(cursor) if installed(cursor, base) != wanted(cursor, base, past)]
