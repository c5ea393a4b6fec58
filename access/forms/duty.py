"""The question of the duty of staff."""

from django import forms


class DutyForm(forms.Form):
    """Whether somebody accepts the texts that the page shows; which these were goes with it."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    accepts = forms.BooleanField(
        label="I have read this, and I accept it",
        error_messages={"required": "Tick the box if you accept it. Nothing opens before you do."},
    )
