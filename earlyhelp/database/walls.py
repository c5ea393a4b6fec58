"""Row security, as data: which rows each login may see or touch. Forced on every table that holds a family's record.

Two shapes, both measured: on the case the array (`team_id = ANY(…)`), below it EXISTS by key. No identity, no rows. policies.py
makes policies of it, by verb; worker and owner see what rights.py lets them touch; the disposer deletes only what is ripe.
"""

from dataclasses import dataclass

from earlyhelp.database.sight import (
    ACTIVE,
    ADMIN,
    ANSWERED,
    ASKED_OF_ME,
    DPO,
    HUB,
    MANAGER,
    MANAGES_THE_REVIEWED,
    ME,
    MOVERS,
    MY_TEAM,
    RECORDS,
    RECORDS_OR_DPO,
    SECOND_IS_ASKED,
    TAKEN_AWAY_BY_ME,
    in_family,
    in_sight,
    known,
    nobody_left,
    of_person,
    ripe,
    sent_to_me,
    under,
    under_open,
    works,
)


@dataclass(frozen=True)
class Wall:
    """SQL conditions of one table, by who asks. An empty string is no policy, so no row."""

    see: str  # web SELECT
    add: str = ""  # web INSERT
    change: str = ""  # web UPDATE (before and after)
    end: str = ""  # web DELETE
    destroy: str = ""  # disposer DELETE
    history: bool = True  # the table of versions gets a wall like its record's


def _work(table: str) -> Wall:
    """What is written and changed while a case is open, and may still be ended afterwards."""
    return Wall(see=under(table), add=under_open(table), change=under(table), destroy=ripe())


def _written(table: str) -> Wall:
    """What is written once while a case is open; a correction of it may come later."""
    return Wall(
        see=under(table), add=f"{under_open(table)} OR (corrects_id IS NOT NULL AND {under(table)})", destroy=ripe()
    )


WALLS: dict[str, Wall] = {
    # people and teams: anybody at work may look a colleague up, only a user administrator may change one
    "access_organisation": Wall(see=ACTIVE, add=ADMIN, change=ADMIN),
    "access_team": Wall(see=ACTIVE, add=ADMIN, change=ADMIN),
    "access_staff": Wall(see=ACTIVE, add=ADMIN, change=ADMIN),
    "access_membership": Wall(  # a manager ends one where an access review asked, and they answered that it is to go
        see=ACTIVE, add=ADMIN, end=f"{ADMIN} OR ({MANAGER} AND {TAKEN_AWAY_BY_ME})"
    ),
    # access reviews: their managers', the administrators' and the officers'; what stands about a case is for whoever decides on it
    "access_accessreview": Wall(
        see=f"{DPO} OR {ADMIN} OR ({MOVERS} AND team_id = {MY_TEAM})",
        change=f"{ADMIN} OR ({MANAGER} AND team_id = {MY_TEAM})",
    ),
    "access_accessreviewline": Wall(
        see=(
            f"(case_key IS NULL AND ({DPO} OR {ADMIN} OR {MANAGES_THE_REVIEWED}))"
            f" OR (case_key IS NOT NULL AND ({in_sight(DPO, 'case_key')} OR ({MOVERS} AND {under('access_accessreviewline', 'case_key')})))"
        ),
        change=(
            f"person_id <> {ME} AND ((case_key IS NULL AND ({ADMIN} OR {MANAGES_THE_REVIEWED}))"
            f" OR (case_key IS NOT NULL AND {MOVERS} AND {under('access_accessreviewline', 'case_key')}))"
        ),
        destroy=ripe("case_key"),
    ),
    "access_dutyacceptance": Wall(  # each for themselves
        see=f"user_id = {ME} OR {DPO} OR {ADMIN}", add=f"{ACTIVE} AND user_id = {ME}"
    ),
    "access_councilreading": Wall(see=ACTIVE),  # written by the worker, once a second person has approved it
    "access_settingchange": Wall(
        see=RECORDS_OR_DPO,
        add=f"{RECORDS_OR_DPO} AND proposed_by_id = {ME} AND state = 'proposed'",
        change=RECORDS_OR_DPO,
    ),
    "access_promisestate": Wall(see=RECORDS_OR_DPO + f" OR owner_id = {ME}", change=DPO),
    "access_draft": Wall(
        see=f"author_id = {ME}",
        add=f"author_id = {ME}",
        change=f"author_id = {ME}",
        end=f"author_id = {ME}",
        destroy="earlyhelp_draft_is_old(remove_at)",
        history=False,
    ),
    "access_accessevent": Wall(
        see=f"{known(DPO, 'case_key')} OR {under('access_accessevent', 'case_key')}", history=False
    ),
    "access_securityevent": Wall(see=f"{DPO} OR {ADMIN}", history=False),
    "access_notification": Wall(
        see=f"{in_sight(f'user_id = {ME}', 'case_key')} OR {known(ANSWERED, 'case_key')}",
        add=ACTIVE,
        change=f"{in_sight(f'user_id = {ME}', 'case_key')} OR {known(ANSWERED, 'case_key')}",
        destroy="earlyhelp_ripe(case_key)",
        history=False,
    ),
    # the family
    "cases_family": Wall(
        see=in_family("cases_family.id"),
        add=ACTIVE,
        change=in_family("cases_family.id"),
        destroy=nobody_left("cases_case x", "x.family_id = cases_family.id"),
    ),
    "cases_person": Wall(
        see=of_person("cases_person.id"),
        add=ACTIVE,
        change=of_person("cases_person.id"),
        destroy=nobody_left("cases_member x", "x.person_id = cases_person.id"),
    ),
    "cases_address": Wall(
        see=of_person("cases_address.person_id"),
        add=f"{ACTIVE} AND (earlyhelp_person_sent_by_me(person_id) OR {of_person('cases_address.person_id')})",
        change=of_person("cases_address.person_id"),
        destroy=nobody_left("cases_member x", "x.person_id = cases_address.person_id"),
    ),
    "cases_formername": Wall(
        see=of_person("cases_formername.person_id"),
        add=f"{ACTIVE} AND (earlyhelp_person_sent_by_me(person_id) OR {of_person('cases_formername.person_id')})",
        change=of_person("cases_formername.person_id"),
        destroy=nobody_left("cases_member x", "x.person_id = cases_formername.person_id"),
    ),
    "cases_searchkey": Wall(
        see="false",  # the matcher sees everything and tells only what one may know (functions.sql)
        destroy=nobody_left("cases_member x", "x.person_id = cases_searchkey.person_id"),
        history=False,
    ),
    "cases_relationship": Wall(
        see=in_family("cases_relationship.family_id"),
        add=(
            f"(earlyhelp_family_sent_by_me(family_id) OR {in_family('cases_relationship.family_id')})"
            " AND (earlyhelp_person_sent_by_me(one_id) OR earlyhelp_my_person(one_id))"
            " AND (earlyhelp_person_sent_by_me(other_id) OR earlyhelp_my_person(other_id))"
        ),
        change=in_family("cases_relationship.family_id"),
        destroy=nobody_left("cases_case x", "x.family_id = cases_relationship.family_id"),
    ),
    "cases_member": Wall(
        see=in_family("cases_member.family_id"),
        add=(
            f"(earlyhelp_family_sent_by_me(family_id) OR {in_family('cases_member.family_id')})"
            " AND (earlyhelp_person_sent_by_me(person_id) OR earlyhelp_my_person(person_id))"
        ),
        change=in_family("cases_member.family_id"),
        destroy=nobody_left("cases_case x", "x.family_id = cases_member.family_id"),
    ),
    # the case and what hangs under it
    "cases_case": Wall(
        see=(  # the row itself names nobody
            f"{works('cases_case')} OR {known(f'(sent_by_id = {ME} OR {RECORDS_OR_DPO})', 'cases_case.id')}"
        ),
        add=f"{ACTIVE} AND sent_by_id = {ME} AND stage = 'received' AND team_id IS NULL AND visibility = 'open'",
        change=works("cases_case"),
        destroy=ripe("id"),
    ),
    "cases_casegroupgrant": Wall(
        see=under("cases_casegroupgrant", "content_object_id"),
        add=(
            "(earlyhelp_sent_by_me(content_object_id) AND earlyhelp_is_hub(group_id))"
            f" OR ({MOVERS} AND {under('cases_casegroupgrant', 'content_object_id')})"
        ),
        change=under("cases_casegroupgrant", "content_object_id"),
        end=f"{MOVERS} AND {under('cases_casegroupgrant', 'content_object_id')}",
        destroy=ripe("content_object_id"),
    ),
    "cases_caseusergrant": Wall(
        see=f"{in_sight(f'user_id = {ME}', 'content_object_id')} OR {under('cases_caseusergrant', 'content_object_id')}",
        add=f"{MOVERS} AND {under('cases_caseusergrant', 'content_object_id')}",
        change=under("cases_caseusergrant", "content_object_id"),
        end=f"{MOVERS} AND {under('cases_caseusergrant', 'content_object_id')}",
        destroy=ripe("content_object_id"),
    ),
    "cases_referral": Wall(
        see=f"{known(f'sent_by_id = {ME}', 'case_id')} OR {under('cases_referral')}",
        add=f"sent_by_id = {ME} AND earlyhelp_sent_by_me(case_id)",
        destroy=ripe(),
    ),
    "cases_allocation": Wall(
        see=under("cases_allocation"),
        add=f"{MOVERS} AND {under('cases_allocation')}",
        change=under("cases_allocation"),
        destroy=ripe(),
    ),
    "cases_cover": Wall(  # whoever was away ends it too
        see=ACTIVE,
        add=f"{MOVERS} AND arranged_by_id = {ME}",
        change=f"{MOVERS} OR absent_id = (SELECT s.id FROM access_staff s WHERE s.user_id = {ME})",
    ),
    "cases_message": Wall(
        see=f"{under('cases_message')} OR ({sent_to_me('cases_message')} AND (to_referrer OR author_id = {ME}))",
        add=(
            f"author_id = {ME} AND CASE WHEN to_referrer THEN {under('cases_message')}"
            f" ELSE {sent_to_me('cases_message', 'asked')} END"
        ),
        destroy=ripe(),
    ),
    "cases_triage": Wall(
        see=f"{under('cases_triage')} OR {under('cases_triage', 'other_case_key')}",
        add=f"{HUB} AND decided_by_id = {ME} AND {under('cases_triage')}",
        destroy=ripe(),
    ),
    "cases_pause": Wall(
        see=under("cases_pause"),
        add=f"{HUB} AND paused_by_id = {ME} AND {under('cases_pause')}",
        change=f"{HUB} AND {under('cases_pause')}",
        destroy=ripe(),
    ),
    "cases_matchdecision": Wall(
        see=f"{in_sight(f'decided_by_id = {ME}', 'case_id')} OR {under('cases_matchdecision')}",
        add=f"decided_by_id = {ME} AND (earlyhelp_sent_by_me(case_id) OR {under('cases_matchdecision')})",
        destroy=ripe(),
    ),
    "cases_professional": Wall(
        see=under("cases_professional"),
        add=f"earlyhelp_sent_by_me(case_id) OR {under('cases_professional')}",
        change=under("cases_professional"),
        destroy=ripe(),
    ),
    "cases_alert": _work("cases_alert"),
    "cases_note": _written("cases_note"),
    "cases_noteperson": Wall(see=under("cases_noteperson"), add=under("cases_noteperson"), destroy=ripe()),
    "cases_significantevent": _written("cases_significantevent"),
    "cases_eventperson": Wall(see=under("cases_eventperson"), add=under("cases_eventperson"), destroy=ripe()),
    "cases_assessment": _work("cases_assessment"),
    "cases_section": Wall(
        see=under("cases_section"),
        add=under_open("cases_section"),
        change=(  # what is signed off is read-only, whatever page or program writes
            f"{under('cases_section')} AND EXISTS"
            " (SELECT 1 FROM cases_assessment a WHERE a.id = cases_section.assessment_id AND a.state = 'writing')"
        ),
        destroy=ripe(),
    ),
    "cases_assessmentstep": Wall(
        see=under("cases_assessmentstep"),
        add=(  # it is given up with its case, on which work may have stopped
            f"by_id = {ME} AND ({under_open('cases_assessmentstep')}"
            f" OR (kind = 'give_up' AND {under('cases_assessmentstep')}))"
        ),
        destroy=ripe(),
    ),
    "cases_planoutcome": _work("cases_planoutcome"),
    "cases_action": _work("cases_action"),
    "cases_review": _work("cases_review"),
    "cases_levelofneed": Wall(
        see=under("cases_levelofneed"),
        add=f"judged_by_id = {ME} AND {under('cases_levelofneed')}",
        destroy=ripe(),
    ),
    "cases_servicereceived": _work("cases_servicereceived"),
    "cases_task": Wall(
        see=f"{in_sight(f'for_user_id = {ME}', 'case_id')} OR {under('cases_task')}",
        add=f"earlyhelp_sent_by_me(case_id) OR {under('cases_task')}",
        change=f"{in_sight(f'for_user_id = {ME}', 'case_id')} OR {under('cases_task')}",
        destroy=ripe(),
    ),
    "cases_document": Wall(  # one that is wrong is withdrawn, on a closed case too
        see=under("cases_document"),
        add=f"uploaded_by_id = {ME} AND {under_open('cases_document')}",
        change=under("cases_document"),
        destroy=ripe(),
    ),
    "cases_documentperson": Wall(
        see=under("cases_documentperson"), add=under_open("cases_documentperson"), destroy=ripe()
    ),
    "cases_storedfile": Wall(see=under("cases_storedfile"), add=under_open("cases_storedfile"), destroy=ripe()),
    # who may not know of it, and how somebody without a grant comes to read it
    "cases_restriction": Wall(
        see=f"{under('cases_restriction')} OR ({DPO} AND lifted_at IS NULL AND {SECOND_IS_ASKED})",  # and decides by a function
        add=(
            f"set_by_id = {ME} AND ({MOVERS} AND {under('cases_restriction')}"
            " OR level = 'restricted' AND ground = 'staff_relative' AND earlyhelp_declared(case_id))"
        ),
        change=f"{MOVERS} AND {under('cases_restriction')}",
        destroy=ripe(),
    ),
    "cases_exclusion": Wall(  # never seen by whoever is kept out: they work with no case that has theirs
        see=f"{MOVERS} AND {under('cases_exclusion')} OR {known(DPO, 'case_id')}",
        add=(
            f"made_by_id = {ME} AND (user_id = {ME} AND earlyhelp_may_open(case_id)"
            f" OR {MOVERS} AND {under('cases_exclusion')} OR {known(DPO, 'case_id')})"
        ),
        change=f"{MOVERS} AND {under('cases_exclusion')} OR {known(DPO, 'case_id')}",
        destroy=ripe(),
    ),
    "cases_sealedmatch": Wall(see=under("cases_sealedmatch"), destroy=ripe()),
    "cases_accessrequest": Wall(
        see=f"{known(f'asked_by_id = {ME}', 'case_id')} OR {under('cases_accessrequest')}",
        add=f"asked_by_id = {ME} AND earlyhelp_may_open(case_id)",
        change=f"{MOVERS} AND {under('cases_accessrequest')}",
        destroy=ripe(),
    ),
    "cases_breakglass": Wall(
        see=f"{known(f'({DPO} OR user_id = {ME})', 'case_id')} OR {under('cases_breakglass')}",
        add=f"user_id = {ME} AND earlyhelp_may_open(case_id)",
        change=f"{known(DPO, 'case_id')} AND user_id <> {ME}",
        destroy=ripe(),
    ),
    # what stood out among the readings: for an officer whom it is not about, and for whoever is asked while they may know of the case
    "cases_flag": Wall(
        see=f"({known(DPO, 'case_key')} AND user_id <> {ME}) OR {ASKED_OF_ME}",
        change=f"({known(DPO, 'case_key')} AND user_id <> {ME}) OR {ASKED_OF_ME}",
        destroy=ripe("case_key"),
    ),
    "cases_flagrule": Wall(see=DPO, add=f"{DPO} AND changed_by_id = {ME}", change=f"{DPO} AND changed_by_id = {ME}"),
    # samples for quality assurance: what was drawn is out of sight once the sample has ended, or the case is shut
    "cases_qualitysample": Wall(see=DPO, add=f"{DPO} AND drawn_by_id = {ME}", change=DPO),
    "cases_drawncase": Wall(
        see=(
            f"{in_sight(DPO, 'case_id')} AND EXISTS (SELECT 1 FROM cases_qualitysample s"
            " WHERE s.id = cases_drawncase.sample_id AND s.ended_at IS NULL AND s.until >= (SELECT earlyhelp_today()))"
        ),
        destroy=ripe(),
    ),
    # what the family was told and agreed to
    "consent_noticegiven": Wall(
        see=f"{known(DPO, 'case_id')} OR {under('consent_noticegiven')}",
        add=f"earlyhelp_sent_by_me(case_id) OR {under('consent_noticegiven')}",
        destroy=ripe(),
    ),
    "consent_agreement": Wall(
        see=f"{known(DPO, 'case_id')} OR {under('consent_agreement')}",  # the row itself names nobody
        add=under("consent_agreement"),
        change=under("consent_agreement"),
        destroy=ripe(),
    ),
    "consent_consent": Wall(
        see=f"{known(DPO, 'case_id')} OR {under('consent_consent')}",
        add=f"understanding <> '' AND (earlyhelp_sent_by_me(case_id) OR {under('consent_consent')})",
        change=under("consent_consent"),
        destroy=ripe(),
    ),
    "consent_refusal": Wall(
        see=f"{known(DPO, 'case_id')} OR {under('consent_refusal')}",
        add=f"earlyhelp_sent_by_me(case_id) OR {under('consent_refusal')}",
        destroy=ripe(),
    ),
    "consent_concern": Wall(  # whoever answers one about a family works with it
        see=f"{known(DPO, 'case_id')} OR {under('consent_concern')} OR (case_id IS NULL AND owner_id = {ME})",
        add=f"recorded_by_id = {ME} AND ({known(DPO, 'case_id')} OR {under('consent_concern')})",
        change=f"{known(DPO, 'case_id')} OR (owner_id = {ME} AND (case_id IS NULL OR {under('consent_concern')}))",
        destroy=ripe(),
    ),
    # what left the building: the disclosure outlives its case, its people, items and words go with it
    "sharing_disclosure": Wall(
        see=f"{known(DPO, 'case_key')} OR {under('sharing_disclosure', 'case_key')}",
        add=f"recorded_by_id = {ME} AND {under('sharing_disclosure', 'case_key')}",
    ),
    "sharing_monthlycount": Wall(see=DPO, history=False),  # sums over the whole log, so for whoever sees all of it
    "sharing_disclosuredetail": Wall(
        see=under("sharing_disclosuredetail"), add=under("sharing_disclosuredetail"), destroy=ripe()
    ),
    "sharing_disclosureperson": Wall(  # keys alone: the DPO's filter by person
        see=f"{known(DPO, 'case_id')} OR {under('sharing_disclosureperson')}",
        add=under("sharing_disclosureperson"),
        destroy=ripe(),
    ),
    "sharing_disclosureitem": Wall(
        see=under("sharing_disclosureitem"), add=under("sharing_disclosureitem"), destroy=ripe()
    ),
    "sharing_disclosurereason": Wall(
        see=under("sharing_disclosurereason"), add=under("sharing_disclosurereason"), destroy=ripe()
    ),
    # what may leave for research: no family's record; the DPO specifies, another person approves or ends
    "sharing_extract": Wall(see=RECORDS_OR_DPO, add=f"{DPO} AND proposed_by_id = {ME}", change=RECORDS_OR_DPO),
    # how long, and the end
    "retention_clock": Wall(see=f"{known(RECORDS_OR_DPO, 'case_id')} OR {under('retention_clock')}", destroy=ripe()),
    "retention_hold": Wall(
        see=known(RECORDS_OR_DPO, "case_key"),
        add=known(RECORDS_OR_DPO, "case_key"),
        change=known(RECORDS_OR_DPO, "case_key"),
        destroy=ripe("case_key"),
    ),  # one on a case goes with it: its reason was about the family
    "retention_disposalbatch": Wall(see=RECORDS_OR_DPO),
    "retention_batchitem": Wall(see=known(RECORDS_OR_DPO, "case_key")),
    "retention_largeproposal": Wall(see=RECORDS_OR_DPO, change=RECORDS),
    "retention_decision": Wall(see=RECORDS_OR_DPO, add=f"{RECORDS} AND by_id = {ME}"),
    "retention_certificate": Wall(see=RECORDS_OR_DPO),
    "retention_ledgerentry": Wall(see=RECORDS_OR_DPO, history=False),
}

# Tables of the four apps and access/ that have no wall, each with the reason. A table in neither list fails the tests.
UNWALLED: dict[str, str] = {
    "access_user": "sign-in facts, no family's record; Django and allauth write it",
    "access_session": "sign-in facts, written before anybody is signed in",
    "access_invitation": "sign-in facts, written before anybody is signed in",
    "access_letter": "sign-in facts, written before anybody is signed in",
    "access_noticeversion": "what the council published",
    "access_allowedpair": "what the council published",
    "access_allowedvalue": "what the council published",
    "access_setting": "what the council published",
    "access_outboxmessage": "keys and kinds only; the web login may add and not read",
    "access_jobrun": "progress of jobs: names of jobs, counts",
    "access_auditcheck": "what verifications found: numbers of rows, names of tables",
    "access_shape": "names of columns",
    "access_subject": "salts: no login that serves reads or writes them",
    "access_change": "digests: no login that serves reads or writes them",
    "access_destruction": "pseudonyms: no login that serves reads or writes them",
    "access_seal": "digests: no login that serves reads or writes them",
    "access_sealing": "a number: no login that serves reads or writes it",
    "access_timetable": "when jobs are due",
}
