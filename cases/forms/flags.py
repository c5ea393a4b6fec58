"""The questions of looking at a flag, of answering one, and of switching a rule off."""

from typing import Any

from django import forms

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
    because = forms.CharField(
        label="Why? Or what do you want to ask?",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
        help_text="A question is read by the person. Name no family in it: they may not know of it any more.",
        error_messages={"required": "Write why, or what you want to ask"},
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
    text = forms.CharField(
        label="Your answer",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=1_000,
        error_messages={"required": "Write your answer"},
    )


class SwitchRuleForm(forms.Form):
    """Why a rule is switched."""

    because = forms.CharField(
        label="Why?",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
        error_messages={"required": "Write why"},
    )
