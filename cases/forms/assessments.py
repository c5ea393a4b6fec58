"""The questions of an assessment's section, and of handing in, returning, signing and giving it up."""

from typing import Any

from django import forms

from access.records import uuid7
from earlyhelp.govuk import not_optional


class SectionForm(forms.Form):
    """The words of one section, and why they matter where the notice asks. `seen` says which words the page showed.

    `window` tells one open page from another and `turn` one of its sendings, `opened` says when it last showed what was set aside.
    """

    seen = forms.DateTimeField(widget=forms.HiddenInput, required=False)
    window = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid7)
    turn = forms.IntegerField(widget=forms.HiddenInput, required=False, initial=0)
    opened = forms.DateTimeField(widget=forms.HiddenInput, required=False)
    text = forms.CharField(
        label="", widget=forms.Textarea(attrs={"rows": 12}), max_length=20_000, required=False, strip=False
    )
    because = forms.CharField(
        label="Why does this matter to the help?",
        max_length=300,
        required=False,
        help_text="Needed as soon as you write something: health is kept only where it matters.",
    )
    complete = forms.BooleanField(label="This section is complete", required=False)

    def __init__(self, *args: Any, heading: str = "", reasoned: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = heading
        not_optional(self.fields["text"])  # saved without: handing in asks for it
        if not reasoned:
            del self.fields["because"]


class HandInForm(forms.Form):
    """Anything that the manager should know."""

    words = forms.CharField(
        label="Anything your manager should know", widget=forms.Textarea, max_length=2_000, required=False
    )


class ReturnForm(forms.Form):
    """What has to change."""

    words = forms.CharField(
        label="What has to change?",
        widget=forms.Textarea,
        max_length=5_000,
        error_messages={"required": "Write what has to change"},
    )


class GiveUpForm(forms.Form):
    """Why nobody goes on with it."""

    because = forms.CharField(
        label="Why is it given up?",
        widget=forms.Textarea,
        max_length=2_000,
        error_messages={"required": "Write why it is given up"},
    )


class SignForm(forms.Form):
    """What the manager wants to say about it."""

    words = forms.CharField(label="Comment for the record", widget=forms.Textarea, max_length=5_000, required=False)
