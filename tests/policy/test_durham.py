"""What Durham’s file says, and nobody else’s."""

import pytest

from earlyhelp.policy import vocabulary as words
from tests.policy.five import AFC, DURHAM


@pytest.mark.promise("DUR-04")
def test_durham_offers_exactly_its_public_task_with_health_or_social_care():
    assert [(basis.article_6, basis.article_9) for basis in DURHAM.bases] == [("6(1)(e)", "9(2)(h)")]
    assert DURHAM.intake.ask_consent_before == ()


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
    assert set(study.conditions) == words.RESEARCH_CONDITIONS - {"data_anonymised"}  # that is of Redcar
    assert study.destroy_after_years == 5
    assert AFC.research == ()


@pytest.mark.promise("DUR-16")
def test_durhams_places_name_the_united_kingdom():
    assert DURHAM.places[0].within == ("UK", "EU")


def test_durhams_ages_run_from_pregnancy_to_19_or_25():
    assert [(age.unborn, age.until_birthday, age.condition) for age in DURHAM.ages] == [
        (True, 19, ""),
        (True, 25, "disability"),
    ]


def test_durhams_online_form_is_for_professionals():
    assert {channel.code: channel.open_to for channel in DURHAM.channels}["online_form"] == ("professional",)
    assert len(DURHAM.channel_choices()) == 5
