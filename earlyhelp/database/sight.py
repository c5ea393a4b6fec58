"""Conditions of row security in SQL, by name: who looks, and which rows are theirs. The walls are made of them (walls.py)."""

MY_CASES = "(SELECT earlyhelp_my_cases())::uuid[]"


def works(case: str) -> str:
    """The case of this alias is one that this person works with: first team, or a single grant. Never where they are kept out.

    To read. What writes asks the same of the grants that let somebody record (`to_write`).
    """
    return (
        f"({case}.team_id = ANY((SELECT earlyhelp_my_teams())::integer[])"
        f" AND {case}.id <> ALL((SELECT earlyhelp_excluded())::uuid[])"
        f" OR {case}.id = ANY({MY_CASES}))"
    )


def to_write(condition: str) -> str:
    """A condition of `works` for what adds, changes and ends: a grant to read opens none of it."""
    return condition.replace(MY_CASES, "(SELECT earlyhelp_my_work())::uuid[]")


WORKS = works("c")
ACTIVE = "(SELECT earlyhelp_active())"
ME = "(SELECT earlyhelp_me())"
ADMIN = "(SELECT earlyhelp_has_role('user_administrator'))"
RECORDS = "(SELECT earlyhelp_has_role('records_manager'))"
RECORDS_OR_DPO = "(SELECT earlyhelp_has_role('records_manager', 'dpo'))"
DPO = "(SELECT earlyhelp_has_role('dpo'))"
MOVERS = "(SELECT earlyhelp_has_role('hub', 'team_manager'))"
ANSWERED = (
    f"user_id = {ME} AND kind = 'access.answered'"  # whoever asked for a restricted record hears that they are answered
)
HUB = "(SELECT earlyhelp_has_role('hub'))"
SECOND_IS_ASKED = (  # what a second person decides on
    "level = 'sealed' AND (agreed_at IS NULL OR lift_asked_at IS NOT NULL)"
    " AND case_id <> ALL((SELECT earlyhelp_excluded())::uuid[])"
)
MANAGER = "(SELECT earlyhelp_has_role('team_manager'))"
MY_TEAM = "ANY((SELECT earlyhelp_my_teams())::integer[])"
MANAGES_THE_REVIEWED = (
    f"({MANAGER} AND EXISTS (SELECT 1 FROM access_accessreview r"
    f" WHERE r.id = access_accessreviewline.review_id AND r.team_id = {MY_TEAM}))"
)
TAKEN_AWAY_BY_ME = (
    "EXISTS (SELECT 1 FROM access_accessreviewline l JOIN access_accessreview r ON r.id = l.review_id"
    " WHERE l.kind = 'member' AND l.person_id = access_membership.user_id AND r.team_id = access_membership.group_id"
    f" AND r.signed_at IS NULL AND l.answer = 'take_away' AND l.answered_by_id = {ME})"
)
ALL = "true"


def known(role: str, case: str) -> str:
    """What a role sees across cases, without those that do not exist for this person: sealed ones, and where they are kept out."""
    return f"({role} AND ({case} IS NULL OR {case} <> ALL((SELECT earlyhelp_hidden())::uuid[])))"


def in_sight(condition: str, case: str) -> str:
    """What is somebody's by name, while the case is not restricted or sealed to them and they are not kept out."""
    return f"({condition} AND ({case} IS NULL OR {case} <> ALL((SELECT earlyhelp_barred())::uuid[])))"


ASKED_OF_ME = in_sight(
    f"user_id = {ME} AND state::text IN ('asked', 'answered')", "case_key"
)  # about one's own readings; text, as a restored dump says it


def under(table: str, column: str = "case_id") -> str:
    """The row hangs under a case that this person works with."""
    return f"EXISTS (SELECT 1 FROM cases_case c WHERE c.id = {table}.{column} AND {WORKS})"


def under_open(table: str) -> str:
    """The same, and the case is open: what a stopped or closed case takes no more of."""
    return f"EXISTS (SELECT 1 FROM cases_case c WHERE c.id = {table}.case_id AND c.stage = 'open' AND {WORKS})"


def in_family(column: str) -> str:
    """The row belongs to a family with a case that this person works with."""
    return f"EXISTS (SELECT 1 FROM cases_case c WHERE c.family_id = {column} AND {WORKS})"


def of_person(column: str) -> str:
    """The row belongs to somebody in a family with a case that this person works with."""
    return (
        "EXISTS (SELECT 1 FROM cases_member m JOIN cases_case c ON c.family_id = m.family_id"
        f" WHERE m.person_id = {column} AND {WORKS})"
    )


def ripe(column: str = "case_id") -> str:
    return f"earlyhelp_ripe({column})"


def nobody_left(table: str, condition: str) -> str:
    return f"NOT EXISTS (SELECT 1 FROM {table} WHERE {condition})"


def sent_to_me(table: str, stage: str = "") -> str:
    """The row hangs under a case that this person sent, and which is at this stage, if one is named."""
    at = f" AND s.stage = '{stage}'" if stage else ""
    return f"EXISTS (SELECT 1 FROM cases_case s WHERE s.id = {table}.case_id AND s.sent_by_id = {ME}{at})"
