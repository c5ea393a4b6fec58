"""What the walls let each kind of person see, add, change and end in every table, asked of the database one by one.

No page and no operation takes part: each row of a family's record is read, copied, changed and ended with SQL of their own. The copy
is once in their own name, once in the name that stands there.
"""

import json
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import DatabaseError, connection, transaction

from access import notice
from access.grants import view_permission
from access.models import Draft, Notification, PromiseState
from access.records import acting, as_key, uuid7
from cases.models import Case, CaseUserGrant, Cover, FlagRule
from cases.stages import Stage
from earlyhelp.database import rights
from earlyhelp.database.walls import WALLS
from tests.conftest import as_
from tests.database.test_second_wall import BY
from tests.factories import BECAUSE, CaseFactory, TeamFactory, clock, give_person, installation, somebody, worker_on
from tests.factories.consent import ConsentFactory
from tests.factories.flags import flag
from tests.factories.retention import LONG_AGO, approved, full_case, readings, write
from tests.factories.settings import a_setting, propose
from tests.factories.states import keep_out
from tests.retention.disposing import hold

STAGES = {
    "closed": {"stage": Stage.CLOSED, "closed_on": LONG_AGO, "outcome": "needs_met"},
    "open": {"stage": Stage.OPEN, "closed_on": None, "outcome": ""},
}
SENT = "just sent"
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
        "user_id",
    ),
    *(
        "proposed_by_id",
        "arranged_by_id",
        "paused_by_id",
        "sent_by_id",
        "drawn_by_id",
        "changed_by_id",
        "given_by_id",
        "for_user_id",
    ),
}


@dataclass
class Family:
    """A case with a row in every table, and the rows as JSON by their table."""

    case: Case
    rows: dict
    people: dict
    sent: dict = field(default_factory=dict)

    def stages(self):
        """The case closed, open, and another that was just sent: each stage with the rows that are asked for."""
        for stage, values in STAGES.items():
            stand(self.case, **values)
            yield stage, self.rows
        self.sent = self.sent or just_sent(self)
        yield SENT, self.sent


def family():
    readings()
    case = full_case()
    ConsentFactory(case=case, understanding="presumed")
    found = {
        "worker": worker_on(case),
        "manager": worker_on(case, "team_manager"),
        "hub": worker_on(case, "hub"),
        "granted": somebody(team=TeamFactory()),
        "reader": somebody("practitioner", "team_manager", team=TeamFactory()),
        "kept out": worker_on(case, "practitioner", "team_manager", "hub", "dpo", "records_manager"),
        "stranger": somebody("practitioner", "team_manager", "hub", team=TeamFactory()),
        "sender": case.sent_by,
        "officer": somebody("dpo"),
        "records": somebody("records_manager"),
        "admin": somebody("user_administrator"),
        "left": worker_on(case, "team_manager"),
    }
    give_person(case, found["granted"])
    CaseUserGrant(
        content_object=case, user=found["reader"], permission=view_permission(Case), starts_at=clock.now(), why=BECAUSE
    ).write(by=installation(), because=BECAUSE)
    keep_out(case, found["kept out"])
    found["left"].staff.is_active = False
    found["left"].staff.write(by=installation(), because=BECAUSE)
    the_rest(case, found)
    people = [member.person_id for member in case.family.members.all()]
    return Family(case, {table: row for table in sorted(WALLS) if (row := a_row(table, case, people))}, found)


def the_rest(case, people):
    """What does not hang under a case, or comes about by itself: somebody's own, settings, lists of what is to be destroyed."""
    now, day = clock.now(), timedelta(days=1)
    worker, manager = people["worker"], people["manager"]
    times = {"since": now, "until": now + day, "arranged_by": installation(), "because": BECAUSE}
    write(Cover(absent=worker.staff, covering=manager.staff, **times))
    write(FlagRule(code="refused_often", is_on=False, because=BECAUSE, changed_by=installation(), changed_at=now))
    flag(worker, case=case)
    Draft.objects.create(author=worker, kind="note", sealed=b"sealed", changed_at=now, remove_at=now + day)
    about = {"case_key": case.pk, "case_reference": case.reference}
    Notification.objects.create(user=worker, kind="access.answered", at=now, **about)
    write(
        PromiseState(notice=notice.version(), code="X-1", light="red", because="Late.", owner=manager, checked_at=now)
    )
    propose(a_setting("retention_years", "case", "8"))
    approved()
    hold(case)


def a_row(table, case, people):
    """A row of this family in a table; of a table without families, any."""
    with connection.cursor() as cursor:
        columns = {one.name for one in connection.introspection.get_table_description(cursor, table)}
        key = (
            "id"
            if table in ("cases_case", "cases_family", "cases_person")
            else next(filter(columns.__contains__, BY), "")
        )
        keys = {
            "cases_family": [case.family_id],
            "cases_person": people,
            "family_id": [case.family_id],
            "person_id": people,
        }
        wanted = [str(one) for one in keys.get(table) or keys.get(key) or [case.pk]]
        where = f"WHERE t.{key}::text = ANY(%s)" if key else "WHERE %s IS NOT NULL"
        order = "pk" if "pk" in columns else "group_id" if table == "access_team" else "id"
        cursor.execute(f"SELECT to_jsonb(t) FROM {table} t {where} ORDER BY t.{order} LIMIT 1", [wanted])
        found = cursor.fetchone()
        return found and (json.loads(found[0]) if isinstance(found[0], str) else found[0])


def key_of(table):
    return "group_id" if table == "access_team" else "id"


def stand(case, **values):
    """The case at a stage, behind the program's back."""
    with acting(installation(), "so that it can be asked about"):
        Case.objects.filter(pk=case.pk).update(**values)


def what_they_may(made, tables=None, verb=""):
    """(table, verb) to who is let through, at which stage of the case; of some tables alone, or of one verb."""
    found = {}
    for stage, rows in made.stages():
        wanted = {table: row for table, row in rows.items() if tables is None or table in tables}
        for name, table, done in asked_of_all(wanted, made.people, stage, verb):
            found.setdefault((table, done), {}).setdefault(stage, []).append(name)
    return found


def asked_of_all(rows, people, stage, verb):
    """Each person, table and verb that is let through."""
    wanted = {table: [one for one in verbs(table, stage) if one.startswith(verb)] for table in rows}
    if not any(wanted.values()):
        return
    for name, person in people.items():
        with as_(person), acting(person, "to see whether it can be done"):
            for table, row in rows.items():
                for done in wanted[table]:
                    if let_through(table, done, row, person):
                        yield name, table, done


def just_sent(made):
    """The same rows, of a case that its sender has just sent."""
    case = CaseFactory(
        stage=Stage.RECEIVED, work_basis="", sent_by=made.people["sender"], team=TeamFactory(is_hub=True)
    )
    member = case.family.members.get()
    other = {
        "case_id": case.pk,
        "content_object_id": case.pk,
        "family_id": case.family_id,
        "person_id": member.person_id,
    }
    other |= {"one_id": member.person_id, "other_id": member.person_id, "group_id": case.team_id}
    return {
        table: {
            name: str(other[name]) if name in other and row[name] is not None else value for name, value in row.items()
        }
        for table, row in made.rows.items()
        if row.keys() & {"case_id", "content_object_id", "family_id", "person_id"}
    }


def verbs(table, stage):
    """What the web login may do with the table at all; what is neither added nor of an open case does not ask for the stage."""
    may = rights.of(table).get("web", "")
    adding = {"I": ["add own"] if stage == SENT else ["add own", "add another's"]}
    every = {"S": ["see"], **adding, "U": ["change"], "D": ["end"]} if stage == "open" else adding
    return [verb for letter, some in every.items() if letter in may for verb in some]


def let_through(table, verb, row, person):
    """Whether row security lets it through. Whatever else stops it comes after the wall and counts as let through."""
    key = key_of(table)
    mine = f"{key}::text = %s", [str(row[key])]
    some = next(name for name in row if name not in (key, "pk"))  # of a key a trigger says that it never changes
    statement, values = {
        "see": (f"SELECT FROM {table} WHERE {mine[0]}", mine[1]),
        "change": (f'UPDATE {table} SET "{some}" = "{some}" WHERE {mine[0]}', mine[1]),
        "end": (f"DELETE FROM {table} WHERE {mine[0]}", mine[1]),
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
