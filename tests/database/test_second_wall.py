"""Goal A10: with the first wall gone, row security alone shows nobody a row of a record that is shut to them, nor a version of one.

Seen to fail: with the exclusion taken out of `works`, with `known` and `in_sight` returning their condition alone, with a group's
grant counting in earlyhelp_granted() whatever the state.
"""

import pytest
from django.apps import apps
from django.db import connection

from access import clock
from access.records import acting
from cases.models import Case, Exclusion
from earlyhelp.database import rights
from earlyhelp.database.walls import WALLS
from tests.conftest import as_
from tests.factories import give_person, installation, somebody, worker_on
from tests.factories.consent import ConsentFactory
from tests.factories.retention import full_case
from tests.factories.states import keep_out, shut

ROLES = ("practitioner", "team_manager", "hub", "dpo", "records_manager", "user_administrator", "referrer")
# By which column the rows of a case, a family or a person are found.
BY = ("case_id", "case_key", "content_object_id", "family_id", "person_id", "other_case_key")


def tables():
    """Every walled table that has rows of one family, and its versions."""
    for model in apps.get_models():
        table = model._meta.db_table
        base = table.replace("historical", "")
        if base in WALLS and "S" in rights.of(table).get("web", ""):
            columns = {field.column for field in model._meta.concrete_fields}
            key = (
                "id"
                if base in ("cases_case", "cases_family", "cases_person")
                else next(filter(columns.__contains__, BY), "")
            )
            if key:
                yield table, base, key


TABLES = sorted(tables())


def seen(case):
    """How many rows about the case each table shows to the one who is looking, with SQL of their own."""
    keys = {
        "cases_family": [case.family_id],
        "cases_person": case.people_keys,
        "family_id": [case.family_id],
        "person_id": case.people_keys,
    }
    found = {}
    with connection.cursor() as cursor:
        for table, base, key in TABLES:
            wanted = keys.get(base) if key == "id" and base in keys else keys.get(key, [case.pk])
            cursor.execute(f"SELECT count(*) FROM {table} WHERE {key} = ANY(%s::uuid[])", [list(wanted)])
            if number := cursor.fetchone()[0]:
                found[table] = number
    return found


@pytest.fixture
def case(db):
    """A case with a row in every table, led by somebody; and everybody who sees something of it while it is open."""
    case = full_case()
    ConsentFactory(case=case)
    case = Case.objects.get(pk=case.pk)
    case.people_keys = [member.person_id for member in case.family.members.all()]
    return case


@pytest.fixture
def people(case):
    """Of each role: one of the case's team, and one with a single grant; the sender; a stranger who leads elsewhere."""
    found = {f"{role} of the team": worker_on(case, role) for role in ROLES}
    found |= {f"{role} by a grant": somebody(role) for role in ROLES}
    for name, person in found.items():
        if name.endswith("by a grant"):
            give_person(case, person)
    return found | {"sender": case.sent_by, "superuser": somebody("practitioner", is_superuser=True)}


def test_every_table_below_a_case_is_looked_at(case, people):
    """Otherwise nothing here proves anything: somebody of the team sees rows of nearly all of them while the case is open."""
    with as_(people["team_manager of the team"]):
        here = seen(case)
    unseen = {table for table, base, _ in TABLES if table == base} - here.keys()
    assert unseen <= {
        "access_notification",  # each person's own
        "retention_hold",  # of those who answer for how long records are kept
        "retention_batchitem",
        "retention_certificate",
        "access_accessevent",  # written by the audit login
        "cases_drawncase",  # of whoever looks at samples
        "cases_flag",  # of the officer, and of whoever is asked about it
    }, unseen
    assert len(here) > 60


@pytest.mark.parametrize("level", ["restricted", "sealed"])
def test_what_is_shut_shows_no_row_to_anybody_who_is_not_named(level, case, people):
    named = worker_on(case)
    shut_case = shut(case, named, level=level) if level == "restricted" else sealed(case, named)
    shut_case.people_keys = case.people_keys
    for name, person in people.items():
        with as_(person):
            found = seen(shut_case)
        if level == "restricted":
            found = {table: rows for table, rows in found.items() if table not in KNOWN_OF_RESTRICTED[role_of(name)]}
        assert not found, (name, found)
    with as_(named):
        assert len(seen(shut_case)) > 60


def sealed(case, *people):
    """The seal of `states` waits for its second person: another one takes its place."""
    with acting(installation(), "not this one"):
        case.restrictions.filter(level="sealed").update(lifted_at=clock.now())
    return shut(case, *people, level="sealed")


# What answers for records as a whole is still seen of a restricted one: rows that name nobody. Of a sealed one, nothing.
OFFICES = {
    "cases_case", "cases_historicalcase", "consent_noticegiven", "consent_historicalnoticegiven", "consent_agreement",
    "consent_historicalagreement", "consent_consent", "consent_historicalconsent", "sharing_disclosure",
    "sharing_historicaldisclosure", "sharing_disclosureperson", "sharing_historicaldisclosureperson", "retention_clock",
    "retention_historicalclock", "retention_hold", "retention_historicalhold", "retention_batchitem",
    "retention_historicalbatchitem", "cases_exclusion", "cases_historicalexclusion", "cases_breakglass",
    "cases_historicalbreakglass", "cases_flag", "cases_historicalflag", "cases_restriction", "cases_historicalrestriction", "access_accessevent", "consent_concern",
    "consent_historicalconcern", "consent_refusal", "consent_historicalrefusal",
}  # fmt: skip
SENT = {
    "cases_case",
    "cases_historicalcase",
    "cases_referral",
    "cases_historicalreferral",
    "cases_message",
    "cases_historicalmessage",
}
KNOWN_OF_RESTRICTED = {role: set() for role in ROLES} | {
    "dpo": OFFICES,
    "records_manager": OFFICES,
    "sender": SENT,
    "superuser": set(),
}


def role_of(name):
    return name.partition(" ")[0]


@pytest.mark.parametrize("role", [*ROLES, "sender"])
def test_whoever_is_kept_out_sees_no_row_by_team_grant_or_role(role, case, people):
    """Goal A6: an exclusion beats every grant and role, the superuser's too, and does not show itself."""
    who = [person for name, person in people.items() if role_of(name) == role] + [people["superuser"]]
    for person in who:
        with as_(person):
            before = seen(case)
        keep_out(case, person)
        with as_(person):
            assert not seen(case), (role, before)
            assert not Exclusion.objects.exists()


def test_for_the_others_nothing_changes(case, people):
    colleague = people["practitioner of the team"]
    with as_(colleague):
        before = seen(case)
    keep_out(case, people["team_manager of the team"])
    with as_(colleague):
        assert seen(case).keys() == before.keys()
