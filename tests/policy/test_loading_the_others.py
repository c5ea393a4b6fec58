"""What the other notices say beside Durham's is checked as well when it is loaded."""

import re

import pytest

from tests.policy.broken import AFC, CAM, DURHAM, RCC, RCE, refusal

# What to replace in another council's file, with what, and what the refusal has to say.
BROKEN_ELSEWHERE = {
    "a controller with a name and a question": (
        CAM,
        'reading = "second_controller"\nrole',
        'name = "Somewhere"\nreading = "second_controller"\nrole',
        "controller “second_council”: has either a name, or a reading",
    ),
    "a controller with neither": (
        CAM,
        'reading = "second_controller"\nrole',
        "role",
        "controller “second_council”: has either a name, or a reading",
    ),
    "a second controller that is stated and not named": (
        CAM,
        'state = "reading"\nreading = "second_controller"',
        'state = "stated"',
        "topic “controller”: its state is “stated”, but the file says nothing about it",
    ),
    "a contact with neither a way nor a question": (
        CAM,
        'reading = "dpo_contact"\n',
        "",
        "contact “dpo”: gives no way to get in touch",
    ),
    "a contact that is given and asked for": (
        CAM,
        'reading = "dpo_contact"\n',
        'reading = "dpo_contact"\nemail = "dpo@example.org"\n',
        "contact “dpo”: gives a way to get in touch, so there is nothing to ask",
    ),
    "nobody is asked, and consent is a basis": (
        CAM,
        'article_6 = "6(1)(e)"\narticle_9 = "9(2)(h)"',
        'article_6 = "6(1)(a)"\narticle_9 = "9(2)(h)"',
        "intake: consent “never_asked” does not agree with the stages or the legal bases",
    ),
    "consent as one of the bases that is none": (
        CAM,
        'consent = "never_asked"',
        'consent = "one_of_the_bases"',
        "intake: consent “one_of_the_bases” does not agree with the stages or the legal bases",
    ),
    "consent that is stated and not mentioned": (
        CAM,
        'consent = "never_asked"',
        'consent = "not_mentioned"',
        "intake: consent is “not_mentioned”, but the topic’s state is “stated”",
    ),
    "consent before no stage": (
        RCC,
        'consent = "one_of_the_bases"',
        'consent = "before_stages"',
        "intake: consent “before_stages” does not agree",
    ),
    "a special kind that serves nothing": (
        CAM,
        'serves = ["cooperation"]\n',
        "",
        "category “ethnicity”: names no duty or service that it serves",
    ),
    "a special kind that serves what is not there": (
        CAM,
        'serves = ["cooperation"]',
        'serves = ["curiosity"]',
        "category “ethnicity”: serves names “curiosity”, which the file does not have",
    ),
    "a special kind that is asked for no reason": (
        CAM,
        'asked_because = "Help is planned with partners so that it fits the family and leaves nobody out."\n',
        "",
        "category “ethnicity”: names no duty or service that it serves, or says not why",
    ),
    "a kind that needs a reason and is proposed": (
        CAM,
        'categories = ["identity", "attendance"]',
        'categories = ["identity", "further"]',
        "minimum “support_in_school”: “further” is never proposed",
    ),
    "a condition of a purpose that the recipient has not": (
        RCC,
        'purpose = "fire_safety", text',
        'purpose = "housing_needs", text',
        "recipient “fire_service”: only_if names “housing_needs”, which is none of its purposes",
    ),
    "an unknown kind of condition": (
        RCC,
        'kind = "social_care_case"',
        'kind = "a_hunch"',
        "only_if.kind “a_hunch” is unknown. It can be: confirmed, social_care_case",
    ),
    "a study that says neither its columns nor who is asked": (
        CAM,
        'readings = ["research_columns"]\n',
        "",
        "research “programme_evaluation”: the notice says no columns, so readings names the question",
    ),
    "a study without names of which nobody says when they went": (
        CAM,
        'anonymised = "before_it_returns"\nopt_out = "not_said"\ncomes_back = "anonymised_results"\nreadings = ["research_columns"]',
        'columns = ["name"]\nanonymised = "not_said"\nopt_out = "not_said"\ncomes_back = "anonymised_results"',
        "research “programme_evaluation”: the notice says no anonymised",
    ),
    "years until destruction that count from nothing": (
        DURHAM,
        'destroy_from = "receipt"\n',
        "",
        "research “programme_evaluation”: destroy_after_years and destroy_from stand together",
    ),
    "destruction after no years": (
        DURHAM,
        "destroy_after_years = 5",
        "destroy_after_years = 0",
        "destroy_after_years 0 is not between 1 and 150",
    ),
    "a number of years of no record": (
        CAM,
        'record = "case"\nstarts = "case_closed"\nbecause',
        'starts = "case_closed"\nbecause',
        "reading “period_case”: a number of years says its record",
    ),
    "a number of years from no day": (
        CAM,
        'record = "case"\nstarts = "case_closed"\nbecause',
        'record = "case"\nbecause',
        "reading “period_case”: a number of years says its starts",
    ),
    "words with a record": (
        CAM,
        'kind = "text"\nbecause = "The notice names none',
        'kind = "text"\nrecord = "case"\nbecause = "The notice names none',
        "reading “dpo_contact”: a number of years says its record, and nothing else does",
    ),
    "laws in a list of which nobody says whether it is closed": (
        RCC,
        'code = "powers"\nstate = "stated"\nlisting = "open"',
        'code = "powers"\nstate = "stated"',
        "topic “powers”: says not whether the list is open or closed",
    ),
    "an unknown law": (RCC, 'law = "working_together_2018"', 'law = "magna_carta"', "law “magna_carta” is unknown"),
    "a text without a day": (RCE, "dated = 2026-01-01\n", "", "wording “staff_duty”: says no dated"),
    "rights that are elsewhere and here": (
        CAM,
        'code = "concern"',
        'code = "access"',
        "topic “rights”: its state is “elsewhere”, but the file says something about it",
    ),
    "a start of sharing that is silent and said": (
        RCC,
        "[sharing]\n",
        '[sharing]\nstarts = "at_referral"\n',
        "topic “sharing_starts”: its state is “silent”, but the file says something about it",
    ),
    "a pathway to somebody unknown": (
        CAM,
        'recipients = ["health"]',
        'recipients = ["passers_by"]',
        "pathway “early_support”: recipients names “passers_by”",
    ),
    "a period that Redcar's notice does not state": (
        RCE,
        '[[reading]]\ncode = "period_case"',
        '[[retention]]\nrecord = "case"\nstarts = "case_closed"\nkeep = { years = 6 }\nat_end = "dispose"\nsource = "?"\n\n[[reading]]\ncode = "period_case"',
        "topic “retention”: its state is “reading”, but the file says something about it",
    ),
}


@pytest.mark.parametrize("fault", BROKEN_ELSEWHERE)
def test_what_the_other_notices_say_is_checked_as_well(tmp_path, fault):
    text, old, new, said = BROKEN_ELSEWHERE[fault]
    assert old in text

    found = refusal(tmp_path, text.replace(old, new, 1))

    assert re.match(r"broken\.toml, line [1-9]", found)
    assert said in found


@pytest.mark.promise("RCC-13")
@pytest.mark.parametrize("text", [AFC, RCC], ids=["achieving for children", "redcar"])
def test_consent_with_the_safeguarding_condition_is_no_pair(tmp_path, text):
    """Seen to fail with 9(2)(g) among the conditions that the vocabulary lets stand beside consent."""
    pair = (
        '[[lawful_basis]]\ncode = "both"\nlabel = "Both"\narticle_6 = "6(1)(a)"\narticle_9 = "9(2)(g)"\n'
        'schedule_1 = "Part 2, paragraph 18"\nsource = "?"\n\n'
    )

    found = refusal(tmp_path, text.replace("[[lawful_basis]]", pair + "[[lawful_basis]]", 1))

    assert "lawful_basis “both”: 9(2)(g) cannot stand beside 6(1)(a)" in found


# --- versions of one notice ---------------------------------------------------------------------------------------------
