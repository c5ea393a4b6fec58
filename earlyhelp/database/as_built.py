"""Whether the walls stand as the program put them up: nobody who owns the database loosens one unseen.

PostgreSQL keeps a policy as a parsed expression, so its text cannot be compared with the program's. What it makes of each is signed
where it was put up, with the key that signs the audit and that the database does not have. A function keeps its text, which is compared.
"""

import hashlib
import hmac
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.backends.utils import CursorWrapper
from psycopg import sql

from earlyhelp.database.policies import policies
from earlyhelp.database.walls import WALLS

FUNCTIONS_SQL = [
    Path(__file__).with_name(name)
    for name in ("functions.sql", "states.sql", "oversight.sql", "flags.sql", "access_reviews.sql")
]
FUNCTION = re.compile(r"CREATE OR REPLACE FUNCTION public\.(\w+)\(.*?AS \$\$(.*?)\$\$", re.DOTALL)
STANDING = """
SELECT p.tablename, p.policyname, jsonb_build_array(p.tablename, p.policyname, p.permissive, p.roles, p.cmd, p.qual, p.with_check)::text,
       coalesce(obj_description(o.oid, 'pg_policy'), '')
FROM pg_policies p JOIN pg_class t ON t.relname = p.tablename AND t.relnamespace = 'public'::regnamespace
JOIN pg_policy o ON o.polrelid = t.oid AND o.polname = p.policyname WHERE p.schemaname = 'public'"""


def sign(cursor: CursorWrapper) -> None:
    """Sign every policy that stands, in its comment. Run as the owner by whatever has just put them up."""
    cursor.execute(STANDING)
    for table, name, text, signed in cursor.fetchall():
        if signed != (mac := _mac(text)):
            named = sql.Identifier(name), sql.Identifier(table), sql.Literal(mac)
            cursor.execute(sql.SQL("COMMENT ON POLICY {} ON {} IS {}").format(*named))


def faults(cursor: Any) -> list[str]:
    """A sentence for each policy that is missing, not the program's or not as it was put up, for each table where row security is not
    forced, and for each function that is another. Empty is right."""
    cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND relrowsecurity AND relforcerowsecurity")
    up = {name for (name,) in cursor.fetchall()}
    cursor.execute(STANDING)
    there = {(table, name): hmac.compare_digest(signed, _mac(text)) for table, name, text, signed in cursor.fetchall()}
    made = [policies(table, wall) for table, wall in WALLS.items()]
    wanted = {(target, name[:63]) for one in made for name, (target, _) in one.items()}
    return [
        *(f"{table}: policy {name} is missing" for table, name in sorted(wanted - there.keys())),
        *(f"{table}: policy {name} is not the program's" for table, name in sorted(there.keys() - wanted)),
        *(f"{table}: policy {name} is not as it was put up" for table, name in sorted(wanted) if not there.get((table, name), True)),
        *(f"{table}: row security is not forced" for table in sorted({table for table, _ in wanted} - up)),
        *(f"{name}: the function is not the program's" for file in FUNCTIONS_SQL for name in functions_that_differ(cursor, file)),
    ]  # fmt: skip


def functions_that_differ(cursor: Any, file: Path) -> list[str]:
    """Names of a file's functions that are not in the database as they are there. Empty is right."""
    wanted = dict(FUNCTION.findall(file.read_text()))
    cursor.execute(
        "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND proname = ANY(%s)",
        [list(wanted)],
    )
    there = cursor.fetchall()
    return sorted(wanted.keys() - {name for name, body in there if body == wanted[name]} | set(_more_than_one(there)))


def _more_than_one(there: list[tuple[str, str]]) -> Iterator[str]:
    names = [name for name, _ in there]
    return (name for name in names if names.count(name) > 1)


def _mac(text: str) -> str:
    return hmac.new(settings.AUDIT_KEY.encode(), b"wall" + text.encode(), hashlib.sha256).hexdigest()
