"""The question that a reading answers."""

from datetime import date
from typing import Any

from django import forms

from earlyhelp.govuk import DateField
from earlyhelp.policy.notice import Reading
from earlyhelp.policy.vocabulary import YEARS


class ReadingForm(forms.Form):
    """The answer by its kind, which one it is about where there may be several, and why."""

    def __init__(self, *args: Any, asked: Reading, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if asked.for_each:
            self.fields["subject"] = forms.CharField(
                label=f"Which {asked.for_each}?",
                max_length=80,
                error_messages={"required": f"Name the {asked.for_each}"},
            )
        self.fields["value"] = self._answer(asked)
        self.fields["because"] = forms.CharField(
            label="Why does the council read it so?",
            widget=forms.Textarea,
            max_length=4_000,
            error_messages={"required": "Write why"},
        )

    def _answer(self, asked: Reading) -> forms.Field:
        if asked.kind == "date":
            return DateField(label=asked.question, hint="For example, 27 3 2026")
        if asked.kind == "years":
            return forms.IntegerField(
                label=asked.question,
                min_value=YEARS.start,
                max_value=YEARS.stop - 1,
                widget=forms.TextInput(attrs={"inputmode": "numeric"}),
                error_messages={"required": "Enter a number of years", "invalid": "Enter a whole number of years"},
            )
        if asked.kind == "text":
            return forms.CharField(
                label=asked.question, max_length=60, error_messages={"required": "Enter the council’s answer"}
            )
        choices = [(choice.code, choice.label) for choice in asked.choices]
        return forms.ChoiceField(
            label=asked.question,
            choices=choices,
            widget=forms.RadioSelect,
            error_messages={"required": "Choose an answer"},
        )

    def clean_value(self) -> str:
        value = self.cleaned_data["value"]
        return value.isoformat() if isinstance(value, date) else str(value)


class BecauseForm(forms.Form):
    """Why."""

    because = forms.CharField(
        label="Why?", widget=forms.Textarea, max_length=4_000, error_messages={"required": "Write why"}
    )
