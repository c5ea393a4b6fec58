"""What each role gets of each page, written down by another hand than the program's table.

From the actions and the documents; where the two disagree the decision is looked up, not the majority.

A page name leads to the roles that get the page, each with its reach; a role that is left out gets nothing.

- `own`: only cases of one's own grants, and what one sent oneself;
- `all`: something of cases without a grant, by office: a row, a reference, a date, and never the record;
- `open`: no case of others is shown: lists of one's own work, search, settings, forms about no case.
"""

from collections.abc import Iterable

WORKERS = ("practitioner", "team_manager", "hub")  # who work with families
MANAGER, HUB = ("team_manager",), ("hub",)
ALLOCATORS = (*MANAGER, *HUB)  # who also give a case to somebody, shut it, and answer who may see it
SENDERS = ("referrer", *WORKERS)
DPO, RECORDS, ADMIN = ("dpo",), ("records_manager",), ("user_administrator",)
COUNCIL = (*WORKERS, *DPO, *RECORDS, *ADMIN)
EVERYBODY = ("referrer", *COUNCIL)


def row(*, own: Iterable[str] = (), across: Iterable[str] = (), free: Iterable[str] = ()) -> dict[str, str]:
    """The roles that get a page: for cases of their own, across cases by their office, or with no case on it."""
    return dict.fromkeys(own, "own") | dict.fromkeys(across, "all") | dict.fromkeys(free, "open")


ANYBODY = row(free=EVERYBODY)
SENDING = row(free=SENDERS)
TRIAGE = row(own=HUB)  # one referral, on the hub's own screen
WORK = row(own=WORKERS)  # one case, by whoever works with it
WORK_AND_DPO = row(own=WORKERS, across=DPO)  # the officer sees that it is so, without content
SIGN_OFF = row(own=MANAGER)
SHUT = row(own=ALLOCATORS)
KEEP_OUT = row(own=ALLOCATORS, across=DPO)
ASKING = row(free=WORKERS)  # about a case that one does not see: whom to ask, and nothing of it
OFFICER = row(across=DPO)
OFFICER_WITHOUT_CASES = row(free=DPO)
KEEPING = row(across=(*DPO, *RECORDS))  # class, dates, blocks and counts
DISPOSAL = row(across=RECORDS)
SETTERS = row(free=(*DPO, *RECORDS))  # who decide what the council sets, and approve what leaves for research
ADMINISTRATION = row(free=ADMIN)

EXPECTED: dict[str, dict[str, str]] = {
    # About one's account, and what there is to do
    "access:duty": ANYBODY,
    "access:news": ANYBODY,
    "access:news_list": ANYBODY,
    "access:sessions": ANYBODY,
    "access:stay": ANYBODY,
    "cases:asked": ANYBODY,  # readings of any role can be asked about
    "desk:today": ANYBODY,
    # Finding a family: partners find nothing; the officer finds, and opens nothing by it
    "cases:search": row(free=(*WORKERS, *DPO)),
    "cases:found": row(free=(*WORKERS, *DPO)),
    # Referrals: one's own drafts, and what one sent
    "cases:my_referrals": SENDING,
    "cases:new_referral": SENDING,
    "cases:referral_check": SENDING,
    "cases:referral_delete": SENDING,
    "cases:referral_help": SENDING,
    "cases:referral_match": SENDING,
    "cases:referral_people": SENDING,
    "cases:referral_person": SENDING,
    "cases:referral_remove_person": SENDING,
    "cases:referral_story": SENDING,
    "cases:referral_tasks": SENDING,
    "cases:referral_told": SENDING,
    "cases:referral_origin": row(free=HUB),  # only the hub takes one down for somebody else
    "cases:referral_sent": row(own=SENDERS),
    # The hub
    "cases:queue": row(free=HUB),
    "cases:meeting": row(free=HUB),
    "cases:allocate_many": row(own=HUB),
    "cases:decide": TRIAGE,
    "cases:pause": TRIAGE,
    "cases:resume": TRIAGE,
    "cases:separate": TRIAGE,
    "cases:settle_match": WORK,  # what the hub left unsettled is a task of whoever leads later
    # Casework, the case with its notes and its history
    "cases:cases": row(free=WORKERS),
    "cases:case": WORK,
    "cases:activity": WORK,
    "cases:chronology": WORK,
    "cases:add_event": WORK,
    "cases:correct_event": WORK,
    "cases:note": WORK,
    "cases:add_note": WORK,
    "cases:correct_note": WORK,
    "cases:discard_note": WORK,
    "cases:left_note": row(free=WORKERS),  # one's own words, of whatever case they were about
    "cases:add_task": WORK,
    "cases:finish_task": WORK,
    "cases:add_service": WORK,
    "cases:end_service": WORK,
    "cases:judge_level": WORK,
    "cases:allocate": SHUT,
    "cases:close": WORK,
    # Casework, the assessment and the plan
    "cases:assessments": WORK,
    "cases:assessment": WORK,
    "cases:assessment_section": WORK,
    "cases:compare": WORK,
    "cases:hand_in": WORK,
    "cases:give_up": WORK,
    "cases:give_back": SIGN_OFF,
    "cases:sign": SIGN_OFF,
    "cases:plan": WORK,
    "cases:family_copy": WORK,
    "cases:add_outcome": WORK,
    "cases:end_outcome": WORK,
    "cases:add_action": WORK,
    "cases:end_action": WORK,
    "cases:hold_review": WORK,
    # People of a family, and around it
    "cases:people": WORK,
    "cases:add_member": WORK,
    "cases:end_member": WORK,
    "cases:return_member": WORK,
    "cases:change_person": WORK,
    "cases:add_former_name": WORK,
    "cases:move": WORK,
    "cases:relate": WORK,
    "cases:end_relationship": WORK,
    "cases:add_professional": WORK,
    "cases:end_professional": WORK,
    "cases:add_alert": WORK,
    "cases:end_alert": WORK,
    # Documents
    "cases:documents": WORK,
    "cases:add_document": WORK,
    "cases:document_file": WORK,
    "cases:withdraw_document": WORK,
    # A manager's team
    "cases:team": row(free=MANAGER),
    "cases:cover": row(free=MANAGER),
    "cases:end_cover": row(free=MANAGER),
    "cases:end_my_cover": row(free=WORKERS),
    # Consent, and what a family was told
    "consent:privacy": WORK_AND_DPO,
    "consent:give_notice": WORK,
    "consent:record_agreement": WORK,
    "consent:record_consent": WORK,
    "consent:withdraw_consent": WORK,
    # Concerns: whoever has one to answer works with the case, or is the officer
    "consent:record_concern": WORK,
    "consent:concern": WORK_AND_DPO,
    "consent:acknowledge_concern": WORK_AND_DPO,
    "consent:answer_concern": WORK_AND_DPO,
    "consent:close_concern": WORK_AND_DPO,
    "consent:concerns": OFFICER,
    "consent:hand_over_concern": OFFICER,
    "consent:log_concern": OFFICER,
    # Sharing, and its log
    "sharing:case_disclosures": WORK_AND_DPO,
    "sharing:record": WORK,
    "sharing:check": WORK,
    "sharing:log": OFFICER,
    "sharing:log_file": OFFICER,
    "sharing:pictures": OFFICER,
    "sharing:disclosure": OFFICER,
    # What may leave for research: the officer specifies, somebody else approves or ends
    "sharing:extracts": SETTERS,
    "sharing:extract": SETTERS,
    "sharing:approve_extract": SETTERS,
    "sharing:end_extract": SETTERS,
    "sharing:specify_extract": OFFICER_WITHOUT_CASES,
    # Restrictions and seals: the officer agrees to a seal and sees nothing of the record
    "cases:restriction": WORK,
    "cases:restrict": SHUT,
    "cases:keep_restriction": SHUT,
    "cases:lift_restriction": SHUT,
    "cases:seals": OFFICER,
    "cases:decide_seal": OFFICER,
    # Who is kept out: not told to everybody who works with the case
    "cases:exclusions": KEEP_OUT,
    "cases:exclude": KEEP_OUT,
    "cases:end_exclusion": KEEP_OUT,
    # Asking to see a record, opening it by break-glass, saying that one is tied to the family
    "cases:ask": ASKING,
    "cases:break_glass": ASKING,
    "cases:declare": ASKING,
    "cases:requests": WORK,
    "cases:answer_request": SHUT,
    "cases:glass_list": OFFICER,
    "cases:review_glass": OFFICER,
    # Readings and audit
    "cases:readings": WORK_AND_DPO,
    "cases:access_log": OFFICER,
    "cases:staff_readings": OFFICER,
    "cases:flags": OFFICER,
    "cases:review_flag": OFFICER,
    "cases:switch_rule": OFFICER_WITHOUT_CASES,
    "access:security_events": OFFICER_WITHOUT_CASES,
    # Samples for quality assurance
    "cases:quality": OFFICER_WITHOUT_CASES,
    "cases:draw_sample": OFFICER_WITHOUT_CASES,
    "cases:end_sample": OFFICER_WITHOUT_CASES,
    "cases:quality_sample": OFFICER,
    # Access reviews: the officer decides nothing, the administrator sees no line about a case, the hub signs none
    "cases:access_reviews": row(free=(*ALLOCATORS, *DPO, *ADMIN)),
    "cases:access_review": row(own=ALLOCATORS, across=DPO, free=ADMIN),
    "cases:answer_access_review": row(own=ALLOCATORS, free=ADMIN),
    "cases:sign_access_review": row(free=(*MANAGER, *ADMIN)),
    "cases:access_changes": row(across=DPO, free=ADMIN),
    # Staff and partners
    "access:staff": ADMINISTRATION,
    "access:add_staff": ADMINISTRATION,
    "access:change_staff": ADMINISTRATION,
    "access:invitation": ADMINISTRATION,
    "access:partners": ADMINISTRATION,
    "access:add_partner": ADMINISTRATION,
    "access:accept_terms": ADMINISTRATION,
    "access:end_partner": ADMINISTRATION,
    "access:duty_list": row(free=(*DPO, *ADMIN)),
    # Settings: two people, of whom each may be of either office
    "access:settings": SETTERS,
    "access:settings_group": SETTERS,
    "access:settings_history": SETTERS,
    "access:setting_change": SETTERS,
    "access:propose_setting": SETTERS,
    "access:end_setting": SETTERS,
    "access:approve_setting": SETTERS,
    "access:refuse_setting": SETTERS,
    "access:take_back_setting": SETTERS,
    "access:readings": SETTERS,
    "access:enter_reading": SETTERS,
    "access:withdraw_reading": SETTERS,
    # What the notice promises, asks and leaves in doubt
    "desk:promises": OFFICER_WITHOUT_CASES,
    "desk:promise": row(free=COUNCIL),  # whoever was named to put one right reads what is wrong
    "desk:answer_promise": OFFICER_WITHOUT_CASES,
    "desk:asked": OFFICER_WITHOUT_CASES,
    "desk:doubts": OFFICER_WITHOUT_CASES,
    "desk:processing": OFFICER_WITHOUT_CASES,
    # Retention: the officer sees and holds; records managers alone approve or stop a list
    "retention:case_retention": row(own=WORKERS, across=(*DPO, *RECORDS)),
    "retention:records": KEEPING,
    "retention:batch": KEEPING,
    "retention:certificates": KEEPING,
    "retention:certificate": KEEPING,
    "retention:holds": KEEPING,
    "retention:place_hold": KEEPING,
    "retention:release_hold": KEEPING,
    "retention:approve": DISPOSAL,
    "retention:abort": DISPOSAL,
}
