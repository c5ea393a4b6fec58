"""What the five notices allow, as a table: no database."""

from dataclasses import replace
from datetime import date

import pytest

from access.errors import Refused
from access.models import Organisation
from cases.models import Person
from cases.stages import Stage
from earlyhelp.policy import load
from sharing.operations.lawfulness import Facts, Wanted, offered, propose, smallest

DURHAM, AFC = load("durham-early-help"), load("achieving-for-children-early-help-hub")
CAM = load("cambridgeshire-early-help")
RCE, RCC = load("redcar-cleveland-early-help"), load("redcar-cleveland-children-and-families")
ON = date(2026, 11, 23)
EXPLICIT = frozenset({"explicit_consent"})


def child(years):
    return Person(full_name="A Child", born=date(ON.year - years, 1, 1))


PARENT = Person(full_name="A Parent")
GROWN = Facts(adults=frozenset({PARENT.pk}))


def wanted(kind, purpose, *kinds, people=None, involved=True, **other):
    recipient = Organisation(name="The partner", kind=kind)
    return Wanted(recipient, purpose, kinds or ("identity",), people or [child(8)], involved, **other)


def answer(policy, asked, facts=GROWN):
    lawful = propose(policy, asked, facts, on=ON)
    return lawful.basis, lawful.article_6, lawful.article_9, lawful.schedule_1, lawful.source


def refused(policy, asked, facts=GROWN):
    with pytest.raises(Refused) as refusal:
        propose(policy, asked, facts, on=ON)
    return refusal.value.field, refusal.value.sentence


@pytest.mark.promise("DUR-04")
@pytest.mark.promise("DUR-05")
@pytest.mark.parametrize("recipient", DURHAM.recipients, ids=lambda recipient: recipient.code)
def test_each_of_the_seventeen_kinds_gets_its_own_purposes_and_no_other(recipient):
    age = recipient.min_age or 8
    for purpose in DURHAM.purposes:
        asked = wanted(recipient.code, purpose.code, people=[child(age)])
        if purpose.code in recipient.purposes:
            expected = ("public_task", "6(1)(e)", "9(2)(h)", "Part 1, paragraph 2", recipient.source)
            assert answer(DURHAM, asked) == expected
        else:
            assert refused(DURHAM, asked)[0] == "purpose"


@pytest.mark.promise("DUR-05")
@pytest.mark.parametrize("kind", ["police", "social_care", "court"])
def test_whom_the_notice_does_not_list_only_a_ground_reaches(kind):
    asked = wanted(kind, "support_family")
    assert refused(DURHAM, asked)[0] == "purpose"
    assert answer(DURHAM, replace(asked, ground="serious_harm"))[4] == "Sharing, list 2, item 1"


@pytest.mark.promise("DUR-05")
def test_a_service_that_takes_no_part_gets_nothing():
    field, sentence = refused(DURHAM, wanted("school_nursery", "support_family", involved=False))
    assert field == "involved" and "take part in the support" in sentence


@pytest.mark.promise("DUR-06")
@pytest.mark.parametrize(("ground", "reference"), [(g.code, g.reference_required) for g in DURHAM.grounds])
def test_the_four_grounds_and_the_one_that_needs_a_reference(ground, reference):
    asked = wanted("police", "support_family", involved=False, ground=ground)
    if reference:
        assert refused(DURHAM, asked)[0] == "ground_reference"
        asked = replace(asked, reference="AB 12")
    assert answer(DURHAM, asked)[4] == DURHAM.ground(ground).source


@pytest.mark.promise("DUR-24")
@pytest.mark.parametrize(
    ("kind", "purpose", "allowed"),
    [
        ("personal_adviser", "education_employment_training", range(13, 20)),
        ("family_health", "health_visiting_school_nursing", range(0, 26)),
        ("team_around_school", "learning_at_school", range(5, 17)),
        ("wellbeing_for_life", "confidence_in_family_life", range(5, 14)),
        ("school_nursery", "support_family", range(0, 27)),
    ],
)
def test_a_partner_named_for_an_age_gets_children_of_that_age(kind, purpose, allowed):
    for years in range(27):
        asked = wanted(kind, purpose, people=[child(years)])
        if years in allowed:
            assert answer(DURHAM, asked)
        else:
            assert refused(DURHAM, asked)[0] == "people"
            assert answer(DURHAM, replace(asked, ground="child_welfare"))


@pytest.mark.promise("DUR-24")
def test_parents_alone_only_where_the_notice_names_parents():
    assert answer(DURHAM, wanted("wellbeing_for_life", "confidence_in_family_life", people=[PARENT]))
    assert answer(DURHAM, wanted("team_around_school", "learning_at_school", people=[PARENT, child(8)]))
    assert "for children" in refused(DURHAM, wanted("team_around_school", "learning_at_school", people=[PARENT]))[1]


def test_an_age_that_nobody_knows_is_not_guessed():
    unknown, to_come = Person(full_name="B"), Person(full_name="C", expected=ON)
    asked = wanted("family_health", "health_visiting_school_nursing", people=[unknown])
    assert "date of birth is not recorded" in refused(DURHAM, asked)[1]
    assert answer(DURHAM, replace(asked, people=[to_come]))
    assert refused(DURHAM, wanted("personal_adviser", "education_employment_training", people=[to_come]))[0] == "people"


@pytest.mark.parametrize("stage", [Stage.RECEIVED, Stage.AWAITING_CONSENT, Stage.CLOSED])
def test_a_case_that_is_not_open_shares_only_on_a_ground(stage):
    asked = wanted("school_nursery", "support_family")
    assert "not open" in refused(DURHAM, asked, Facts(stage=stage))[1]
    assert answer(DURHAM, replace(asked, ground="crime"), Facts(stage=stage))


@pytest.mark.promise("AFC-08")
@pytest.mark.parametrize("stage", [Stage.RECEIVED, Stage.ASKED, Stage.FOR_MEETING])
def test_achieving_for_children_shares_for_its_hub_only_while_a_consent_stands(stage):
    asked = wanted("education_school", "hub_meeting", "health")
    assert "consent that this needs" in refused(AFC, asked, Facts(stage=stage))[1]
    expected = ("explicit_consent", "6(1)(a)", "9(2)(a)", "", "Sharing, list 1, item 5")
    assert answer(AFC, asked, Facts(stage=stage, consents=EXPLICIT)) == expected


def test_a_consent_that_was_not_explicit_covers_nothing_special():
    plain = Facts(consents=frozenset({"consent"}))
    assert answer(AFC, wanted("health", "allocate_service"), plain)[0] == "consent"
    assert refused(AFC, wanted("health", "allocate_service", "health"), plain)[0] == "kinds"


@pytest.mark.promise("AFC-08")
@pytest.mark.promise("AFC-21")
@pytest.mark.parametrize("stage", list(Stage))
def test_to_keep_a_child_safe_social_care_is_told_with_or_without_consent_and_nobody_else(stage):
    asked = wanted("social_care", "allocate_service", "health", ground="safeguarding")
    source = "Children Act 2004, section 16LA, in force 30 September 2026"
    assert answer(AFC, asked, Facts(stage=stage)) == (
        "safeguarding",
        "6(1)(c)",
        "9(2)(g)",
        "Part 2, paragraph 18",
        source,
    )
    other = replace(asked, recipient=Organisation(name="Police", kind="police"))
    assert refused(AFC, other, Facts(stage=stage))[0] == "ground"


def test_a_purpose_without_a_stated_basis_is_refused():
    consented = Facts(stage=Stage.RECEIVED, consents=EXPLICIT)
    for kind, purpose in AFC.allowed_pairs():
        if not AFC.purpose(purpose).bases:
            assert "states no legal basis" in refused(AFC, wanted(kind, purpose), consented)[1]


@pytest.mark.promise("AFC-18")
@pytest.mark.parametrize(
    ("read", "condition"),
    [
        ("", None),
        ("explicit_consent_only", None),
        ("health_or_social_care", "9(2)(h)"),
        ("substantial_public_interest", "9(2)(g)"),
    ],
)
def test_special_information_on_a_power_waits_for_the_councils_reading(read, condition):
    asked = wanted("own_team", "allocate_service", "health", ground="other_duty_or_power", reference="s.17")
    facts = Facts(readings={"special_category_condition": read} if read else {})
    if condition:
        assert answer(AFC, asked, facts)[2] == condition
    else:
        assert refused(AFC, asked, facts)[0] == "kinds"
    assert answer(AFC, replace(asked, kinds=["identity"]), facts)[2] == ""


@pytest.mark.promise("DUR-22")
@pytest.mark.parametrize("kind", ["gender", "ethnicity", "religion", "health", "specialist_services"])
def test_what_durham_marks_as_special_needs_the_condition(kind):
    lawful = propose(DURHAM, wanted("school_nursery", "support_family", kind), GROWN, on=ON)
    assert lawful.special and lawful.article_9 == "9(2)(h)"


@pytest.mark.parametrize("kind", ["police_reports", "youth_offending"])
@pytest.mark.parametrize("ground", ["", "serious_harm"])
def test_criminal_offence_information_waits_for_the_councils_reading(kind, ground):
    asked = wanted("school_nursery", "support_family", kind, ground=ground)
    field, sentence = refused(DURHAM, asked)
    assert field == "kinds" and "Schedule 1" in sentence
    read = replace(GROWN, readings={"criminal_offence_condition": "part_2_paragraph_18"})
    lawful = propose(DURHAM, asked, read, on=ON)
    assert (lawful.criminal, lawful.special) == ("Part 2, paragraph 18", False)


@pytest.mark.promise("DUR-25")
@pytest.mark.parametrize("policy", [DURHAM, AFC])
def test_the_least_is_proposed(policy):
    assert smallest(policy) == ["identity"]


@pytest.mark.promise("DUR-21")
@pytest.mark.parametrize("kind", ["national_insurance_number", "unique_pupil_number"])
def test_what_only_the_programme_asks_for_leaves_no_case(kind):
    assert kind not in [category.code for category in offered(DURHAM)]
    for ground in ("", "serious_harm"):
        assert refused(DURHAM, wanted("school_nursery", "support_family", kind, ground=ground))[0] == "kinds"


# --- Cambridgeshire, and Redcar's two --------------------------------------------------------------------------------


@pytest.mark.parametrize("policy", [CAM, RCE, RCC], ids=lambda policy: policy.name)
def test_every_pair_of_a_notice_is_allowed_and_every_other_is_refused(policy):
    allowed = set(policy.allowed_pairs())
    for recipient in policy.recipients:
        for purpose in policy.purposes:
            asked = wanted(recipient.code, purpose.code)
            at_the_door = purpose.scope == "front_door"
            facts = replace(GROWN, stage=Stage.RECEIVED if at_the_door else Stage.OPEN, social_care=True)
            if (recipient.code, purpose.code) in allowed:
                assert answer(policy, asked, facts)[4] == recipient.source
            else:
                assert refused(policy, asked)[0] == "purpose"


@pytest.mark.parametrize("policy", [CAM, RCE, RCC], ids=lambda policy: policy.name)
@pytest.mark.parametrize("kind", ["newspaper", "employer"])
def test_nobody_else_is_a_recipient(policy, kind):
    for purpose in policy.purposes:
        assert refused(policy, wanted(kind, purpose.code))[0] == "purpose"


@pytest.mark.parametrize("recipient", CAM.recipients, ids=lambda recipient: recipient.code)
def test_in_cambridgeshire_a_partner_takes_part_or_there_is_a_ground(recipient):
    asked = wanted(recipient.code, "support_family", involved=False)
    assert refused(CAM, asked)[0] == "involved"
    assert answer(CAM, replace(asked, ground="risk_of_harm"))[4] == "Sharing, paragraph 3"


@pytest.mark.parametrize(
    ("policy", "kind", "purpose", "at_referral"),
    [
        (RCE, "education", "right_support", True),
        (RCE, "health", "prevent_harm", True),
        (CAM, "health", "find_services", False),
        (RCC, "police", "risk_of_neglect_or_abuse", False),
        (DURHAM, "camhs", "support_family", False),
    ],
)
def test_only_where_the_notice_says_so_partners_hear_of_a_referral(policy, kind, purpose, at_referral):
    asked, received = wanted(kind, purpose), replace(GROWN, stage=Stage.RECEIVED)
    assert answer(policy, asked)
    if at_referral:
        assert answer(policy, asked, received)
    else:
        assert refused(policy, asked, received)[0] == "ground"


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("identity", ("public_task", "6(1)(e)", "", "")),
        ("health", ("public_task_care", "6(1)(e)", "9(2)(h)", "Part 1, paragraph 2")),
    ],
)
def test_redcars_wider_service_takes_the_condition_only_for_what_is_special(kind, expected):
    assert answer(RCC, wanted("voluntary_sector", "right_support", kind))[:4] == expected


def test_where_redcar_acts_against_neglect_the_safeguarding_condition_holds():
    found = answer(RCC, wanted("police", "risk_of_neglect_or_abuse", "health"))
    assert found[:4] == ("legal_obligation_safeguarding", "6(1)(c)", "9(2)(g)", "Part 2, paragraph 18")


def test_redcars_duties_reach_authorities_and_ask_for_their_reference():
    crime = wanted("police", "right_support", ground="crime")
    assert refused(RCE, crime)[0] == "ground_reference"
    assert answer(RCE, replace(crime, reference="CR/1"))[4] == "How long, list 2, item 1"
    assert (
        refused(RCE, replace(crime, recipient=Organisation(name="A school", kind="education"), reference="CR/1"))[0]
        == "ground"
    )
    assert answer(RCE, wanted("social_care", "right_support", ground="serious_safeguarding"))
    assert answer(RCE, wanted("court", "right_support", ground="court_order", reference="CO/1"))


def test_redcars_offences_wait_for_the_councils_reading():
    asked = wanted("police", "risk_of_neglect_or_abuse", "criminal_offences")
    assert refused(RCC, asked)[0] == "kinds"
    read = replace(GROWN, readings={"criminal_offence_condition": "part_2_paragraph_18"})
    assert propose(RCC, asked, read, on=ON).criminal == "Part 2, paragraph 18"


# --- where a notice has more than one basis ------------------------------------------------------------------------------

CONSENTED = frozenset({"consent_care"})  # what Redcar's records call a consent, which is always explicit


def bases(policy, asked, facts=GROWN):
    """What is offered, by code, in order."""
    return propose(policy, asked, facts, on=ON).bases


@pytest.mark.promise("RCC-13")
def test_every_basis_of_redcars_notice_is_offered_somewhere_and_taken_where_it_is_offered():
    """Seen to fail with `taken` handing back the first, and with `fitting` cut to its first."""
    offered_at_all = set()
    facts = replace(GROWN, consents=CONSENTED, social_care=True)
    for kind, purpose in RCC.allowed_pairs():
        at = replace(facts, stage=Stage.RECEIVED) if RCC.purpose(purpose).scope == "front_door" else facts
        for what in ("identity", "health"):
            asked = wanted(kind, purpose, what)
            for code in bases(RCC, asked, at):
                basis = RCC.basis(code)
                expected = (code, basis.article_6, basis.article_9, basis.schedule_1, RCC.recipient(kind).source)
                assert answer(RCC, replace(asked, basis=code), at) == expected
                assert basis.covers_special == (what == "health")
                offered_at_all.add(code)
    assert offered_at_all == {basis.code for basis in RCC.bases}


@pytest.mark.promise("RCC-13")
@pytest.mark.parametrize("what", ["identity", "health"])
def test_each_of_redcars_bases_that_is_not_offered_is_refused_with_those_that_are(what):
    for kind, purpose in RCC.allowed_pairs():
        at = replace(GROWN, social_care=True)
        at = replace(at, stage=Stage.RECEIVED) if RCC.purpose(purpose).scope == "front_door" else at
        asked = wanted(kind, purpose, what)
        there = bases(RCC, asked, at)
        for code in [*(basis.code for basis in RCC.bases), "vital_interests"]:
            if code not in there:
                field, told = refused(RCC, replace(asked, basis=code), at)
                assert field == "lawful_basis" and f"“{code}”" in told
                assert all(RCC.basis(one).label in told for one in there)


@pytest.mark.promise("RCC-13")
@pytest.mark.parametrize(("what", "code"), [("identity", "consent"), ("health", "consent_care")])
def test_consent_is_offered_while_one_stands_and_proposed_before_nothing(what, code):
    asked = wanted("voluntary_sector", "right_support", what)
    assert code not in bases(RCC, asked) and refused(RCC, replace(asked, basis=code))[0] == "lawful_basis"
    consented = replace(GROWN, consents=CONSENTED)
    assert code in bases(RCC, asked, consented)[1:]
    assert answer(RCC, asked, consented)[0] != code


def test_redcars_early_help_offers_its_duties_beside_its_tasks():
    asked = wanted("education", "right_support")
    assert bases(RCE, asked) == ("public_task", "legal_obligation")
    assert answer(RCE, replace(asked, basis="legal_obligation"))[:2] == ("legal_obligation", "6(1)(c)")


@pytest.mark.promise("RCC-13")
def test_what_goes_out_on_a_ground_rests_on_any_basis_but_consent():
    asked = wanted("police", "risk_of_neglect_or_abuse", ground="risk_of_neglect_or_abuse")
    consented = replace(GROWN, consents=CONSENTED)
    assert bases(RCC, asked, consented) == ("public_task", "legal_obligation")
    assert answer(RCC, replace(asked, basis="legal_obligation"), consented)[1] == "6(1)(c)"
    assert refused(RCC, replace(asked, basis="consent"), consented)[0] == "lawful_basis"


def test_where_the_notice_relies_on_consent_alone_a_ground_is_its_own_basis():
    asked = wanted("social_care", "allocate_service", ground="safeguarding")
    assert bases(AFC, asked) == ("safeguarding",)
    field, told = refused(AFC, replace(asked, basis="consent"), Facts(consents=EXPLICIT))
    assert field == "lawful_basis" and AFC.ground("safeguarding").label in told


# --- in words that somebody can act on -----------------------------------------------------------------------------------


def test_a_ground_says_whom_it_is_for():
    asked = wanted("education", "right_support", ground="crime", reference="CR/1")
    told = refused(RCE, asked)[1]
    named = [one.label for one in (*RCE.recipients, *RCE.outside_recipients) if one.code in RCE.ground("crime").only_to]
    assert named and all(label in told for label in named)


def test_names_keep_their_capitals():
    told = [refused(CAM, wanted(one.code, "support_family", involved=False))[1] for one in CAM.recipients]
    assert any("allows Cambridgeshire Constabulary information" in one for one in told)
    assert any("allows Department for Work and Pensions information" in one for one in told)
    assert any("allows health professionals information" in one for one in told)
    assert (
        "names Wellbeing for Life for"
        in refused(DURHAM, wanted("wellbeing_for_life", "confidence_in_family_life", people=[child(2)]))[1]
    )
