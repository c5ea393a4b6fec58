"""What the two notices say, as the product reads it from their files."""

import re
from dataclasses import fields, is_dataclass

import pytest

from earlyhelp.policy import available, load
from earlyhelp.policy import vocabulary as words

DURHAM = load("durham-early-help")
AFC = load("achieving-for-children-early-help-hub")
CAM = load("cambridgeshire-early-help")


def entries(policy):
    for item in fields(policy):
        value = getattr(policy, item.name)
        yield from value if isinstance(value, tuple) else [value] if is_dataclass(value) else []


@pytest.mark.parametrize("name", available())
def test_every_entry_names_the_part_of_the_notice_that_it_keeps(name):
    assert all(entry.source.strip() for entry in entries(load(name)))


@pytest.mark.parametrize("name", available())
def test_every_file_is_complete(name):
    policy = load(name)

    assert {topic.code for topic in policy.topics} == set(words.TOPICS)
    assert all(policy.label(code) for code in words.LABELS)
    assert all(policy.contact(code).ways or policy.contact(code).reading for code in words.REQUIRED_CONTACTS)
    assert {code for pair in policy.allowed_pairs() for code in pair} <= (
        {recipient.code for recipient in policy.recipients} | {purpose.code for purpose in policy.purposes}
    )
    assert all(len(code) <= 60 for pair in policy.allowed_pairs() for code in pair)


@pytest.mark.promise("DUR-04")
def test_durham_offers_exactly_its_public_task_with_health_or_social_care():
    assert [(basis.article_6, basis.article_9) for basis in DURHAM.bases] == [("6(1)(e)", "9(2)(h)")]
    assert DURHAM.intake.ask_consent_before == ()


@pytest.mark.promise("AFC-08")
def test_achieving_for_children_asks_for_consent_before_the_meeting_and_the_allocation():
    assert AFC.intake.ask_consent_before == ("hub_meeting", "allocation")
    assert {AFC.basis(code).article_6 for code in AFC.purpose("allocate_service").bases} == {"6(1)(a)"}
    assert AFC.purpose("audit").bases == ()
    assert AFC.ground("safeguarding").only_to == ("social_care",)
    assert AFC.ground("safeguarding").authority == "statute"


@pytest.mark.parametrize("name", available())
def test_agreement_to_take_part_is_asked_everywhere_and_is_no_lawful_basis(name):
    policy = load(name)

    assert policy.agreement_to_take_part.ask_before == "allocation"
    assert "agreement" not in " ".join(basis.code for basis in policy.bases)


@pytest.mark.promise("AFC-20")
def test_only_clarifying_the_referral_may_happen_while_consent_is_awaited():
    assert [purpose.code for purpose in AFC.purposes if purpose.while_consent_awaited] == ["clarify_referral"]


@pytest.mark.promise("DUR-05")
def test_durham_names_seventeen_kinds_all_of_them_only_when_involved():
    assert len(DURHAM.recipients) == 17
    assert all(recipient.needs_involvement for recipient in DURHAM.recipients)
    assert not DURHAM.is_open("recipients")
    assert "police" not in {recipient.code for recipient in DURHAM.recipients}


@pytest.mark.promise("DUR-24")
@pytest.mark.parametrize(
    ("kind", "inside", "outside"),
    [
        ("personal_adviser", (13, 19), (12, 20)),
        ("family_health", (0, 25), (26,)),
        ("team_around_school", (5, 16), (4, 17)),
        ("wellbeing_for_life", (5, 13), (4, 14)),
        ("housing", (0, 40), ()),
    ],
)
def test_a_kind_that_is_named_for_an_age_takes_only_that_age(kind, inside, outside):
    recipient = DURHAM.recipient(kind)

    assert all(recipient.takes_age(age) for age in inside)
    assert not any(recipient.takes_age(age) for age in outside)


@pytest.mark.promise("DUR-24")
def test_a_kind_that_is_named_for_a_task_has_that_task_and_no_other():
    tasks = {purpose.code for purpose in DURHAM.purposes if purpose.scope == "task"}
    named = {
        kind: {p for k, p in DURHAM.allowed_pairs() if k == kind} for kind, p in DURHAM.allowed_pairs() if p in tasks
    }

    assert named == {
        "personal_adviser": {"education_employment_training"},
        "family_health": {"health_visiting_school_nursing"},
        "team_around_school": {"learning_at_school"},
        "wellbeing_for_life": {"confidence_in_family_life"},
        "contracted_provider": {"drug_and_alcohol_support", "domestic_abuse_support", "advice"},
    }
    assert DURHAM.recipient("wellbeing_for_life").parents_too


@pytest.mark.promise("DUR-06")
def test_durham_has_four_grounds_and_a_court_order_needs_its_reference():
    assert [ground.code for ground in DURHAM.grounds] == ["serious_harm", "child_welfare", "crime", "court_order"]
    assert [ground.code for ground in DURHAM.grounds if ground.reference_required] == ["court_order"]


@pytest.mark.promise("AFC-09")
def test_achieving_for_children_has_nine_kinds_in_an_open_list_and_its_commissioner_has_its_own_purpose():
    assert len([recipient for recipient in AFC.recipients if recipient.code != "commissioner"]) == 9
    assert AFC.is_open("recipients")
    assert AFC.recipient("commissioner").purposes == ("performance",)


@pytest.mark.promise("AFC-22")
def test_another_team_of_the_company_is_reached_by_naming_a_duty_or_power_only():
    ground = AFC.ground("other_duty_or_power")

    assert (ground.only_to, ground.reference_required) == (("own_team",), True)
    assert "own_team" not in {kind for kind, _purpose in AFC.allowed_pairs()}


@pytest.mark.promise("DUR-22")
def test_durham_treats_gender_as_special_though_the_law_does_not():
    gender = DURHAM.category("gender")

    assert (gender.special, gender.notice_marks_special, gender.protected) == (False, True, True)
    assert all(DURHAM.category(code).special for code in ("ethnicity", "religion", "health", "specialist_services"))


@pytest.mark.promise("DUR-02")
def test_durham_marks_criminal_offence_information():
    assert {category.code for category in DURHAM.categories if category.criminal} == {
        "police_reports",
        "youth_offending",
    }


@pytest.mark.promise("DUR-21")
def test_durham_asks_for_two_numbers_only_of_members_of_the_programme():
    limited = {category.code for category in DURHAM.categories if category.only_for == ("programme",)}

    assert limited == {"national_insurance_number", "unique_pupil_number"}


@pytest.mark.promise("DUR-07")
@pytest.mark.promise("DUR-08")
def test_the_statistics_office_gets_exactly_eight_columns_on_eight_conditions():
    (study,) = DURHAM.research

    assert study.columns == (
        "name",
        "date_of_birth",
        "postcode",
        "programme_id",
        "programme_start",
        "programme_end",
        "national_insurance_number",
        "unique_pupil_number",
    )
    assert set(study.conditions) == words.RESEARCH_CONDITIONS
    assert study.destroy_after_years == 5
    assert AFC.research == ()


@pytest.mark.promise("DUR-16")
def test_durhams_places_name_the_united_kingdom():
    assert DURHAM.places[0].within == ("UK", "EU")


@pytest.mark.promise("DUR-27")
def test_no_policy_has_a_commercial_purpose():
    codes = {purpose.code for name in available() for purpose in load(name).purposes}

    assert not any(re.search("market|sale|commerc", code) for code in codes)
    assert DURHAM.marketing.rule == "express_consent"


@pytest.mark.promise("DUR-01")
def test_durhams_ages_run_from_pregnancy_to_19_or_25():
    assert [(age.unborn, age.until_birthday, age.condition) for age in DURHAM.ages] == [
        (True, 19, ""),
        (True, 25, "disability"),
    ]


@pytest.mark.promise("DUR-03")
def test_durhams_online_form_is_for_professionals():
    assert {channel.code: channel.open_to for channel in DURHAM.channels}["online_form"] == ("professional",)
    assert len(DURHAM.channel_choices()) == 5


def test_where_the_notice_names_no_channel_every_way_in_is_offered():
    assert AFC.channel_choices() == tuple(words.CHANNELS.items())


@pytest.mark.promise("AFC-01")
def test_the_controllers_registration_is_named():
    assert AFC.council.registration == "ZA045069"


@pytest.mark.promise("AFC-06")
def test_the_hub_meets_every_week():
    assert AFC.hub.days_between == 7
    assert DURHAM.hub is None


@pytest.mark.promise("AFC-15")
def test_a_complaint_may_go_to_the_officer_first_but_need_not():
    complaint = AFC.right("complaint")

    assert (complaint.contact, complaint.then, complaint.contact_first_is_optional) == ("dpo", ("regulator",), True)


def test_what_is_not_stated_is_unset_until_the_council_has_entered_its_reading():
    unset = {topic.code for topic in AFC.unset_topics()}
    after = {topic.code for topic in AFC.unset_topics(entered={"special_category_condition"})}

    assert {"retention", "special_category_condition", "places"} <= unset
    assert unset - after == {"special_category_condition"}


def test_the_council_is_asked_in_words_with_the_reason():
    questions = {reading.key: reading for reading in DURHAM.readings}

    assert [choice.code for choice in questions["current_year"].choices] == ["financial", "calendar"]
    assert questions["current_year"].default == ""
    assert (questions["inquiry_ended"].kind, questions["inquiry_ended"].for_each) == ("date", "inquiry")
    assert all(question.because and question.question.endswith("?") for question in DURHAM.readings)


@pytest.mark.promise("CAM-06")
def test_cambridgeshire_asks_nobody_to_consent_and_its_form_says_why():
    assert (CAM.intake.consent, CAM.intake.ask_consent_before) == ("never_asked", ())
    assert "consent" in CAM.intake.explanation
    assert [(basis.article_6, basis.article_9) for basis in CAM.bases] == [("6(1)(e)", "9(2)(h)")]


@pytest.mark.promise("CAM-19")
def test_cambridgeshire_has_two_controllers_of_which_the_council_has_to_name_the_second():
    first, second = CAM.controllers

    assert first.name
    assert (second.name, second.reading) == ("", "second_controller")
    assert "controller" in {topic.code for topic in CAM.unset_topics()}
    assert "controller" not in {topic.code for topic in CAM.unset_topics(entered={"second_controller"})}


def test_cambridgeshire_names_two_duties_and_guidance_without_an_edition():
    assert [(power.law, power.provision, power.kind) for power in CAM.powers] == [
        ("children_act_1989", "section 17", "duty"),
        ("children_act_2004", "section 10", "duty"),
        ("working_together", "", "guidance"),
    ]
    assert not CAM.is_open("powers")


@pytest.mark.promise("CAM-01")
def test_cambridgeshire_offers_eleven_services():
    assert len(CAM.services) == 11
    assert {"school_nurse", "youth_worker", "parenting_programme", "childrens_centre"} <= {
        service.code for service in CAM.services
    }


def test_the_parts_of_cambridgeshires_assessment_are_those_of_its_notice():
    asked = {section.code: section.categories for section in CAM.assessment_sections if section.part == "needs"}

    assert asked == {
        "home_circumstances": ("household",),
        "language": ("language",),
        "health": ("health", "mental_health"),
        "attainment": ("education",),
        "attendance": ("attendance",),
        "exclusion": ("behaviour",),
        "special_educational_needs": ("special_educational_needs",),
    }
    assert all(section.hint for section in CAM.assessment_sections if section.part == "needs")


def test_cambridgeshires_medical_information_needs_a_reason_and_so_does_what_goes_beyond_its_list():
    needed = {category.code: category.reason_needed for category in CAM.categories if category.reason_needed}

    assert needed == {
        "health": "relevance",
        "mental_health": "relevance",
        "family_members": "necessity",
        "further": "necessity",
    }


def test_each_special_kind_in_cambridgeshire_says_what_it_serves_and_why_it_is_asked():
    known = {power.code for power in CAM.powers} | {service.code for service in CAM.services}

    for category in CAM.categories:
        assert bool(category.asked_because and set(category.serves) & known) == category.special, category.code


def test_cambridgeshires_nine_partners_take_part_and_a_ground_reaches_the_others():
    assert {recipient.code for recipient in CAM.recipients} == {
        "council_colleague",
        "school",
        "nursery",
        "health",
        "youth_service",
        "specialist_service",
        "work_and_pensions",
        "police",
        "voluntary_sector",
    }
    assert all(recipient.needs_involvement for recipient in CAM.recipients)
    assert {(ground.code, ground.force) for ground in CAM.grounds} == {
        ("risk_of_harm", "permission"),
        ("crime", "permission"),
    }
    assert (CAM.is_open("recipients"), CAM.is_open("grounds")) == (False, True)


def test_a_district_team_tells_its_colleagues_and_the_pathway_for_small_children_partners_outside():
    assert [(one.code, one.kind, one.recipients, one.listing) for one in CAM.pathways] == [
        ("district_team", "team", ("council_colleague",), "closed"),
        ("early_support", "pathway", ("health",), "open"),
    ]
    assert CAM.pathway("early_support").until_birthday == 6
    assert CAM.sharing.starts == "pathway_or_team"


def test_cambridgeshire_tells_before_it_shares_and_who_told_it():
    assert {telling.code for telling in CAM.tellings} == {"before_sharing", "information_received"}


def test_cambridgeshire_hears_from_eight_kinds_of_informants():
    assert [informant.code for informant in CAM.informants] == [
        "family",
        "school",
        "nursery",
        "health",
        "youth_service",
        "specialist_service",
        "work_and_pensions",
        "voluntary_sector",
    ]


def test_cambridgeshires_study_is_of_households_that_qualify_and_sends_nothing_before_an_agreement_is_named():
    (study,) = CAM.research

    assert (study.cohort, study.comes_back, study.anonymised) == (
        "qualifying_households",
        "anonymised_results",
        "before_it_returns",
    )
    assert (study.columns, study.readings) == ((), ("research_columns",))


def test_cambridgeshires_rights_stand_elsewhere_and_a_worry_is_heard_by_the_familys_own_worker():
    rights = CAM.topic("rights")

    assert (rights.state, CAM.contact(rights.contact).ways != ()) == ("elsewhere", True)
    assert [(right.code, CAM.contact(right.contact).found_on_case) for right in CAM.rights] == [("concern", True)]
    assert CAM.contact("dpo").reading == "dpo_contact"
