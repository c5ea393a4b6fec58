"""What the walls let each kind of person see, add, change and end in every table, asked of the database one by one.

No page and no operation takes part: each row of a family's record is read, copied, changed and ended with SQL of their own. The copy
is once in their own name, once in the name that stands there. To change or end *blindly* is to name no row, so that nothing need be seen.
"""

import json

from django.db import DatabaseError, connection, transaction

from access.records import acting, as_key, uuid7
from earlyhelp.database import rights
from tests.conftest import as_
from tests.database.walls_world import RESTRICTED, SENT

DOERS = {  # columns that say who did it, or whose it is
    *(
        "author_id",
        "by_id",
        "decided_by_id",
        "made_by_id",
        "set_by_id",
        "asked_by_id",
        "recorded_by_id",
        "judged_by_id",
    ),
    *("user_id", "proposed_by_id", "arranged_by_id", "paused_by_id", "sent_by_id", "drawn_by_id", "changed_by_id"),
    *("given_by_id", "for_user_id", "uploaded_by_id"),
}
ADDED = ("add own", "add another's")


def key_of(table):
    return "group_id" if table == "access_team" else "id"


def what_they_may(made):
    """(label of a row, verb) to who is let through, at which stage of the case."""
    found = {}
    for stage, here in stage_by_stage(made):
        for name, label, verb in here:
            found.setdefault((label, verb), {}).setdefault(stage, []).append(name)
    return found


def stage_by_stage(made, tables=None, verb=""):
    """Each stage with every person, row and verb that is let through, person by person; of some tables alone, or of verbs that begin so.

    Asked while it is gone through: whoever stops closes it, or is still the person who was asked about.
    """
    for stage, rows in made.stages():
        wanted = {label: row for label, row in rows.items() if tables is None or table_of(label) in tables}
        yield stage, asked_of_all(wanted, made.people, stage, verb)


def table_of(label):
    return label.partition(":")[0]


def asked_of_all(rows, people, stage, verb):
    """Each person, row and verb that is let through."""
    wanted = {label: [one for one in verbs(label, stage) if one.startswith(verb)] for label in rows}
    if not any(wanted.values()):
        return
    for name, person in people.items():
        with as_(person), acting(person, "to see whether it can be done"):
            for label, row in rows.items():
                for done in wanted[label]:
                    if let_through(table_of(label), done, row, person):
                        yield name, label, done


def verbs(label, stage):
    """What the web login may do with the table at all, and of that what is asked at this stage: what is not added stands open or shut."""
    may = rights.of(table_of(label)).get("web", "")
    adds = ADDED if "I" in may else ()
    if stage == SENT:
        return adds[:1]
    if "new" in label:
        return adds if stage == "open" else ()
    if "correction" in label or "approved" in label:
        return adds
    changes = [*("change", "change blindly") * ("U" in may), *("end", "end blindly") * ("D" in may)]
    seen = ["see", *changes] if stage in ("open", RESTRICTED) else []
    if ":" in label:
        return [one for one in seen if "blindly" not in one]
    return [*seen, *adds] if stage != RESTRICTED else seen


def let_through(table, verb, row, person):
    """Whether row security lets it through. Whatever else stops it comes after the wall and counts as let through."""
    key = key_of(table)
    mine = f"{key}::text = %s", [str(row[key])]
    some = next(name for name in row if name not in (key, "pk"))  # of a key a trigger says that it never changes
    as_it_is = f'(jsonb_populate_record(NULL::{table}, %s))."{some}"'
    statement, values = {
        "see": (f"SELECT FROM {table} WHERE {mine[0]}", mine[1]),
        "change": (f'UPDATE {table} SET "{some}" = "{some}" WHERE {mine[0]}', mine[1]),
        "change blindly": (f'UPDATE {table} SET "{some}" = {as_it_is}', [json.dumps(row)]),
        "end": (f"DELETE FROM {table} WHERE {mine[0]}", mine[1]),
        "end blindly": (f"DELETE FROM {table}", []),
    }.get(verb) or (
        f"INSERT INTO {table} SELECT (jsonb_populate_record(NULL::{table}, %s)).*",
        [json.dumps(copy(row, verb, person))],
    )
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, values)
            number = cursor.rowcount
            raise Enough
    except Enough:
        return number > 0
    except DatabaseError as error:
        return "row-level security" not in str(error)


class Enough(Exception):
    """It is known; nothing of it stays."""


def copy(row, verb, person):
    own = dict.fromkeys(DOERS & row.keys(), person.pk) if verb == "add own" else {}
    fresh = str(uuid7()) if as_key(str(row.get("id"))) else 10**9
    return {**row, **({"id": fresh} if "id" in row else {}), **own}
