"""Everything that the database holds beside tables, from one place: the same in the demo, the tests and production."""

from django.conf import settings
from django.core.management import call_command
from django.db import connections, transaction
from django.db.backends.utils import CursorWrapper

from earlyhelp.database import as_built, history, ledger, policies, rights
from earlyhelp.database.as_built import FUNCTIONS_SQL

TERMS = """
CREATE OR REPLACE FUNCTION public.earlyhelp_terms() RETURNS date LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(max(d) FILTER (WHERE d <= (public.app_now() AT TIME ZONE 'Europe/London')::date), min(d)) FROM unnest('{days}'::date[]) AS u(d)
$$"""  # the day of the text that partners have to have accepted: access/terms.py
ROBOTS = {"earlyhelp_owner": "Installation", "earlyhelp_worker": "Nightly jobs", "earlyhelp_dispose": "Disposer"}
# What of a person is asked only where the notice has it: each column is the code of its class of information.
GUARDED = (
    *("sex", "ethnicity", "nationality", "religion", "disability", "surgery", "language", "school"),
    *("nhs_number", "ni_number", "upn"),
)
SEPARATED = "', '"
ROW_TRIGGERS = {
    "cases_person": (
        f"BEFORE INSERT OR UPDATE OF {', '.join(GUARDED)}, health_because ON cases_person FOR EACH ROW"
        f" WHEN ({' || '.join(f'NEW.{column}' for column in GUARDED)} <> '')"
        f" EXECUTE FUNCTION earlyhelp_person_is_in_the_notice('{SEPARATED.join(GUARDED)}')"
    ),
    "cases_casegroupgrant": "AFTER INSERT OR DELETE ON cases_casegroupgrant FOR EACH ROW EXECUTE FUNCTION earlyhelp_first_team()",
    "cases_message": (
        "AFTER INSERT ON cases_message FOR EACH ROW WHEN (NOT NEW.to_referrer) EXECUTE FUNCTION earlyhelp_answered()"
    ),
    "cases_case": (
        "BEFORE INSERT OR UPDATE OF work_basis ON cases_case FOR EACH ROW WHEN (NEW.work_basis <> '')"
        " EXECUTE FUNCTION earlyhelp_case_rests_on_the_notice()"
    ),
    "sharing_disclosure": (
        "BEFORE INSERT ON sharing_disclosure FOR EACH ROW WHEN (NEW.decision NOT IN ('not_shared', 'mistake'))"
        " EXECUTE FUNCTION earlyhelp_disclosure_is_in_the_notice()"
    ),
    "cases_qualitysample": "AFTER INSERT ON cases_qualitysample FOR EACH ROW EXECUTE FUNCTION earlyhelp_draw()",
    "sharing_extract": "BEFORE INSERT ON sharing_extract FOR EACH ROW EXECUTE FUNCTION earlyhelp_extract_is_in_the_notice()",
    "access_settingchange": (
        "BEFORE UPDATE ON access_settingchange FOR EACH ROW EXECUTE FUNCTION earlyhelp_setting_is_decided()"
    ),
    "access_setting": "BEFORE INSERT OR UPDATE OR DELETE ON access_setting FOR EACH ROW EXECUTE FUNCTION earlyhelp_setting_was_approved()",
    "retention_decision": "BEFORE INSERT ON retention_decision FOR EACH ROW EXECUTE FUNCTION earlyhelp_stamp_decision()",
}

STATE_TRIGGERS = {  # (table, name) -> what a restriction, an exclusion and a broken glass bring about, whatever path wrote them
    (
        "cases_restriction",
        "steps",
    ): "BEFORE INSERT OR UPDATE ON cases_restriction FOR EACH ROW EXECUTE FUNCTION earlyhelp_seal_steps()",
    (
        "cases_restriction",
        "applies",
    ): "AFTER INSERT OR UPDATE ON cases_restriction FOR EACH ROW EXECUTE FUNCTION earlyhelp_restrict()",
    ("cases_triage", "taken_back"): (
        "AFTER INSERT ON cases_triage FOR EACH ROW WHEN (NEW.decision = 'separate')"
        " EXECUTE FUNCTION earlyhelp_taken_back()"
    ),
    ("cases_case", "follows"): (
        "BEFORE UPDATE ON cases_case FOR EACH ROW WHEN (OLD.visibility IS DISTINCT FROM NEW.visibility)"
        " EXECUTE FUNCTION earlyhelp_visibility_follows()"
    ),
    (
        "cases_member",
        "joins",
    ): "AFTER INSERT ON cases_member FOR EACH ROW EXECUTE FUNCTION earlyhelp_joined_a_sealed_family()",
    (
        "cases_exclusion",
        "keeps_out",
    ): "AFTER INSERT ON cases_exclusion FOR EACH ROW EXECUTE FUNCTION earlyhelp_keep_out()",
    ("cases_caseusergrant", "not_excluded"): (
        "BEFORE INSERT ON cases_caseusergrant FOR EACH ROW EXECUTE FUNCTION earlyhelp_not_to_the_excluded()"
    ),
    ("cases_allocation", "not_excluded"): (
        "BEFORE INSERT ON cases_allocation FOR EACH ROW EXECUTE FUNCTION earlyhelp_not_to_the_excluded()"
    ),
    (
        "cases_breakglass",
        "breaks",
    ): "BEFORE INSERT ON cases_breakglass FOR EACH ROW EXECUTE FUNCTION earlyhelp_glass_breaks()",
    (
        "cases_breakglass",
        "opens",
    ): "AFTER INSERT ON cases_breakglass FOR EACH ROW EXECUTE FUNCTION earlyhelp_glass_opens()",
    (
        "cases_breakglass",
        "reviewed",
    ): "BEFORE UPDATE ON cases_breakglass FOR EACH ROW EXECUTE FUNCTION earlyhelp_glass_is_reviewed()",
}

WITHOUT_KEYS = """SELECT earlyhelp_write_keys(ARRAY(
    SELECT id FROM cases_person p WHERE NOT EXISTS (SELECT FROM cases_searchkey k WHERE k.person_id = p.id)
    OR (born IS NULL AND expected IS NOT NULL AND EXISTS (SELECT FROM cases_searchkey k WHERE k.person_id = p.id AND k.born IS NULL))))"""
KEYS = "FOR EACH STATEMENT EXECUTE FUNCTION earlyhelp_keep_keys()"
KEY_TRIGGERS = {  # what a person can be found by follows their names, whatever path wrote them
    "keys_insert": f"AFTER INSERT ON cases_person REFERENCING NEW TABLE AS after_it {KEYS}",
    "keys_update": f"AFTER UPDATE ON cases_person REFERENCING OLD TABLE AS before_it NEW TABLE AS after_it {KEYS}",
    "keys_name_insert": f"AFTER INSERT ON cases_formername REFERENCING NEW TABLE AS after_it {KEYS}",
    "keys_name_update": f"AFTER UPDATE ON cases_formername REFERENCING NEW TABLE AS after_it {KEYS}",
}

COUNTS = "FOR EACH STATEMENT EXECUTE FUNCTION earlyhelp_count_disclosures()"
COUNT_TRIGGERS = {  # the sums of the log follow its entries, whatever path wrote them
    "counts_insert": f"AFTER INSERT ON sharing_disclosure REFERENCING NEW TABLE AS after_it {COUNTS}",
    "counts_update": (
        f"AFTER UPDATE ON sharing_disclosure REFERENCING OLD TABLE AS before_it NEW TABLE AS after_it {COUNTS}"
    ),
    "counts_delete": f"AFTER DELETE ON sharing_disclosure REFERENCING OLD TABLE AS before_it {COUNTS}",
}

ENDS = {  # tables whose rows are ended and never rewritten: the columns that may change
    "cases_casegroupgrant": ("ends_at", "is_primary"),
    "cases_caseusergrant": ("ends_at",),
    "cases_allocation": ("until",),
    "cases_cover": ("until", "ended_because"),
    "cases_restriction": (
        *("review_on", "agreed_by_id", "agreed_at"),
        *("lift_because", "lift_asked_by_id", "lift_asked_at", "lifted_by_id", "lifted_at"),
    ),
    "cases_exclusion": ("ended_at", "ended_by_id", "ended_because"),
    "cases_accessrequest": ("answer", "answered_by_id", "answered_at", "answer_because", "until"),
    "cases_breakglass": ("reviewed_by_id", "reviewed_at", "finding", "review_because"),
    "cases_flag": ("state", "question", "answer", "because", "reviewed_by_id", "reviewed_at"),
    "cases_pause": ("until",),
    "cases_alert": ("review_on", "ended_on", "because"),
    "cases_document": ("withdrawn_at", "withdrawn_by_id", "because"),
    "cases_storedfile": ("sealed_key", "scan", "scanned_at", "found"),
    "cases_qualitysample": ("ended_by_id", "ended_at", "ended_because"),
    "cases_servicereceived": ("until", "came_of_it"),
    "access_councilreading": ("withdrawn_on",),
    "access_accessreview": ("late_told_at", "signed_by_id", "signed_at"),
    "access_accessreviewline": ("answer", "because", "answered_by_id", "answered_at"),
    "consent_agreement": ("ended_on",),
    "consent_consent": ("withdrawn_on", "withdrawn_recorded_by_id"),
    "consent_concern": ("owner_id", "acknowledged_on", "answer", "answered_on", "closed_on"),
    "sharing_extract": ("approved_by_id", "approved_at", "ended_by_id", "ended_at", "end_because"),
    "retention_hold": ("released_by_id", "released_at"),
    "retention_largeproposal": ("answered_by_id", "answered_at", "because"),
}
STEPS = {  # tables whose rows take each of their steps once: what checks that
    "access_accessreview": "earlyhelp_access_review_steps",
    "access_accessreviewline": "earlyhelp_access_review_line_steps",
    "cases_flag": "earlyhelp_flag_steps",
    "cases_qualitysample": "earlyhelp_sample_steps",
    "consent_concern": "earlyhelp_concern_steps",
    "sharing_extract": "earlyhelp_extract_steps",
}


def install(using: str = "default") -> None:
    """Functions, history, triggers, robots, walls, rights: safe to repeat. Runs as the owner after every migrate."""
    call_command("createcachetable", database=using, verbosity=0)
    with transaction.atomic(using), connections[using].cursor() as cursor:
        for functions in FUNCTIONS_SQL:
            cursor.execute(functions.read_text())
        cursor.execute(TERMS.format(days="{" + ",".join(map(str, settings.PARTNER_TERMS)) + "}"))
        ledger.install(cursor)
        history.attach(using)
        there = set(cursor.db.introspection.table_names(cursor))
        _attach(cursor, there)
        for table in ENDS.keys() & there:
            columns = ", ".join(f"'{column}'" for column in ENDS[table])
            cursor.execute(
                f"CREATE OR REPLACE TRIGGER earlyhelp_ends BEFORE UPDATE ON {table} FOR EACH ROW"
                f" EXECUTE FUNCTION earlyhelp_only_ends({columns})"
            )
        for table, function in STEPS.items():
            if table in there:
                cursor.execute(
                    f"CREATE OR REPLACE TRIGGER earlyhelp_steps BEFORE UPDATE ON {table} FOR EACH ROW"
                    f" EXECUTE FUNCTION {function}()"
                )
        if "access_user" in there:
            _robots(cursor)
        policies.build(cursor)
        as_built.sign(cursor)
        rights.apply(cursor)


def _attach(cursor: CursorWrapper, there: set[str]) -> None:
    """The triggers of the tables that are there, which is not all of them while migrations run."""
    for table, text in ROW_TRIGGERS.items():
        if table in there:
            cursor.execute(f"CREATE OR REPLACE TRIGGER earlyhelp_{table} {text}")
    if "cases_restriction" in there:
        for (_table, name), text in STATE_TRIGGERS.items():
            cursor.execute(f"CREATE OR REPLACE TRIGGER {name} {text}")
    if "cases_searchkey" in there:
        for name, text in KEY_TRIGGERS.items():
            cursor.execute(f"CREATE OR REPLACE TRIGGER {name} {text}")
        cursor.execute(WITHOUT_KEYS)
    if "sharing_monthlycount" in there:
        for name, text in COUNT_TRIGGERS.items():
            cursor.execute(f"CREATE OR REPLACE TRIGGER {name} {text}")
        cursor.execute("SELECT earlyhelp_count_again()")


def _robots(cursor: object) -> None:
    """One account a login that writes by itself. Nobody can sign in as one: no password, not active."""
    cursor.executemany(  # type: ignore[attr-defined]  # Django's cursor wrapper forwards
        "INSERT INTO access_user (email, password, name, robot, is_active, is_superuser)"
        " VALUES (%s, '!', %s, %s, false, false) ON CONFLICT (email) DO NOTHING",
        [(f"{login}@robots.invalid", name, login) for login, name in ROBOTS.items()],
    )
