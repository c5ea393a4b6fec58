"""What the two files of Redcar and Cleveland say, and where they differ."""

import pytest

from earlyhelp.policy import vocabulary as words
from tests.policy.five import RCC, RCE


def test_both_of_redcars_notices_are_of_one_council_and_differ():
    assert RCE.council.name == RCC.council.name
    assert RCE.contact("dpo").email != RCC.contact("dpo").email
    assert {study.recipient for study in RCE.research} & {study.recipient for study in RCC.research} == set()


def test_redcars_early_help_rests_on_task_and_duty_and_its_condition_is_for_the_council_to_say():
    assert {(basis.article_6, basis.article_9) for basis in RCE.bases} == {("6(1)(e)", ""), ("6(1)(c)", "")}
    assert RCE.topic("special_category_condition").state == "reading"
    assert not RCE.reading("special_category_condition").default
    assert not any(category.special for category in RCE.categories)


def test_redcars_laws_are_named_with_their_provision_and_the_code_for_needs_among_them():
    assert {(power.law, power.provision) for power in RCE.powers} == {
        ("children_act_2004", "section 10"),
        ("childcare_act_2006", ""),
        ("send_code_of_practice", ""),
        ("children_and_families_act_2014", "section 3"),
        ("working_together_2015", "chapter 1, section 22"),
    }
    assert not RCE.is_open("powers")


@pytest.mark.promise("RCC-13")
def test_redcars_wider_service_offers_exactly_its_pairs():
    """Seen to fail with one pair more in the file."""
    care, safety = ("9(2)(h)", "Part 1, paragraph 2"), ("9(2)(g)", "Part 2, paragraph 18")

    assert {(basis.article_6, basis.article_9, basis.schedule_1) for basis in RCC.bases} == {
        ("6(1)(c)", "", ""),
        ("6(1)(e)", "", ""),
        ("6(1)(a)", "", ""),
        ("6(1)(c)", *care),
        ("6(1)(e)", *care),
        ("6(1)(a)", *care),
        ("6(1)(c)", *safety),
        ("6(1)(e)", *safety),
    }


def test_redcars_wider_service_names_four_laws_in_an_open_list():
    assert {power.law for power in RCC.powers} == {
        "children_act_2004",
        "children_and_families_act_2014",
        "children_and_social_work_act_2017",
        "working_together_2018",
    }
    assert RCC.is_open("powers")


def test_in_redcar_no_period_is_stated_and_each_class_is_asked_of_the_council_without_a_default():
    for policy in (RCE, RCC):
        assert policy.retention == ()
        asked = {reading.record: reading for reading in policy.readings if reading.kind == "years"}
        assert set(asked) == words.RECORDS
        assert not any(reading.default for reading in asked.values())
        assert "retention" in {topic.code for topic in policy.unset_topics()}
    assert (RCE.topic("retention").state, RCC.topic("retention").state) == ("reading", "elsewhere")


def test_redcar_asks_partners_at_referral_and_the_police_for_that_alone():
    assert RCE.sharing.starts == "at_referral"
    assert RCE.sharing.tests == ("genuine_and_lawful_need", "proportionate")
    assert RCE.sharing.principles == ("caldicott",)
    assert RCE.recipient("police").purposes == ("level_of_service",)
    assert RCE.purpose("level_of_service").scope == "front_door"
    assert RCE.is_open("recipients")


def test_redcars_duties_stand_apart_from_what_it_may_share_and_ask_for_more():
    duties = {ground.code: ground for ground in RCE.grounds if ground.force == "duty"}

    assert set(duties) == {"child_welfare_in_law", "crime", "serious_safeguarding", "court_order"}
    assert {ground.code for ground in RCE.grounds if ground.force == "permission"} == {"others_at_risk"}
    assert duties["crime"].reference_required and duties["court_order"].reference_required
    assert duties["serious_safeguarding"].who_was_told_required
    assert duties["serious_safeguarding"].not_sharing_needs_manager
    assert RCE.is_open("grounds")


def test_where_a_child_may_be_neglected_redcars_wider_service_must_share_and_a_manager_answers_for_not_sharing():
    (ground,) = RCC.grounds

    assert (ground.force, ground.not_sharing_needs_manager) == ("duty", True)


@pytest.mark.parametrize(
    ("kind", "purposes", "condition"),
    [
        ("education", {"safe_in_education"}, ""),
        ("voluntary_sector", {"right_support", "plan_support", "access_services"}, ""),
        ("government", {"raise_concerns"}, ""),
        ("health", {"health_and_care_needs"}, "working with them"),
        ("housing", {"housing_needs"}, "housing needs"),
        ("police", {"risk_of_neglect_or_abuse"}, "neglected or abused"),
        ("fire_service", {"fire_safety"}, "catch fire"),
        ("other_council", {"continue_elsewhere"}, "moving there, or has moved"),
        ("legal", {"legal_representation"}, "legal matter"),
        ("benefits", {"benefits_claim", "prevent_fraud"}, "claim for benefits"),
        ("safeguarding_partnership", {"social_care_audit"}, "Social care had this case"),
        ("fraud_initiative", {"detect_fraud"}, ""),
    ],
)
def test_redcars_twelve_recipients_have_their_purposes_and_their_conditions(kind, purposes, condition):
    recipient = RCC.recipient(kind)

    assert set(recipient.purposes) == purposes
    assert condition in " ".join(found.text for found in recipient.only_if)
    assert bool(condition) == bool(recipient.only_if)


def test_redcar_has_twelve_recipients_and_no_more():
    assert len(RCC.recipients) == 12
    assert not RCC.is_open("recipients")
    assert RCC.recipient("benefits").names == ("Department for Work and Pensions", "Liberata PLC")
    assert RCC.recipient("benefits").conditions("prevent_fraud") == ()
    assert [one.kind for one in RCC.recipient("safeguarding_partnership").conditions("social_care_audit")] == [
        "social_care_case"
    ]


def test_redcars_front_door_has_four_purposes_of_its_own_the_service_seven_and_the_programme_one():
    scopes = {
        scope: [p.code for p in RCC.purposes if p.scope == scope] for scope in ("front_door", "service", "programme")
    }
    seven = [p.source for p in RCC.purposes if p.source.startswith("Why we collect, list 1")]

    assert scopes["front_door"] == ["right_services", "protect_from_harm", "crime_against_child", "public_safety"]
    assert len(seven) == 7
    assert scopes["programme"] == ["programme_tracking"]


def test_redcars_services_carry_their_ages_and_the_directorates_stand_apart():
    assert RCE.service("preschool_send").until_birthday == RCC.service("preschool_send").until_birthday == 5
    assert {service.code for service in RCC.services if service.offered_by == "directorate"} == {
        "social_work",
        "occupational_therapy",
        "social_care_finance",
    }
    assert [(age.from_age, age.until_birthday) for age in RCE.ages] == [(0, 25)]


def test_redcars_wider_service_treats_offences_as_special_beside_what_the_law_says():
    offences = RCC.category("criminal_offences")

    assert (offences.criminal, offences.special, offences.notice_marks_special, offences.protected) == (
        True,
        False,
        True,
        True,
    )
    assert {category.code for category in RCC.categories if category.special} == {
        "ethnicity",
        "religion",
        "genetic",
        "sexual_orientation",
        "health",
    }


def test_redcars_wider_service_asks_the_person_first_and_others_only_where_the_person_cannot_say():
    first = {informant.code for informant in RCC.informants_at("service") if not informant.only_if_person_cannot}

    assert first == {"person", "processor"}
    assert "public" in {informant.code for informant in RCC.informants_at("front_door")}
    assert "court" not in {informant.code for informant in RCC.informants_at("front_door")}


def test_redcars_one_front_door_is_open_to_professionals_and_the_public():
    assert (RCC.intake.single_point, RCC.intake.open_to) == (True, ("professional", "public"))


def test_redcars_processor_assesses_carers():
    assert [(one.name, one.handles) for one in RCC.controllers if one.role == "processor"] == [
        ("Carers Together", "Assessments of carers")
    ]


def test_redcars_programme_tells_each_person_first_and_its_studies_name_who_they_are_for():
    (national,) = RCE.research
    linking, insights = RCC.research

    assert [(told.code, told.each_person) for told in RCE.tellings] == [("joining_programme", True), ("mistake", False)]
    assert national.told_first
    assert national.commissioners == ("Ministry of Housing, Communities and Local Government",)
    assert len(national.linked_with) == 4 and len(linking.linked_with) == 5
    assert (linking.cohort, insights.cohort) == ("programme_families", "all_early_help_families")
    assert {study.recipient for study in RCC.research} == {"IFF Research"}
    assert len(insights.commissioners) == 2
    assert "data_anonymised" in insights.conditions and "linked_data_anonymised" in linking.conditions
    assert all(study.readings and not study.columns for study in (national, linking, insights))
