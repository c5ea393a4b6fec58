"""Every URL, and what each role gets there. A page without a row does not open, and fails the build.

OWN: the rows of one's own grants. ALL: a row across cases, without a grant. OPEN: a page that shows no case of others.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.urls import reverse

from access.roles import (
    DPO,
    HUB,
    PRACTITIONER,
    RECORDS_MANAGER,
    REFERRER,
    ROLES,
    TEAM_MANAGER,
    USER_ADMINISTRATOR,
    Role,
)


class Reach(StrEnum):
    """How far a role sees on a page."""

    NONE = "none"
    OPEN = "open"
    OWN = "own"
    ALL = "all"


ORDER = [Reach.NONE, Reach.OPEN, Reach.OWN, Reach.ALL]


@dataclass(frozen=True)
class Route:
    """One URL name. `about_case`: refusing it must look as if it did not exist, and so where it `asks` about one that is not
    one's own. `nav`: its link's words and place.

    `step_up`: opens only to somebody who has shown who they are within the last five minutes. `file`: it is no page but a file.
    `before_duty`: shows no record, so that it opens to somebody who has not accepted the duty of staff (access/duty.py).
    """

    reaches: dict[str, Reach] = field(default_factory=dict)
    about_case: bool = False
    asks: bool = False
    public: bool = False
    signing_in: bool = False
    nav: str = ""
    step_up: bool = False
    file: bool = False
    before_duty: bool = False

    def reach(self, roles: list[Role]) -> Reach:
        """The furthest that any of the roles sees here."""
        return max((self.reaches.get(role.code, Reach.NONE) for role in roles), key=ORDER.index, default=Reach.NONE)


def public() -> Route:
    return Route(public=True)


def signing_in() -> Route:
    """Part of signing in: open to somebody whose second factor is still missing."""
    return Route(signing_in=True)


def page(*roles: Role, reach: Reach = Reach.OPEN, nav: str = "", step_up: bool = False, file: bool = False) -> Route:
    return Route({role.code: reach for role in roles}, nav=nav, step_up=step_up, file=file)


def before_duty() -> Route:
    """A page about one's own account, for everybody who has signed in: no record stands on it."""
    return Route({role.code: Reach.OPEN for role in EVERYBODY}, before_duty=True)


def case_page(*roles: Role, across: tuple[Role, ...] = (), step_up: bool = False, file: bool = False) -> Route:
    """A page about one case: by grant for `roles`, across all cases for `across`, and absent for everybody else."""
    reaches = {role.code: Reach.OWN for role in roles} | {role.code: Reach.ALL for role in across}
    return Route(reaches, about_case=True, step_up=step_up, file=file)


def ask_page(*roles: Role, step_up: bool = False) -> Route:
    """A page that asks about a case which one may not see: it shows whom to ask, and is absent for whoever must not know."""
    return Route({role.code: Reach.OPEN for role in roles}, asks=True, step_up=step_up)


EVERYBODY = tuple(ROLES.values())
SENDERS = (REFERRER, PRACTITIONER, TEAM_MANAGER, HUB)
WORKERS = (PRACTITIONER, TEAM_MANAGER, HUB)
MOVERS = (TEAM_MANAGER, HUB)
ANSWERERS = {role.code: Reach.OWN for role in WORKERS} | {DPO.code: Reach.ALL}

ADMINISTERS = {USER_ADMINISTRATOR.code: Reach.ALL}
REVIEWERS = {role.code: Reach.OWN for role in MOVERS} | {DPO.code: Reach.ALL} | ADMINISTERS

ROUTES: dict[str, Route] = {
    # how one signs in
    "account_login": public(),
    "account_logout": signing_in(),
    "account_reauthenticate": signing_in(),
    "account_change_password": signing_in(),
    "account_set_password": signing_in(),
    "account_reset_password": public(),
    "account_reset_password_done": public(),
    "account_reset_password_from_key": public(),
    "account_reset_password_from_key_done": public(),
    "access:invited": public(),
    "mfa_authenticate": public(),
    "mfa_reauthenticate": signing_in(),
    "mfa_index": signing_in(),
    "mfa_login_webauthn": public(),
    "openid_connect_login": public(),
    "openid_connect_callback": public(),
    "mfa_add_webauthn": signing_in(),
    "mfa_edit_webauthn": signing_in(),
    "mfa_remove_webauthn": signing_in(),
    "mfa_reauthenticate_webauthn": signing_in(),
    "mfa_activate_totp": signing_in(),
    "mfa_deactivate_totp": signing_in(),
    "mfa_view_recovery_codes": signing_in(),
    "mfa_generate_recovery_codes": signing_in(),
    "mfa_download_recovery_codes": signing_in(),
    # the service itself
    "healthz": public(),
    "readyz": public(),
    "desk:today": page(*EVERYBODY, nav="Today"),
    "desk:help": public(),
    "desk:privacy": public(),
    "desk:accessibility": public(),
    "access:stay": before_duty(),
    "access:sessions": before_duty(),
    "access:duty": before_duty(),
    "access:news_list": page(*EVERYBODY),
    "access:news": page(*EVERYBODY),
    "access:settings": page(RECORDS_MANAGER, DPO, nav="Settings"),
    "access:settings_group": page(RECORDS_MANAGER, DPO),
    "access:settings_history": page(RECORDS_MANAGER, DPO),
    "access:readings": page(RECORDS_MANAGER, DPO),
    "access:propose_setting": page(RECORDS_MANAGER, DPO),  # what says how long records are kept, the former alone
    "access:end_setting": page(RECORDS_MANAGER, DPO),
    "access:setting_change": page(RECORDS_MANAGER, DPO),
    "access:approve_setting": page(RECORDS_MANAGER, DPO, step_up=True),
    "access:refuse_setting": page(RECORDS_MANAGER, DPO),
    "access:take_back_setting": page(RECORDS_MANAGER, DPO),
    "desk:asked": page(DPO, RECORDS_MANAGER),
    "desk:processing": page(DPO),
    "desk:promises": page(DPO, RECORDS_MANAGER, nav="Promises"),
    "desk:promise": Route(  # all of them for these two; for others the one that they put right
        {role.code: Reach.OPEN if role in (DPO, RECORDS_MANAGER) else Reach.OWN for role in EVERYBODY}
    ),
    "desk:doubts": page(DPO, RECORDS_MANAGER),
    "desk:answer_promise": page(DPO),
    "access:enter_reading": page(RECORDS_MANAGER),
    "access:withdraw_reading": page(RECORDS_MANAGER),
    "access:staff": page(USER_ADMINISTRATOR, nav="Staff"),
    "access:add_staff": page(USER_ADMINISTRATOR, step_up=True),
    "access:change_staff": page(USER_ADMINISTRATOR, step_up=True),
    "access:invitation": page(USER_ADMINISTRATOR, step_up=True),
    "access:duty_list": page(DPO, USER_ADMINISTRATOR),
    "access:partners": page(USER_ADMINISTRATOR),
    "access:add_partner": page(USER_ADMINISTRATOR, step_up=True),
    "access:accept_terms": page(USER_ADMINISTRATOR, step_up=True),
    "access:end_partner": page(USER_ADMINISTRATOR, step_up=True),
    # referrals
    "cases:my_referrals": page(*SENDERS, reach=Reach.OWN, nav="Referrals"),
    "cases:new_referral": page(*SENDERS),
    "cases:referral_tasks": page(*SENDERS, reach=Reach.OWN),
    "cases:referral_origin": page(HUB, reach=Reach.OWN),
    "cases:referral_people": page(*SENDERS, reach=Reach.OWN),
    "cases:referral_person": page(*SENDERS, reach=Reach.OWN),
    "cases:referral_remove_person": page(*SENDERS, reach=Reach.OWN),
    "cases:referral_match": page(*SENDERS, reach=Reach.OWN),
    "cases:referral_told": page(*SENDERS, reach=Reach.OWN),
    "cases:referral_story": page(*SENDERS, reach=Reach.OWN),
    "cases:referral_help": page(*SENDERS, reach=Reach.OWN),
    "cases:referral_check": page(*SENDERS, reach=Reach.OWN),
    "cases:referral_delete": page(*SENDERS, reach=Reach.OWN),
    "cases:referral_sent": page(*SENDERS, reach=Reach.OWN),
    # finding
    "cases:search": page(*WORKERS, DPO),
    "cases:found": page(*WORKERS, DPO),
    # the hub
    "cases:queue": page(HUB, reach=Reach.OWN, nav="Queue"),
    "cases:meeting": page(HUB, reach=Reach.OWN, nav="Meeting"),
    "cases:decide": case_page(HUB),
    "cases:settle_match": case_page(*WORKERS),
    "cases:pause": case_page(HUB),
    "cases:separate": case_page(HUB),
    "cases:resume": case_page(HUB),
    "cases:allocate": case_page(*MOVERS),
    "cases:allocate_many": page(*MOVERS, reach=Reach.OWN),
    "cases:team": page(TEAM_MANAGER, reach=Reach.OWN, nav="Team"),
    "cases:cover": page(TEAM_MANAGER),
    "cases:end_cover": page(TEAM_MANAGER, reach=Reach.OWN),
    "cases:end_my_cover": page(*WORKERS, reach=Reach.OWN),
    # the case
    "cases:cases": page(*WORKERS, reach=Reach.OWN, nav="Cases"),
    "cases:case": case_page(*WORKERS),
    "cases:add_note": case_page(*WORKERS),
    "cases:discard_note": case_page(*WORKERS),
    "cases:left_note": page(*WORKERS, reach=Reach.OWN),
    "cases:people": case_page(*WORKERS),
    "cases:add_member": case_page(*WORKERS),
    "cases:change_person": case_page(*WORKERS),
    "cases:move": case_page(*WORKERS),
    "cases:add_former_name": case_page(*WORKERS),
    "cases:end_member": case_page(*WORKERS),
    "cases:return_member": case_page(*WORKERS),
    "cases:relate": case_page(*WORKERS),
    "cases:end_relationship": case_page(*WORKERS),
    "cases:add_professional": case_page(*WORKERS),
    "cases:end_professional": case_page(*WORKERS),
    "cases:add_alert": case_page(*WORKERS),
    "cases:end_alert": case_page(*WORKERS),
    "cases:activity": case_page(*WORKERS),
    "cases:readings": case_page(*WORKERS, across=(DPO,)),
    "cases:chronology": case_page(*WORKERS),
    "cases:add_event": case_page(*WORKERS),
    "cases:correct_event": case_page(*WORKERS),
    "cases:note": case_page(*WORKERS),
    "cases:correct_note": case_page(*WORKERS),
    "cases:documents": case_page(*WORKERS),
    "cases:add_document": case_page(*WORKERS),
    "cases:document_file": case_page(*WORKERS, file=True),
    "cases:withdraw_document": case_page(*WORKERS),
    "cases:add_task": case_page(*WORKERS),
    "cases:finish_task": case_page(*WORKERS),
    "cases:assessments": case_page(*WORKERS),
    "cases:assessment": case_page(*WORKERS),
    "cases:compare": case_page(*WORKERS),
    "cases:assessment_section": case_page(*WORKERS),
    "cases:hand_in": case_page(*WORKERS),
    "cases:give_back": case_page(TEAM_MANAGER),
    "cases:give_up": case_page(*WORKERS),
    "cases:sign": case_page(TEAM_MANAGER),
    "cases:plan": case_page(*WORKERS),
    "cases:family_copy": case_page(*WORKERS),
    "cases:add_outcome": case_page(*WORKERS),
    "cases:end_outcome": case_page(*WORKERS),
    "cases:add_action": case_page(*WORKERS),
    "cases:end_action": case_page(*WORKERS),
    "cases:hold_review": case_page(*WORKERS),
    "cases:judge_level": case_page(*WORKERS),
    "cases:add_service": case_page(*WORKERS),
    "cases:end_service": case_page(*WORKERS),
    "cases:close": case_page(*WORKERS),
    # samples for quality assurance: where the notice has such a purpose
    "cases:quality": page(DPO),
    "cases:draw_sample": page(DPO),
    "cases:quality_sample": page(DPO, reach=Reach.ALL),
    "cases:end_sample": page(DPO),
    # who opened what, who got in and what rights changed
    "access:security_events": page(DPO, reach=Reach.ALL),
    "cases:access_log": page(DPO, reach=Reach.ALL),
    "cases:staff_readings": page(DPO, reach=Reach.ALL),
    "cases:flags": page(DPO, reach=Reach.ALL),
    "cases:review_flag": page(DPO, reach=Reach.ALL),
    "cases:switch_rule": page(DPO),
    "cases:asked": page(*EVERYBODY),
    # whose access is looked through each quarter
    "cases:access_reviews": Route(REVIEWERS),
    "cases:access_review": Route(REVIEWERS),
    "cases:answer_access_review": Route(
        {TEAM_MANAGER.code: Reach.OWN, HUB.code: Reach.OWN} | ADMINISTERS, step_up=True
    ),
    "cases:sign_access_review": Route({TEAM_MANAGER.code: Reach.OWN} | ADMINISTERS, step_up=True),
    "cases:access_changes": page(DPO, USER_ADMINISTRATOR, reach=Reach.ALL),
    # who may not know of it, and seeing it without a grant
    "cases:restriction": case_page(*WORKERS),
    "cases:restrict": case_page(*MOVERS),
    "cases:keep_restriction": case_page(*MOVERS),
    "cases:lift_restriction": case_page(*MOVERS, step_up=True),  # gives rights
    "cases:exclusions": case_page(*MOVERS, across=(DPO,)),
    "cases:exclude": case_page(*MOVERS, across=(DPO,)),
    "cases:end_exclusion": case_page(*MOVERS, step_up=True),  # gives rights
    "cases:requests": case_page(*WORKERS),
    "cases:answer_request": case_page(*MOVERS, step_up=True),  # gives rights
    "cases:declare": ask_page(*WORKERS),
    "cases:ask": ask_page(*WORKERS),
    "cases:break_glass": ask_page(*WORKERS, step_up=True),
    "cases:glass_list": page(DPO, reach=Reach.ALL),
    "cases:review_glass": page(DPO, reach=Reach.ALL),
    "cases:seals": page(DPO, reach=Reach.ALL),
    "cases:decide_seal": page(DPO, reach=Reach.ALL, step_up=True),
    # what the family was told and agreed to
    "consent:privacy": case_page(*WORKERS, across=(DPO,)),
    "consent:give_notice": case_page(*WORKERS),
    "consent:record_agreement": case_page(*WORKERS),
    "consent:record_consent": case_page(*WORKERS),
    "consent:withdraw_consent": case_page(*WORKERS),
    "consent:record_concern": case_page(*WORKERS),
    "consent:concerns": page(DPO, reach=Reach.ALL),
    "consent:log_concern": page(DPO),
    "consent:concern": Route(ANSWERERS),
    "consent:acknowledge_concern": Route(ANSWERERS),
    "consent:answer_concern": Route(ANSWERERS),
    "consent:close_concern": Route(ANSWERERS),
    "consent:hand_over_concern": page(DPO, reach=Reach.ALL),
    # what was shared
    "sharing:case_disclosures": case_page(*WORKERS, across=(DPO,)),
    "sharing:record": case_page(*WORKERS),
    "sharing:check": case_page(*WORKERS),
    "sharing:log": page(DPO, reach=Reach.ALL, nav="Disclosures"),
    "sharing:log_file": page(DPO, reach=Reach.ALL, step_up=True, file=True),
    "sharing:pictures": page(DPO, reach=Reach.ALL),
    "sharing:disclosure": page(DPO, reach=Reach.ALL),
    "sharing:extracts": page(DPO, RECORDS_MANAGER, nav="Extracts"),
    "sharing:specify_extract": page(DPO),
    "sharing:extract": page(DPO, RECORDS_MANAGER),
    "sharing:approve_extract": page(DPO, RECORDS_MANAGER, step_up=True),
    "sharing:end_extract": page(DPO, RECORDS_MANAGER),
    # retention
    "retention:case_retention": case_page(*WORKERS, across=(DPO, RECORDS_MANAGER)),
    "retention:records": page(RECORDS_MANAGER, DPO, reach=Reach.ALL, nav="Records"),
    "retention:batch": page(RECORDS_MANAGER, DPO, reach=Reach.ALL),
    "retention:approve": page(RECORDS_MANAGER, reach=Reach.ALL, step_up=True),
    "retention:abort": page(RECORDS_MANAGER, reach=Reach.ALL, step_up=True),
    "retention:holds": page(RECORDS_MANAGER, DPO, reach=Reach.ALL),
    "retention:place_hold": page(RECORDS_MANAGER, DPO, reach=Reach.ALL),
    "retention:release_hold": page(RECORDS_MANAGER, DPO, reach=Reach.ALL),
    "retention:certificates": page(RECORDS_MANAGER, DPO, reach=Reach.ALL),
    "retention:certificate": page(RECORDS_MANAGER, DPO, reach=Reach.ALL),
}


def route_of(name: str) -> Route | None:
    return ROUTES.get(name)


def opens(name: str, roles: list[Role]) -> bool:
    """Whether one of these roles gets this page."""
    return ROUTES[name].reach(roles) is not Reach.NONE


def navigation_for(roles: list[Role], current: str) -> list[dict[str, Any]]:
    """The frame's links for these roles, in the table's order: dicts of text, href, active."""
    return [
        {"text": route.nav, "href": reverse(name), "active": name == current}
        for name, route in ROUTES.items()
        if route.nav and route.reach(roles) is not Reach.NONE
    ]
