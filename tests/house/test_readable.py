"""A reason that nobody can see is none, and no text shows as something else than it is."""

import pytest
from django import forms

from access.errors import Refused, need_reason


class Asked(forms.Form):
    words = forms.CharField()


@pytest.mark.parametrize("text", ["\u200b", "\u200b \u2060", "\ufeff", "\u200d\u200c", "\u00ad"])
def test_what_nobody_sees_is_no_answer_and_no_reason(text):
    # seen to fail with str.strip() alone, which leaves these signs
    assert not Asked({"words": text}).is_valid()
    with pytest.raises(Refused):
        need_reason(text)


@pytest.mark.parametrize("text", ["ż", "七", "7", "👩‍👧", "می‌خواهم", "O’Neil-d’Ávila", "?"])
def test_whatever_can_be_seen_is_taken_as_it_is(text):
    form = Asked({"words": text})
    assert form.is_valid() and form.cleaned_data["words"] == text
    need_reason(text)


def test_text_that_turns_around_is_refused():
    form = Asked({"words": "Ann\u202eeiram"})
    assert not form.is_valid() and "turns text around" in str(form.errors)
