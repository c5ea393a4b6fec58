"""Goal H4: no file that is kept holds a secret. Every version that there ever was: `python -m tests.house.secrets`."""

import secrets

import pytest

from tests.house.secrets import KNOWN, PATTERNS, found_in, in_tree

pytestmark = pytest.mark.goal("H4")


@pytest.mark.parametrize("what", PATTERNS)
def test_each_pattern_finds_what_it_is_there_for(what):
    assert what in found_in(f"x = {PATTERNS[what][1]}")


def test_keys_made_by_chance_are_found_and_words_are_not():
    assert all("a long text by chance" in found_in(f"key = '{secrets.token_urlsafe(32)}'") for _ in range(50))
    assert not list(found_in("a-name-of-something-that-is-written-with-many-words-and-strokes = 1"))
    assert not list(found_in("postgres://earlyhelp_web:{password}@/earlyhelp"))


@pytest.mark.slow
def test_no_file_holds_a_secret():
    found = list(in_tree())
    wrong = [f"{name}:{number} {what}" for name, number, what in found if name not in KNOWN]
    assert not wrong, f"{wrong}: take it out of the history too, and use it no more; or say in KNOWN why it is none"
    assert not set(KNOWN) - {name for name, *_ in found}, "no longer needed in KNOWN"
