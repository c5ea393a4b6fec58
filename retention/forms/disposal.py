"""The questions of the two decisions on a list, and of a list that would be unusually large."""

from django import forms

from access.forms.words import in_words


class ApproveForm(forms.Form):
    """The list's reference, typed by hand, and why. Which list was shown travels along, unseen."""

    seen = forms.CharField(widget=forms.HiddenInput)
    typed = forms.CharField(
        label="Type the reference of this list to confirm",
        max_length=12,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": "Type the reference of this list"},
    )
    because = in_words(
        "What did you check?",
        "Write what you checked",
        longest=1_000,
        hint="Do not name anybody of a family: this is kept for good.",
    )


class AbortForm(forms.Form):
    """Why the list must not be destroyed."""

    because = in_words(
        "Why must it not be destroyed?",
        "Write why it must not be destroyed",
        longest=1_000,
        hint="Do not name anybody of a family: this is kept for good.",
    )


class AllowForm(forms.Form):
    """Why so many are due at once."""

    because = in_words("Why are so many due at once?", "Write why so many are due at once", longest=1_000)
