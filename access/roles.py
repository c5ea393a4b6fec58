"""What each role may do. A role opens no family by itself: for that there must be a grant (access/grants.py).

Actions are named `app.verb_thing`. Which page a role gets stands in access/routes.py.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Role:
    """One kind of work. `may` lists the actions; `partner` marks people of other organisations."""

    code: str
    label: str
    may: frozenset[str]
    partner: bool = False


REFERRER = Role("referrer", "Referrer", frozenset({"cases.send_referral"}), partner=True)
PRACTITIONER = Role(
    "practitioner",
    "Practitioner",
    frozenset(
        {
            "cases.send_referral",
            "cases.find_family",
            "cases.view_case",
            "cases.work_case",
            "consent.record_concern",
            "cases.ask_access",
            "consent.record_consent",
            "sharing.record_disclosure",
        }
    ),
)
TEAM_MANAGER = Role(
    "team_manager",
    "Team manager",
    PRACTITIONER.may
    | {
        "access.review_team",
        "cases.allocate_case",
        "cases.sign_assessment",
        "cases.restrict_case",
        "cases.exclude_person",
    },
)
HUB = Role(
    "hub",
    "{Hub}",
    frozenset(
        {
            "cases.send_referral",
            "cases.find_family",
            "cases.view_case",
            "cases.work_case",
            "cases.ask_access",
            "cases.triage_case",
            "cases.allocate_case",
            "consent.record_concern",
            "cases.restrict_case",
            "cases.exclude_person",
            "consent.record_consent",
            "sharing.record_disclosure",
        }
    ),
)
DPO = Role(
    "dpo",
    "Data Protection Officer",
    frozenset(
        {
            "cases.find_family",
            "cases.sample_quality",
            "consent.record_concern",
            "consent.answer_any_concern",
            "cases.exclude_person",
            "cases.agree_seal",
            "cases.review_break_glass",
            "cases.review_flags",
            "sharing.read_log",
            "sharing.specify_extract",
            "sharing.approve_extract",
            "retention.place_hold",
            "retention.see",
            "access.answer_promise",
            "access.see_duty",
            "access.propose_setting",
            "access.decide_setting",
        }
    ),
)
RECORDS_MANAGER = Role(
    "records_manager",
    "Records manager",
    frozenset(
        {
            "sharing.approve_extract",
            "retention.see",
            "retention.approve_disposal",
            "retention.place_hold",
            "access.propose_setting",
            "access.propose_keeping",
            "access.decide_setting",
        },
    ),
)
USER_ADMINISTRATOR = Role(
    "user_administrator", "User administrator", frozenset({"access.manage_staff", "access.see_duty"})
)

ROLES: dict[str, Role] = {
    role.code: role for role in (REFERRER, PRACTITIONER, TEAM_MANAGER, HUB, DPO, RECORDS_MANAGER, USER_ADMINISTRATOR)
}


def who_may(action: str) -> list[str]:
    """The codes of the roles that have this action: for asking among staff, whose records keep codes."""
    return [role.code for role in ROLES.values() if action in role.may]
