"""The ledger of changes: one row for every version, written by the statement that writes the version.

Its digest covers every column of the version, who and why included, and is salted by the case, family or person that the version
goes with: when they are destroyed the salt is too, and the ledger stays whole without them. `history.py` asks this module for
the SQL that follows an insert into a table of versions.
"""

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

from django.db.backends.utils import CursorWrapper

AUDIT_SQL = Path(__file__).with_name("audit.sql")
STREAMS = ("access_accessevent", "access_change", "access_destruction", "access_securityevent")
# Whose salt the versions of a table take: the first of these columns that it has; tests/access/audit hold it to the disposal table.
SALTED_BY = ("case_id", "content_object_id", "family_id", "person_id")
SALTED_BY_OTHERS = {
    "cases_case": "id",
    "cases_family": "id",
    "cases_person": "id",
    "cases_flag": "case_key",
    "access_accessreviewline": "case_key",
    "retention_hold": "case_key",
}
AS_WRITTEN = {"timezone": "UTC", "datestyle": "ISO, YMD", "bytea_output": "hex", "extra_float_digits": "1"}
SETTINGS = " ".join(f"SET {name} = '{value}'" for name, value in AS_WRITTEN.items())
CONFIGURED = [f"{'TimeZone' if name == 'timezone' else 'DateStyle' if name == 'datestyle' else name}={value}" for name, value in AS_WRITTEN.items()]  # fmt: skip  # as the catalogue spells them


@dataclass(frozen=True)
class Wanted:
    """What a shape says: see access.models.Shape."""

    table_name: str
    columns: list[str]
    is_stream: bool = False
    record: str = ""
    key: str = ""
    told: Sequence[str] = ()
    salted_by: str = ""


def salted_by(table: str, columns: Sequence[str]) -> str:
    """The column that says whose salt the versions of this table take; empty for what is about no family."""
    named = (column for column in SALTED_BY if column in columns)
    return SALTED_BY_OTHERS.get(table) or next(named, "")


def is_up(cursor: CursorWrapper) -> bool:
    """Whether the tables of the ledger are there: a half-migrated database has none."""
    cursor.execute(
        "SELECT to_regclass('public.access_shape') IS NOT NULL AND to_regclass('public.access_change') IS NOT NULL"
    )
    return bool(cursor.fetchone()[0])


def number_of(cursor: CursorWrapper, wanted: Wanted) -> int | None:
    """The key of the table's newest shape, if it is this one. None too in a half-migrated database."""
    if not is_up(cursor):
        return None
    cursor.execute(
        "SELECT id, table_name, columns, is_stream, record, key, told, salted_by FROM access_shape"
        " WHERE table_name = %s ORDER BY id DESC LIMIT 1",
        [wanted.table_name],
    )
    row = cursor.fetchone()
    return row[0] if row and tuple(map(_plain, row[1:])) == tuple(map(_plain, astuple(wanted))) else None


def _plain(value: Any) -> Any:
    return tuple(value) if isinstance(value, list | tuple) else value


def register(cursor: CursorWrapper, wanted: Wanted) -> int:
    """The key of this shape, which is stored if the table's newest is another one."""
    if (there := number_of(cursor, wanted)) is not None:
        return there
    values = [list(value) if isinstance(value, tuple) else value for value in astuple(wanted)]
    cursor.execute(
        "INSERT INTO access_shape (table_name, columns, is_stream, record, key, told, salted_by)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s) RETURNING id",
        values,
    )
    return int(cursor.fetchone()[0])


def install(cursor: CursorWrapper) -> None:
    """The audit's functions, and the tables that the sealer numbers with the columns that they have now."""
    cursor.execute(AUDIT_SQL.read_text())
    if is_up(cursor):
        for table in STREAMS:
            register(cursor, Wanted(table, _columns(cursor, table), is_stream=True))


def _columns(cursor: CursorWrapper, table: str) -> list[str]:
    cursor.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = to_regclass(%s) AND attnum > 0 AND NOT attisdropped ORDER BY attnum",
        [table],
    )
    return [name for (name,) in cursor.fetchall()]


def digest_sql(cursor: CursorWrapper, columns: Sequence[str], alias: str) -> str:
    """The expression that digests a version with its salt, which stands in `p.salt`."""
    cursor.execute("SELECT earlyhelp_digest_of(%s, %s, 'coalesce(p.salt, '''')')", [list(columns), alias])
    return str(cursor.fetchone()[0])


def before_it(salt_column: str) -> str:
    """A statement that gives whoever is new a salt and a pseudonym, for rows called new_rows. Looked up row by row: the planner,
    who does not know how few they are, would otherwise read the whole table of salts."""
    if not salt_column:
        return ""
    return (
        "INSERT INTO public.access_subject (pseudonym, subject, salt) SELECT gen_random_uuid(), k.subject,"
        " sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()))"
        f' FROM (SELECT DISTINCT "{salt_column}" AS subject FROM new_rows) AS k WHERE k.subject IS NOT NULL'
        " AND (SELECT true FROM public.access_subject s WHERE s.subject = k.subject) IS NULL"
        " ORDER BY k.subject ON CONFLICT DO NOTHING;"
    )


def after_it(cursor: CursorWrapper, shape: int, wanted: Wanted, source: str, operation: str = "v.history_type") -> str:
    """An INSERT of one ledger row for each version that `source` holds."""
    subject = f'v."{wanted.salted_by}"' if wanted.salted_by else "NULL"
    whose = f"(SELECT s.pseudonym, s.salt FROM public.access_subject s WHERE s.subject = {subject} LIMIT 1)"
    if not wanted.salted_by:
        whose = "(SELECT NULL::uuid AS pseudonym, NULL::bytea AS salt)"
    return (
        "INSERT INTO public.access_change (id, shape_key, version, operation, digest, actor_key, pseudonym, machine_at, tx)"
        f" SELECT public.earlyhelp_ledger_key({shape}, v.history_id), {shape}, v.history_id, {operation},"
        f" {digest_sql(cursor, wanted.columns, 'v')}, v.history_user_id, p.pseudonym, clock_timestamp(),"
        f" pg_current_xact_id()::text::bigint FROM {source} AS v LEFT JOIN LATERAL {whose} AS p ON true"
    )


def enter(cursor: CursorWrapper, wanted: Wanted) -> None:
    """Bring a table of versions under the ledger, or note that its columns have changed."""
    if is_up(cursor) and number_of(cursor, wanted) is None:
        _take_up(cursor, register(cursor, wanted), wanted)


def _take_up(cursor: CursorWrapper, shape: int, wanted: Wanted) -> None:
    """Ledger rows for versions that were there before the ledger was, or whose columns a migration took away.

    Never for others: a version without a row would otherwise become a good one with the next migrate.
    """
    cursor.execute(
        "SELECT id, columns FROM access_shape WHERE table_name = %s AND id <> %s", [wanted.table_name, shape]
    )
    earlier = cursor.fetchall()
    lost = [key for key, columns in earlier if not set(columns) <= set(wanted.columns)]
    if earlier and not lost:
        return
    for name, value in AS_WRITTEN.items():
        cursor.execute("SELECT set_config(%s, %s, true)", [name, value])
    _give_salts(cursor, wanted)
    source = f'public."{wanted.table_name}"'
    if lost:
        keys = ", ".join(map(str, lost))
        source = f"(SELECT * FROM {source} h WHERE h.history_id IN (SELECT version FROM access_change WHERE shape_key IN ({keys})))"
    cursor.execute(f"{after_it(cursor, shape, wanted, source, chr(39) + '=' + chr(39))} ON CONFLICT DO NOTHING")


def _give_salts(cursor: CursorWrapper, wanted: Wanted) -> None:
    if wanted.salted_by:
        cursor.execute(before_it(wanted.salted_by).replace("new_rows", f'public."{wanted.table_name}"'))
