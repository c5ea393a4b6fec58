"""Which parts of the program are changed, and which tests must notice. A check that is added to a module here is changed by itself."""

from dataclasses import dataclass

DATABASE = "earlyhelp/database"


@dataclass(frozen=True)
class Part:
    """Some modules, functions of the database, statements in Python's constants, or walls; and the tests that guard them.

    `own` are asked first: they were written for this part and ask it by itself.

    `only` names functions and classes of a module where the others are no part of it. `constants` are a module's SQL. What
    is asked `by_the_book` of the walls first (tests/mutants/by_the_book.py) is tried against the other tests where that does not notice.
    """

    tests: tuple[str, ...]
    own: tuple[str, ...] = ()
    modules: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    constants: tuple[tuple[str, str], ...] = ()
    functions: tuple[str, ...] = ()
    walls: bool = False
    by_the_book: bool = False


OPENINGS = (
    "tests/cases/test_openings.py",
    "tests/cases/test_glass_reviewed.py",
    "tests/cases/test_exclusions.py",
    "tests/cases/test_restrictions.py",
)
WHO = ("tests/access/test_grants.py", "tests/database/test_identity.py")
ASKED = ("tests/database/test_what_is_mine.py", "tests/database/test_what_is_told.py")
GRANTS = (
    *("tests/cases/test_allocation.py", "tests/cases/test_cover.py", "tests/cases/test_closure.py"),
    *("tests/database/test_moving.py", "tests/cases/hub/test_known_before.py"),
)
# Tests that take minutes to look at every change for what another test says of fewer.
TOO_WIDE = (
    "tests/cases/test_allocation.py::test_a_hundred_at_most_go_at_once_and_more_are_refused_with_the_reason",
    "tests/cases/test_allocation.py::test_several_are_allocated_exactly_as_ticked",
)
CASES = "cases.operations."


def _functions(*names: str) -> tuple[str, ...]:
    return tuple(f"earlyhelp_{name}" for line in names for name in line.split())


# Who may see and do what: active, exclusion, state, grant, each in the program and in the database.
CORE = {
    "who may": Part(
        modules=("access.grants", "access.roles", "access.identity", "cases.models.lists"),
        constants=(
            ("access.grants", "HELD"),
            *(("cases.models.lists", name) for name in ("NEWEST", "HELD", "HELD_BY_ME")),
        ),
        own=(
            *("tests/access/test_grants.py", "tests/access/test_records.py", "tests/cases/test_found.py"),
            "tests/database/test_questions.py",
        ),
        tests=("tests/database/test_identity.py", *OPENINGS),
    ),
    "how it is written": Part(
        modules=("access.records",),
        only=("Record", "RecordQuerySet", "as_key"),
        tests=("tests/access/test_records.py",),
    ),
    "what is found": Part(
        modules=("cases.models.case",),
        only=tuple(
            f"CaseQuerySet.{name}"
            for name in ("visible_to", "worked_by", "sealed", "countable", "sent_by", "waiting_for")
        ),
        own=("tests/cases/test_found.py",),
        tests=OPENINGS,
    ),
    "pages": Part(
        modules=("access.middleware", "access.routes"),
        only=(
            "Identity",
            "RouteTable",
            "second_factor_done",
            "show_again",
            "why_refused",
            "note_refusal",
            "Route",
            "opens",
            "navigation_for",
        ),
        own=("tests/access/test_middleware.py",),
        tests=(
            *("tests/access/test_step_up.py", "tests/database/test_identity.py"),
            *(
                f"tests/house/test_routes.py::test_{name}"
                for name in (
                    "before_the_second_factor_no_page_opens",
                    "a_page_without_a_row_does_not_open",
                    "every_role_gets_exactly_what_its_row_says_of_plain_pages",
                    "a_case_that_is_mine_opens_for_me_alone",
                )
            ),
        ),
    ),
    "pages of a case": Part(
        modules=("cases.views.base",),
        only=("CasePage", "tabs_of"),
        own=("tests/cases/test_one_case.py",),
        tests=("tests/cases/test_openings.py", "tests/cases/test_case_page.py"),
    ),
    "grants": Part(
        modules=(f"{CASES}grants",),
        own=("tests/cases/test_grants_moved.py",),
        tests=(*GRANTS, *OPENINGS),
    ),
    "openings": Part(
        modules=tuple(f"{CASES}{name}" for name in ("openings", "exclusions", "restrictions", "answerers")),
        own=("tests/cases/test_openings_alone.py", "tests/regressions/test_reasons_of_operations.py"),
        tests=OPENINGS,
    ),
    "stages": Part(modules=("cases.stages",), only=("check_move",), tests=("tests/cases/test_closure.py",)),
    "what the walls ask": Part(
        by_the_book=True,
        own=ASKED,
        functions=_functions(
            "active at_work has_role my_teams sent_by_me family_sent_by_me person_sent_by_me my_person is_hub kept_out mine granted hidden",
            "barred as_one may_open may_look declared",
        ),
        tests=(*OPENINGS, *WHO, "tests/database/test_second_wall.py", "tests/cases/hub/test_known_before.py"),
    ),
    "what the database does": Part(
        own=ASKED,
        functions=_functions(
            "may_act_as open_case caseloads first_team only_ends joined_to excluded_of reading_until unnamed_to_me sealed_people",
            "joined_a_sealed_family openable answerers shut_to follow_restrictions taken_back visibility_follows seal_steps",
            "decide_seal not_to_the_excluded keep_out is_heard glass_breaks glass_opens glass_is_reviewed match_seals",
        ),
        tests=(
            *(*OPENINGS, *WHO, *GRANTS, "tests/database/test_second_wall.py", "tests/cases/hub/test_triage.py"),
            *("tests/database/test_history.py",),
        ),
    ),
    "walls": Part(walls=True, by_the_book=True, tests=()),
}
# What is remembered of who looked and what changed, and how a change of that is found.
AUDIT = {
    "what is noted": Part(
        modules=("access.readings", "access.security", "access.audit.sinks", "access.audit.ingest"),
        own=("tests/access/test_audit.py", "tests/access/test_ingest.py", "tests/access/test_readings.py"),
        tests=("tests/access/test_security_events.py", "tests/access/test_every_reading.py"),
    ),
    "how it is sealed and verified": Part(
        modules=tuple(
            f"access.audit.{name}"
            for name in ("anchors", "chain", "checking", "findings", "sealing", "standing", "verifying")
        ),
        own=("tests/access/test_sealing.py", "tests/access/test_numbered.py", "tests/access/test_no_tampering.py"),
        tests=(
            *("tests/access/test_tampering.py", "tests/access/test_tampered_records.py"),
            *("tests/access/test_security_page.py", "tests/database/test_ledger.py"),
        ),
    ),
}
# When something is due, by the notice in force: the dates of records and of people's rights.
POLICY = {
    "dates": Part(
        modules=tuple(f"earlyhelp.policy.{name}" for name in ("dates", "held", "years", "keeping", "facts")),
        own=("tests/policy/test_dates.py", "tests/policy/test_years.py", "tests/policy/test_lines.py"),
        tests=("tests/policy", "tests/oracle"),
    ),
    "rights": Part(
        modules=("earlyhelp.policy.rights", "earlyhelp.policy.working_time"),
        own=("tests/policy/test_rights.py", "tests/policy/test_working_time.py"),
        tests=("tests/oracle",),
    ),
}
# Why until when, and what may go: clocks, holds, proposals, decisions, the deleting itself.
RETENTION = {
    "clocks and holds": Part(
        modules=tuple(f"retention.operations.{name}" for name in ("clocks", "facts", "effects", "holds", "sentences")),
        own=("tests/retention/test_clocks.py", "tests/retention/test_effects.py"),
        tests=("tests/retention",),
    ),
    "decisions": Part(
        modules=tuple(f"retention.operations.{name}" for name in ("proposals", "decisions", "large", "rechecks")),
        own=("tests/retention/test_proposals.py", "tests/retention/test_two_people_decide.py"),
        tests=("tests/retention",),
    ),
    "destruction": Part(
        modules=tuple(f"retention.operations.{name}" for name in ("disposal", "erasure", "ledger")),
        own=("tests/retention/test_disposal.py", "tests/retention/test_erasure_ledger.py"),
        tests=("tests/retention",),
    ),
}
THE_BOOK = "tests/mutants/by_the_book.py"
GROUPS: dict[str, dict[str, Part]] = {"core": CORE, "audit": AUDIT, "policy": POLICY, "retention": RETENTION}
AT_LEAST = 0.9  # of the changes are noticed, in each group
