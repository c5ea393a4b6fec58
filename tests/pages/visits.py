"""The address list: every page of the table of routes, who opens it, with what in its address. A page not listed fails the run.

After an @ stands another state of the same page: `cases:referral_sent@asked`.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Visit:
    """Who opens a page, with what in its address, and whether an empty form must be refused there."""

    role: str
    given: tuple[str, ...] = ()
    refused: bool = False


OPEN, WAITING = "open_case", "waiting_case"
PAGES: dict[str, Visit] = {
    "account_login": Visit("", refused=True),
    "account_change_password": Visit("practitioner", refused=True),
    "account_reset_password": Visit("", refused=True),
    "account_reset_password_done": Visit(""),
    "account_reset_password_from_key_done": Visit(""),
    "account_inactive": Visit(""),
    "mfa_index": Visit("practitioner"),
    "desk:today": Visit("hub"),
    "desk:help": Visit(""),
    "desk:privacy": Visit(""),
    "desk:accessibility": Visit("dpo"),
    "desk:promises": Visit("dpo"),
    "desk:promise": Visit("dpo", ("promise",)),
    "desk:answer_promise": Visit("dpo", ("promise",), refused=True),
    "access:readings": Visit("records_manager"),
    "access:enter_reading": Visit("records_manager", ("reading_key",), refused=True),
    "access:withdraw_reading": Visit("records_manager", ("reading",), refused=True),
    "access:staff": Visit("user_administrator"),
    "access:add_staff": Visit("user_administrator", refused=True),
    "access:change_staff": Visit("user_administrator", ("staff",)),
    "cases:my_referrals": Visit("referrer"),
    "cases:new_referral": Visit("referrer"),
    "cases:referral_tasks": Visit("referrer", ("draft",)),
    "cases:referral_origin": Visit("hub", ("hub_draft",), refused=True),
    "cases:referral_people": Visit("referrer", ("draft",), refused=True),
    "cases:referral_person": Visit("referrer", ("draft", "new_person"), refused=True),
    "cases:referral_remove_person": Visit("referrer", ("draft", "new_person")),
    "cases:referral_match": Visit("referrer", ("draft",)),
    "cases:referral_match@known": Visit("practitioner", ("staff_draft",), refused=True),
    "cases:referral_told": Visit("referrer", ("draft",), refused=True),
    "cases:referral_story": Visit("referrer", ("draft",), refused=True),
    "cases:referral_help": Visit("referrer", ("draft",), refused=True),
    "cases:referral_check": Visit("referrer", ("draft",), refused=True),
    "cases:referral_delete": Visit("referrer", ("draft",)),
    "cases:referral_sent": Visit("referrer", (OPEN,)),
    "cases:referral_sent@asked": Visit("referrer", ("asked",), refused=True),
    "cases:search": Visit("practitioner", refused=True),
    "cases:queue": Visit("hub"),
    "cases:meeting": Visit("hub"),
    "cases:decide": Visit("hub", (WAITING,), refused=True),
    "cases:settle_match": Visit("hub", ("doubled_case", "doubled", "candidate"), refused=True),
    "cases:pause": Visit("hub", (WAITING,), refused=True),
    "cases:resume": Visit("hub", (WAITING,)),
    "cases:allocate": Visit("hub", (WAITING,), refused=True),
    "cases:allocate_many": Visit("hub"),
    "cases:team": Visit("team_manager"),
    "cases:cover": Visit("team_manager", refused=True),
    "cases:cases": Visit("practitioner"),
    "cases:case": Visit("practitioner", (OPEN,)),
    "cases:add_note": Visit("practitioner", (OPEN,), refused=True),
    "cases:close": Visit("practitioner", (OPEN,), refused=True),
    "consent:privacy": Visit("practitioner", (OPEN,)),
    "access:news_list": Visit("practitioner"),
    "cases:people": Visit("practitioner", (OPEN,)),
    "cases:add_member": Visit("practitioner", (OPEN,), refused=True),
    "cases:change_person": Visit("practitioner", (OPEN, "person"), refused=True),
    "cases:move": Visit("practitioner", (OPEN, "person"), refused=True),
    "cases:add_former_name": Visit("practitioner", (OPEN, "person"), refused=True),
    "cases:end_member": Visit("practitioner", (OPEN, "member"), refused=True),
    "cases:relate": Visit("practitioner", (OPEN,), refused=True),
    "cases:end_relationship": Visit("practitioner", (OPEN, "relationship"), refused=True),
    "cases:add_professional": Visit("practitioner", (OPEN,), refused=True),
    "cases:end_professional": Visit("practitioner", (OPEN, "professional"), refused=True),
    "cases:add_alert": Visit("practitioner", (OPEN,), refused=True),
    "cases:end_alert": Visit("practitioner", (OPEN, "alert"), refused=True),
    "cases:readings": Visit("dpo", (OPEN,)),
    "cases:activity": Visit("practitioner", (OPEN,)),
    "cases:chronology": Visit("practitioner", (OPEN,)),
    "cases:add_event": Visit("practitioner", (OPEN,), refused=True),
    "cases:correct_event": Visit("practitioner", (OPEN, "event"), refused=True),
    "cases:correct_note": Visit("practitioner", (OPEN, "note"), refused=True),
    "cases:add_task": Visit("practitioner", (OPEN,), refused=True),
    "cases:finish_task": Visit("practitioner", (OPEN, "task")),
    "cases:assessments": Visit("practitioner", (OPEN,)),
    "cases:assessment": Visit("practitioner", (OPEN, "assessment")),
    "cases:assessment_section": Visit("practitioner", (OPEN, "assessment", "section")),
    "cases:compare": Visit("practitioner", (OPEN, "assessment")),
    "cases:hand_in": Visit("practitioner", (OPEN, "assessment")),
    "cases:give_back": Visit("team_manager", (OPEN, "assessment"), refused=True),
    "cases:sign": Visit("team_manager", (OPEN, "assessment")),
    "cases:plan": Visit("practitioner", (OPEN,)),
    "cases:family_copy": Visit("practitioner", (OPEN,)),
    "cases:add_outcome": Visit("practitioner", (OPEN,), refused=True),
    "cases:end_outcome": Visit("practitioner", (OPEN, "outcome"), refused=True),
    "cases:add_action": Visit("practitioner", (OPEN,), refused=True),
    "cases:end_action": Visit("practitioner", (OPEN, "action"), refused=True),
    "cases:hold_review": Visit("practitioner", (OPEN,), refused=True),
    "consent:give_notice": Visit("practitioner", (OPEN,), refused=True),
    "consent:record_agreement": Visit("practitioner", (OPEN,), refused=True),
    "sharing:case_disclosures": Visit("practitioner", (OPEN,)),
    "sharing:record": Visit("practitioner", (OPEN,), refused=True),
    "sharing:log": Visit("dpo"),
    "sharing:pictures": Visit("dpo"),
    "sharing:disclosure": Visit("dpo", ("disclosure",)),
    "retention:case_retention": Visit("records_manager", (OPEN,)),
    "retention:records": Visit("records_manager"),
    "retention:batch": Visit("records_manager", ("batch",)),
    "retention:approve": Visit("records_manager", ("batch",), refused=True),
    "retention:abort": Visit("records_manager", ("batch",), refused=True),
    "retention:holds": Visit("dpo"),
    "retention:place_hold": Visit("dpo", refused=True),
    "retention:release_hold": Visit("dpo", ("hold",), refused=True),
    "retention:certificates": Visit("records_manager_2"),
    "retention:certificate": Visit("records_manager_2", ("certificate",)),
}
# Reached step by step: tests/pages/test_on_the_way.py looks at each of them like at all others.
ON_THE_WAY = {
    "account_reset_password_from_key",
    "account_reauthenticate",
    "account_logout",
    "mfa_authenticate",
    "mfa_reauthenticate",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "consent:record_consent",
    "consent:withdraw_consent",
    "sharing:check",
    "cases:found",
}
# No page to look at, and why.
ELSEWHERE: dict[str, str] = {
    "healthz": "asked by machines",
    "readyz": "asked by machines",
    "account_set_password": "leads to the change of password for everybody who has one",
    "mfa_download_recovery_codes": "a file",
    "access:stay": "asked by the warning before the session ends: tests/pages/test_working_safely.py",
    "access:news": "leads on to what the news is about: tests/access/test_news.py",
    "sharing:log_file": "a file: tests/sharing/test_log.py",
}
# How heavy a page may be: most are forms; lists have twenty-five rows, and these two the whole story of a family.
LISTS = {
    "cases:cases",
    "cases:queue",
    "cases:meeting",
    "cases:team",
    "cases:people",
    "cases:plan",
    "cases:compare",
    "cases:case",
    "cases:assessment",
    "cases:readings",
    "sharing:log",
    "sharing:pictures",
    "retention:records",
    "retention:batch",
    "retention:holds",
    "retention:certificates",
    "access:staff",
    "access:readings",
    "access:news_list",
    "cases:my_referrals",
}
STORIES = {"cases:activity", "cases:chronology"}


def routes_visited() -> set[str]:
    """The routes that somebody opens here, whatever the state."""
    return {name.partition("@")[0] for name in PAGES} | ON_THE_WAY
