"""Two versions of one notice: the second begins when the first has ended."""

import re
from datetime import date

import pytest

from earlyhelp.policy import PolicyError, load_file
from tests.policy.broken import AFC, DURHAM


def version(tmp_path, name, number, begins, ends=""):
    until = f"\neffective_until = {ends}" if ends else ""
    text = DURHAM.replace('version = "1"', f'version = "{number}"')
    (tmp_path / f"{name}.toml").write_text(
        text.replace("effective_from = 2026-01-01", f"effective_from = {begins}{until}")
    )
    return tmp_path / f"{name}.toml"


def test_a_second_version_begins_on_the_day_after_the_first_has_ended(tmp_path):
    first = version(tmp_path, "first", 1, "2026-01-01", "2026-06-30")
    second = version(tmp_path, "second", 2, "2026-07-01")

    assert load_file(first).version == "1"
    assert load_file(second).effective_from == date(2026, 7, 1)


# Seen to fail with load_file leaving the policy as its file has it.
def test_a_version_ends_the_day_before_the_next_begins_without_a_change_of_its_file(tmp_path):
    first = version(tmp_path, "first", 1, "2026-01-01")
    alone = load_file(first)
    version(tmp_path, "second", 2, "2026-07-01")
    third = load_file(version(tmp_path, "third", 3, "2027-01-01"))
    ended = load_file(first)

    assert (alone.council.effective_until, ended.council.effective_until) == (None, date(2026, 6, 30))
    assert alone.fingerprint == ended.fingerprint
    assert ended.why_not_in_force(date(2026, 6, 30)) == "" and third.why_not_in_force(date(2027, 1, 1)) == ""
    assert "version 1, was in force until 30 June 2026, and no more on 1 July 2026" in ended.why_not_in_force(
        date(2026, 7, 1)
    )
    assert "is in force from 1 January 2027 on, and not yet" in third.why_not_in_force(date(2026, 12, 31))


@pytest.mark.parametrize(
    ("ends", "begins", "number", "fault"),
    [
        ("", "2026-01-01", 2, "the days on which it is in force overlap with that of second.toml"),
        ("2026-07-01", "2026-07-01", 2, "overlap with that of second.toml: each begins on a day of its own"),
        ("2026-06-30", "2026-07-01", 1, "version “1” is also that of second.toml"),
        ("2025-12-31", "2026-07-01", 2, "effective_until comes before effective_from"),
    ],
)
def test_versions_that_overlap_are_refused_with_both_named(tmp_path, ends, begins, number, fault):
    first = version(tmp_path, "first", 1, "2026-01-01", ends)
    version(tmp_path, "second", number, begins)

    with pytest.raises(PolicyError, match=re.escape(fault)) as caught:
        load_file(first)

    assert re.match(r"first\.toml, line [1-9][0-9]*, council: ", str(caught.value))


def test_another_councils_file_in_the_folder_is_no_version_whatever_is_wrong_with_it(tmp_path):
    first = version(tmp_path, "first", 1, "2026-01-01")
    (tmp_path / "other.toml").write_text("[council")
    (tmp_path / "third.toml").write_text(AFC.replace('kind = "choice"', 'kind = "nothing"'))

    assert load_file(first).version == "1"
