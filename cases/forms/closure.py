"""The questions of closing."""

from django import forms

from cases.models.case import Outcome
from earlyhelp.govuk import DateField


class CloseForm(forms.Form):
    """When the work ended, how, and why."""

    on = DateField(label="When did the work end?", hint="For example, 27 3 2026")
    outcome = forms.ChoiceField(
        label="How did it end?",
        choices=Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how it ended"},
    )
    because = forms.CharField(
        label="Why is the case closing?",
        widget=forms.Textarea,
        max_length=2_000,
        error_messages={"required": "Write why the case is closing"},
    )
