"""Which login may do what with which table: one table of role x table x verb, applied after migrations, compared in tests.

Row security (walls.py) then says which rows. S select, I insert, U update, D delete. A table that is not here is closed to
everybody but its owner, and fails the tests.
"""

from django.db.backends.utils import CursorWrapper

VERBS = {"S": "SELECT", "I": "INSERT", "U": "UPDATE", "D": "DELETE"}
ROLES = ("web", "worker", "dispose", "report", "backup")

_ACCOUNT = {"web": "SIUD", "worker": "S", "dispose": "S"}
_READ_ONLY = {"web": "S", "worker": "S", "dispose": "S"}
_STAFF = {"web": "SIU", "worker": "S", "dispose": "S"}
_RECORD = {"web": "SIU", "worker": "S", "dispose": "SD"}
_APPEND_ONLY = {"web": "SI", "worker": "S", "dispose": "SD"}
_CONTENT = {"web": "SIU", "dispose": "SD"}  # what families said: no nightly job has any business in it
_CONTENT_APPEND_ONLY = {"web": "SI", "dispose": "SD"}
_GRANT = {"web": "SIUD", "worker": "SD", "dispose": "SD"}

RIGHTS: dict[str, dict[str, str]] = {
    # Django, allauth, guardian
    "auth_group": {"web": "SI", "worker": "S", "dispose": "S"},
    "auth_group_permissions": _READ_ONLY,
    "auth_permission": _READ_ONLY,
    "django_content_type": _READ_ONLY,
    "django_migrations": _READ_ONLY,
    "earlyhelp_cache": {"web": "SIUD"},
    "account_emailaddress": _ACCOUNT,
    "account_emailconfirmation": _ACCOUNT,
    "mfa_authenticator": _ACCOUNT,
    "socialaccount_socialaccount": {"web": "SIU", "worker": "S"},
    "socialaccount_socialapp": {"web": "S"},  # empty: what signs in from outside stands in the settings
    "socialaccount_socialtoken": {},
    "guardian_groupobjectpermission": {},  # the generic tables are not used: their rows would outlive a case
    "guardian_userobjectpermission": {},
    "access_user": {"web": "SIU", "worker": "S", "dispose": "S"},
    "access_session": {"web": "SIUD", "worker": "SD"},
    "access_invitation": {"web": "SIU", "worker": "S"},
    "access_letter": {"web": "SI", "worker": "SD"},
    "access_user_user_permissions": _READ_ONLY,
    # staff, notice, plumbing
    "access_organisation": _STAFF,
    "access_team": _STAFF,
    "access_staff": _STAFF,
    "access_membership": {"web": "SID", "worker": "S", "dispose": "S"},
    "access_accessreview": {"web": "SU", "worker": "SIU", "dispose": "S"},  # opened at night, signed by a person
    "access_accessreviewline": {"web": "SU", "worker": "SI", "dispose": "SD"},
    "access_dutyacceptance": {"web": "SI", "worker": "S", "dispose": "S"},  # added, never changed
    "access_councilreading": {"web": "S", "worker": "SIU", "dispose": "S"},
    "access_settingchange": {"web": "SIU", "worker": "SU", "dispose": "S"},
    "access_setting": {"web": "S", "worker": "SI", "dispose": "S"},
    "access_noticeversion": _READ_ONLY,
    "access_promisestate": {"web": "SU", "worker": "SIU", "dispose": "S"},
    "access_allowedpair": _READ_ONLY,
    "access_allowedvalue": _READ_ONLY,
    "access_draft": {"web": "SIUD", "dispose": "SD"},
    "access_accessevent": {"web": "S", "worker": "S", "dispose": "S"},  # the worker looks for what stands out
    "access_outboxmessage": {"web": "I", "worker": "SIUD", "dispose": "I"},
    "access_notification": {"web": "SIU", "worker": "SI", "dispose": "SD"},
    "access_timetable": {"web": "S", "worker": "SIU", "dispose": "SIU"},
    "access_jobrun": {"web": "S", "worker": "SIU", "dispose": "SIU"},
    # the audit: its own functions write it (audit.sql), and nobody else may
    "access_securityevent": {"web": "S", "worker": "S"},  # an access review says when somebody last signed in
    "access_auditcheck": {"web": "S", "worker": "SI"},
    "access_shape": {"worker": "S"},
    "access_subject": {},
    "access_change": {},
    "access_destruction": {},
    "access_seal": {},
    "access_sealing": {},
    # the family and the case
    "cases_family": _RECORD,
    "cases_person": _CONTENT,
    "cases_address": _CONTENT,
    "cases_formername": _CONTENT,
    "cases_searchkey": {"dispose": "SD"},  # read by the matcher alone, a function of the owner
    "cases_member": _RECORD,
    "cases_relationship": _CONTENT,
    "cases_case": _RECORD,
    "cases_casegroupgrant": _GRANT,
    "cases_caseusergrant": _GRANT,
    "cases_referral": _CONTENT_APPEND_ONLY,
    "cases_allocation": _RECORD,
    "cases_cover": _STAFF,
    "cases_message": _CONTENT_APPEND_ONLY,
    "cases_triage": _CONTENT_APPEND_ONLY,
    "cases_pause": _CONTENT,
    "cases_matchdecision": _CONTENT_APPEND_ONLY,
    "cases_professional": _CONTENT,
    "cases_alert": _CONTENT,
    "cases_note": _CONTENT_APPEND_ONLY,
    "cases_noteperson": _CONTENT_APPEND_ONLY,
    "cases_significantevent": _CONTENT_APPEND_ONLY,
    "cases_eventperson": _CONTENT_APPEND_ONLY,
    "cases_assessment": _CONTENT,
    "cases_section": _CONTENT,
    "cases_assessmentstep": _CONTENT_APPEND_ONLY,
    "cases_planoutcome": _CONTENT,
    "cases_action": _CONTENT,
    "cases_review": _RECORD,
    "cases_levelofneed": _CONTENT_APPEND_ONLY,
    "cases_servicereceived": _CONTENT,
    "cases_task": _CONTENT,
    "cases_document": _CONTENT,
    "cases_documentperson": _CONTENT_APPEND_ONLY,
    "cases_storedfile": {"web": "SI", "worker": "SU", "dispose": "SD"},  # looked through for viruses by the worker
    "cases_qualitysample": _STAFF,
    "cases_drawncase": {"web": "S", "dispose": "SD"},  # drawn by a trigger of the owner
    # who may not know of it, and who opened it all the same
    "cases_restriction": _RECORD,
    "cases_exclusion": _RECORD,
    "cases_sealedmatch": {"web": "S", "worker": "SI", "dispose": "SD"},
    "cases_accessrequest": _RECORD,
    "cases_breakglass": _RECORD,
    "cases_flag": {"web": "SU", "worker": "SI", "dispose": "SD"},
    "cases_flagrule": {"web": "SIU", "worker": "S"},
    # consent
    "consent_noticegiven": _APPEND_ONLY,
    "consent_agreement": _RECORD,
    "consent_consent": _RECORD,
    "consent_refusal": _APPEND_ONLY,
    "consent_concern": _CONTENT,
    # sharing: append-only, corrections are new entries
    "sharing_disclosure": {"web": "SI", "worker": "S", "dispose": "S"},
    "sharing_monthlycount": {"web": "S"},  # written by a trigger of the owner
    "sharing_disclosuredetail": _CONTENT_APPEND_ONLY,
    "sharing_disclosureperson": _CONTENT_APPEND_ONLY,
    "sharing_disclosureitem": _CONTENT_APPEND_ONLY,
    "sharing_extract": _STAFF,
    "sharing_disclosurereason": _CONTENT_APPEND_ONLY,
    # retention: the worker keeps clocks and proposes, people approve, the disposer claims, destroys and certifies
    "retention_clock": {"web": "S", "worker": "SIU", "dispose": "SD"},
    "retention_hold": {"web": "SIU", "worker": "S", "dispose": "SD"},
    "retention_disposalbatch": {"web": "S", "worker": "SI", "dispose": "SU"},
    "retention_batchitem": {"web": "S", "worker": "SI", "dispose": "SU"},
    "retention_largeproposal": {"web": "SU", "worker": "SI", "dispose": "S"},
    "retention_decision": {"web": "SI", "worker": "S", "dispose": "S"},
    "retention_certificate": {"web": "S", "worker": "S", "dispose": "SI"},
    "retention_ledgerentry": {"web": "S", "worker": "S", "dispose": "SI"},
    # the clock: the owner's alone
    "earlyhelp_clock": {},
    "earlyhelp_clock_move": {"web": "S", "worker": "S", "dispose": "S"},  # each looks before it starts to serve
}
FUNCTIONS: dict[str, tuple[str, ...]] = {  # the rest may be called by everybody; these only by
    "earlyhelp_record_event(jsonb)": ("audit",),
    "earlyhelp_are_sealed(uuid[])": ("audit",),
    "earlyhelp_forget(uuid[], uuid)": ("dispose",),
    "earlyhelp_seal(integer)": ("worker",),
    "earlyhelp_sealed()": ("worker",),
    "earlyhelp_sealed_rows(bigint, bigint)": ("worker",),
    "earlyhelp_faults(bigint, boolean)": ("worker",),
    "earlyhelp_unsealed_since()": ("web", "worker"),
    "earlyhelp_left_since()": ("web", "worker"),
    "earlyhelp_move_clock(timestamptz, text)": (),
    "earlyhelp_begin_clock(timestamptz, text)": (),
    "earlyhelp_lock_case(uuid)": ("dispose",),
    "earlyhelp_take_roles(text[])": ("web",),
    "earlyhelp_write_keys(uuid[])": (),
    "earlyhelp_count_again()": (),
    "earlyhelp_alike(text[], date, text, text, text, text, text)": ("web",),
    "earlyhelp_alike_of_all(text[], date, text, text, text, text, text)": (),
    "earlyhelp_as_one(uuid)": (),
    "earlyhelp_joined_to(uuid)": (),
    "earlyhelp_follow_restrictions(uuid)": (),
    "earlyhelp_kept_out(bigint)": (),
    "earlyhelp_sealed_people(uuid[])": (),
    "earlyhelp_unnamed_to_me()": (),
    "earlyhelp_count_of_cases(uuid[], integer)": (),
    "earlyhelp_match_seals(uuid)": ("worker",),
    "earlyhelp_openable(text)": ("web",),
    "earlyhelp_answerers(uuid)": ("web",),
    "earlyhelp_shut_to(bigint, uuid)": ("worker",),
    "earlyhelp_decide_seal(uuid, boolean)": ("web",),
    "earlyhelp_hidden_glass()": ("web",),
    "earlyhelp_review_hidden_glass(uuid, text, text)": ("web",),
    "earlyhelp_alike_in_letters(text[], date)": ("web",),
    "earlyhelp_born_in_month(date)": ("web",),
    "earlyhelp_located(uuid[])": ("web",),
    "earlyhelp_withheld(uuid)": ("web", "worker"),
    "earlyhelp_earlier(uuid)": ("web",),
    "earlyhelp_people_of(text)": ("web",),
    "earlyhelp_open_case(text)": ("web",),
    "earlyhelp_caseloads(integer[])": ("web",),
    "earlyhelp_births(uuid[])": ("web", "worker", "dispose"),
    "earlyhelp_beyond_the_notice(text[], text[])": ("worker",),
    "earlyhelp_accepted(uuid[])": ("web", "worker", "dispose"),
    "earlyhelp_assessed(uuid[])": ("web", "worker", "dispose"),
    "earlyhelp_hub_pauses()": ("web",),
    "earlyhelp_questions_by_purpose(date)": ("web",),
    "earlyhelp_quality(uuid)": ("web",),
    "earlyhelp_published_readings()": ("web",),
    "earlyhelp_in_sight(text[])": ("web",),
    "earlyhelp_of_ones_name(timestamptz, timestamptz)": ("worker",),
    "earlyhelp_sealed_keys()": ("worker",),
    "earlyhelp_access_review_waits(uuid)": ("web",),
    "earlyhelp_held(bigint, uuid[])": ("web", "worker"),
}


def of(table: str) -> dict[str, str]:
    """Role to verbs. A table of versions is read by whoever reads its record, and emptied by the disposer alone."""
    app, _, model = table.partition("_")
    if not model.startswith("historical"):
        return RIGHTS.get(table, {}) | {"backup": "S"}
    record = RIGHTS.get(f"{app}_{model.removeprefix('historical')}", {})
    verbs = {role: "S" for role in record if "S" in record[role]}
    return verbs | ({"dispose": "SD"} if "D" in record.get("dispose", "") else {}) | {"backup": "S"}


def apply(cursor: CursorWrapper) -> None:
    """Grant what the table says and revoke the rest. Run as the owner, after migrations."""
    for table in cursor.db.introspection.table_names(cursor):
        logins = ", ".join(f"earlyhelp_{role}" for role in (*ROLES, "audit"))
        cursor.execute(f'REVOKE ALL ON "{table}" FROM PUBLIC, {logins}')
        for role, verbs in of(table).items():
            if verbs:
                cursor.execute(f'GRANT {", ".join(VERBS[v] for v in verbs)} ON "{table}" TO earlyhelp_{role}')
    for function, roles in FUNCTIONS.items():
        cursor.execute(f"REVOKE ALL ON FUNCTION {function} FROM PUBLIC")
        for role in roles:
            cursor.execute(f"GRANT EXECUTE ON FUNCTION {function} TO earlyhelp_{role}")


def differences(cursor: CursorWrapper) -> list[str]:
    """A sentence for each right that the catalogue and this table disagree on. Empty is right."""
    found = []
    for table in cursor.db.introspection.table_names(cursor):
        for role in (*ROLES, "audit"):
            cursor.execute(
                "SELECT string_agg(v, '' ORDER BY v) FROM unnest(%s::text[], %s::text[]) AS t(v, verb)"
                " WHERE has_table_privilege(%s, %s, verb)",
                [list(VERBS), list(VERBS.values()), f"earlyhelp_{role}", f'"{table}"'],
            )
            has, may = cursor.fetchone()[0] or "", "".join(sorted(of(table).get(role, "")))
            if has != may:
                found.append(f"{table}: earlyhelp_{role} has “{has}” and should have “{may}”")
    return found
