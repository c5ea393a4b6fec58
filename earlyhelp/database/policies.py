"""The walls as PostgreSQL's policies: making them, and putting them up. Whether they stand: as_built.py."""

from django.db.backends.utils import CursorWrapper

from earlyhelp.database.sight import to_write
from earlyhelp.database.walls import WALLS, Wall


def _history_of(table: str) -> str:
    app, model = table.split("_", 1)
    return f"{app}_historical{model}"


def policies(table: str, wall: Wall) -> dict[str, tuple[str, str]]:
    """Name to (table, SQL) of every policy that a table and its history need."""
    made = {
        f"{table}_owner": (table, "FOR ALL TO earlyhelp_owner USING (true) WITH CHECK (true)"),
        f"{table}_worker": (table, "FOR ALL TO earlyhelp_worker USING (true) WITH CHECK (true)"),
        f"{table}_dispose_see": (table, "FOR SELECT TO earlyhelp_dispose USING (true)"),
        f"{table}_web_see": (table, f"FOR SELECT TO earlyhelp_web USING ({wall.see})"),
    }
    for name, verb, condition in (
        ("web_add", "INSERT TO earlyhelp_web WITH CHECK", wall.add),
        ("web_end", "DELETE TO earlyhelp_web USING", wall.end),
        ("dispose", "DELETE TO earlyhelp_dispose USING", wall.destroy),
    ):
        if condition:
            made[f"{table}_{name}"] = (table, f"FOR {verb} ({to_write(condition)})")
    if wall.change:
        change = to_write(wall.change)
        made[f"{table}_web_change"] = (table, f"FOR UPDATE TO earlyhelp_web USING ({change}) WITH CHECK ({change})")
    if table.startswith("retention_"):  # the disposer's own books; which columns and verbs, rights.py says
        made[f"{table}_dispose_change"] = (table, "FOR UPDATE TO earlyhelp_dispose USING (true) WITH CHECK (true)")
        made[f"{table}_dispose_add"] = (table, "FOR INSERT TO earlyhelp_dispose WITH CHECK (true)")
    if wall.history:
        made |= _history_policies(table)
    return made


def _history_policies(table: str) -> dict[str, tuple[str, str]]:
    """A version is seen by whoever sees the row, and goes only after it: a deletion in the wrong order deletes nothing."""
    past, key = _history_of(table), "group_id" if table == "access_team" else "id"
    alive = f"EXISTS (SELECT 1 FROM {table} live WHERE live.{key} = {past}.{key})"
    return {
        f"{past}_owner": (past, "FOR ALL TO earlyhelp_owner USING (true) WITH CHECK (true)"),
        f"{past}_worker": (past, "FOR SELECT TO earlyhelp_worker USING (true)"),
        f"{past}_dispose_see": (past, "FOR SELECT TO earlyhelp_dispose USING (true)"),
        f"{past}_web_see": (past, f"FOR SELECT TO earlyhelp_web USING ({alive})"),
        f"{past}_dispose": (past, f"FOR DELETE TO earlyhelp_dispose USING (NOT {alive})"),
    }


def build(cursor: CursorWrapper) -> None:
    """Put every wall up anew. Run as the owner, after migrations."""
    there = set(cursor.db.introspection.table_names(cursor))
    for table, wall in WALLS.items():
        if table not in there:
            continue  # a half-migrated database: the next migrate comes back to it
        made = policies(table, wall)
        for walled in sorted({target for target, _ in made.values()}):
            cursor.execute("SELECT policyname FROM pg_policies WHERE tablename = %s", [walled])
            for (name,) in cursor.fetchall():
                cursor.execute(f'DROP POLICY "{name}" ON {walled}')
            cursor.execute(f"ALTER TABLE {walled} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
        for name, (target, text) in made.items():
            cursor.execute(f'CREATE POLICY "{name[:63]}" ON {target} {text}')
