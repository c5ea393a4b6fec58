"""docs/council-profile.md: every key is on the page as the schema has it, and a file written from the page alone loads."""

from dataclasses import fields
from datetime import date
from pathlib import Path

import pytest

from earlyhelp.policy import load_file
from earlyhelp.policy import vocabulary as words
from earlyhelp.policy.dates import Inquiry, retention_when
from earlyhelp.policy.doubts import doubts
from earlyhelp.policy.law import CATEGORIES
from tests.policy.profile_page import PAGE, needed, sections, tables, values

TEXT = PAGE.read_text()
ON_THE_PAGE = tables(TEXT)
SECTIONS = sections()
SIXTH = Path(__file__).with_name("a-sixth-council.toml")


@pytest.mark.parametrize("section", SECTIONS)
def test_the_page_has_every_key_of_a_section_and_no_other(section):
    here = f"docs/council-profile.md, under “{section}”"
    wanted = [key.name for key in fields(SECTIONS[section])]
    there = list(ON_THE_PAGE.get(section, {}))

    assert set(wanted) <= set(there), f"say what {sorted(set(wanted) - set(there))} mean: {here}"
    assert set(there) <= set(wanted), f"take {sorted(set(there) - set(wanted))} out, the schema has none: {here}"
    assert there == wanted, f"put the keys into the order of the schema: {here}"


@pytest.mark.parametrize("section", SECTIONS)
def test_the_page_says_of_each_key_whether_it_is_needed_and_what_may_stand_in_it(section):
    entry = SECTIONS[section]

    for key in fields(entry):
        is_needed, meaning, allowed = ON_THE_PAGE[section][key.name]
        where = f"docs/council-profile.md, “{section}”, {key.name}"
        assert is_needed == needed(key), f"write {needed(key)} into the second column: {where}"
        assert allowed == values(entry, key), f"write “{values(entry, key)}” into the last column: {where}"
        assert len(meaning) > 3, f"say what it means: {where}"


def test_the_page_has_no_section_that_the_schema_has_not():
    assert set(ON_THE_PAGE) == set(SECTIONS)


def test_the_page_says_what_each_topic_is_about_and_what_the_law_calls_each_kind():
    for code, label in words.TOPICS.items():
        assert f"| `{code}` | {label} |" in TEXT
    for mark in ("ordinary", "special", "criminal"):
        codes = ", ".join(f"`{code}`" for code, law in CATEGORIES.items() if law == mark)
        assert f"| {mark} | {codes} |" in TEXT


def test_a_file_written_from_the_page_alone_is_loaded_and_works():
    sixth = load_file(SIXTH)

    assert sixth.council.name == "Westmarch Council"
    assert sixth.allowed_pairs() == (("school", "help"),)
    assert [one.text for one in sixth.recipient("school").conditions("help")] == ["The child goes to school there"]
    assert [informant.code for informant in sixth.informants_at("front_door")] == ["family"]
    assert sixth.hub.days_between == 14
    assert sixth.unset_topics() == (sixth.topic("criminal_offence_condition"),)
    ended = [Inquiry("one", date(2021, 5, 1))]
    assert retention_when(sixth, "case", {"closed": date(2020, 6, 15)}, inquiries=ended).keep_until == date(
        2025, 12, 31
    )
    assert retention_when(sixth, "contact", {"closed": date(2020, 6, 15)}, inquiries=ended).state == "needs_person"


def test_the_sixth_councils_file_uses_every_section_and_leaves_no_doubt():
    sixth = load_file(SIXTH)

    for item in fields(sixth):
        if section := item.metadata.get("section"):
            assert getattr(sixth, item.name), f"give {SIXTH.name} a table of {section}"
    assert doubts(sixth) == []
