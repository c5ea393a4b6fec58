"""The five councils' files: each complete, each entry with the paragraph that it keeps."""

import re
from pathlib import Path

import pytest

from earlyhelp.policy import available, load
from earlyhelp.policy import vocabulary as words
from tests.policy.five import AFC, DURHAM, entries

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", available())
def test_every_entry_names_the_part_of_the_notice_that_it_keeps(name):
    assert all(entry.source.strip() for entry in entries(load(name)))


@pytest.mark.parametrize("name", available())
def test_a_source_fits_where_a_decision_stores_it_with_a_reading_behind_it(name):
    longest = max((entry.source for entry in entries(load(name))), key=len)

    assert len(longest) <= 140, f"shorten “{longest}” in {name}.toml"


def test_no_line_of_the_program_knows_a_council():
    """What differs is a value of a file. The demo's usual council is the one name that two lines may say."""
    known = set(available()) | {load(name).council.name for name in available()}
    may = {"earlyhelp/settings.py", "earlyhelp/embedded/request.py"}
    rooms = ("access", "cases", "consent", "sharing", "retention", "earlyhelp", "templates")

    for path in (path for room in rooms for path in (ROOT / room).rglob("*.*") if path.suffix in (".py", ".html")):
        text = path.read_text().lower()
        found = {name for name in known if name.lower() in text or name.lower().replace(" ", "_") in text}
        assert not found or str(path.relative_to(ROOT)) in may, f"{path} names {found}: make it a value of the file"


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


@pytest.mark.parametrize("name", available())
def test_agreement_to_take_part_is_asked_everywhere_and_is_no_lawful_basis(name):
    policy = load(name)

    assert policy.agreement_to_take_part.ask_before == "allocation"
    assert "agreement" not in " ".join(basis.code for basis in policy.bases)


@pytest.mark.promise("DUR-27")
def test_no_policy_has_a_commercial_purpose():
    codes = {purpose.code for name in available() for purpose in load(name).purposes}

    assert not any(re.search("market|sale|commerc", code) for code in codes)
    assert DURHAM.marketing.rule == "express_consent"


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
