"""The questions of looking at a flag, of answering one, and of switching a rule off."""

from typing import Any

from django import forms

from access.forms.words import in_words
from cases.models.flags import FlagState

OUTCOMES = (
    (FlagState.FINE, "It is fine"),
    (FlagState.ASKED, "Ask the person"),
    (FlagState.INCIDENT, "It is an incident"),
)


class ReviewFlagForm(forms.Form):
    """What the officer makes of it."""

    outcome = forms.ChoiceField(
        label="What do you make of it?",
        choices=OUTCOMES,
        widget=forms.RadioSelect,
        error_messages={"required": "Say what you make of it"},
    )
    because = in_words(
        "Why? Or what do you want to ask?",
        "Write why, or what you want to ask",
        hint="A question is read by the person. Name no family in it: they may not know of it any more.",
    )

    def __init__(self, *args: Any, asked: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if asked:
            field = self.fields["outcome"]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [one for one in OUTCOMES if one[0] != FlagState.ASKED]
            self.fields["because"].label, self.fields["because"].help_text = "Why?", ""


class AnswerFlagForm(forms.Form):
    """What the person says."""

    flag = forms.UUIDField(widget=forms.HiddenInput)
    text = in_words("Your answer", "Write your answer", longest=1_000, rows=4)


class SwitchRuleForm(forms.Form):
    """Why a rule is switched."""

    because = in_words("Why?", "Write why")
