"""The questions of the two decisions on a list, and of a list that would be unusually large."""

from django import forms


class ApproveForm(forms.Form):
    """The list's reference, typed by hand, and why. Which list was shown travels along, unseen."""

    seen = forms.CharField(widget=forms.HiddenInput)
    typed = forms.CharField(
        label="Type the reference of this list to confirm",
        max_length=12,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": "Type the reference of this list"},
    )
    because = forms.CharField(
        label="What did you check?",
        help_text="Do not name anybody of a family: this is kept for good.",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1_000,
        error_messages={"required": "Write what you checked"},
    )


class AbortForm(forms.Form):
    """Why the list must not be destroyed."""

    because = forms.CharField(
        label="Why must it not be destroyed?",
        help_text="Do not name anybody of a family: this is kept for good.",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1_000,
        error_messages={"required": "Write why it must not be destroyed"},
    )


class AllowForm(forms.Form):
    """Why so many are due at once."""

    because = forms.CharField(
        label="Why are so many due at once?",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1_000,
        error_messages={"required": "Write why so many are due at once"},
    )
