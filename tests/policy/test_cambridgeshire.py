"""What Cambridgeshire’s file says, and nobody else’s."""

import pytest

from tests.policy.five import CAM


def test_cambridgeshire_asks_nobody_to_consent_and_its_form_says_why():
    assert (CAM.intake.consent, CAM.intake.ask_consent_before) == ("never_asked", ())
    assert "consent" in CAM.intake.explanation
    assert [(basis.article_6, basis.article_9) for basis in CAM.bases] == [("6(1)(e)", "9(2)(h)")]


@pytest.mark.promise("CAM-19")
def test_cambridgeshire_has_two_controllers_of_which_the_council_has_to_name_the_second():
    """Seen to fail with the topic stated and the second controller named."""
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
