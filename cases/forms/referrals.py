"""The referral's two pages of questions."""

from datetime import date
from typing import Any

from django import forms

from access import clock, slots
from access.errors import Refused
from cases.models.families import Part
from cases.operations.referrals import SomeoneNamed
from earlyhelp.govuk import DateField


class PeopleForm(forms.Form):
    """Who the referral is about, where they live, and what other floors ask (what the family was told)."""

    child_name = forms.CharField(
        label="Child’s full name",
        max_length=160,
        help_text="One name is enough if that is all you know.",
        error_messages={"required": "Enter the child’s name"},
    )
    child_born = DateField(label="Child’s date of birth", hint="For example, 27 3 2019", required=False)
    child_expected = DateField(
        label="Expected date of delivery, for an unborn child",
        hint="Leave empty for a child who is born",
        required=False,
    )
    carer_name = forms.CharField(
        label="Parent or carer’s full name",
        max_length=160,
        error_messages={"required": "Enter the parent or carer’s name"},
    )
    address = forms.CharField(
        label="Address",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Enter the address, or write “no fixed abode”"},
    )
    postcode = forms.CharField(label="Postcode", max_length=10, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for questions in slots.referral_questions.fillings:
            self.fields.update(questions.fields())
        for field in self.fields.values():
            field.widget.attrs.setdefault("autocomplete", "off")  # somebody else's data, never the browser's to offer

    def clean_child_born(self) -> date | None:
        born = self.cleaned_data["child_born"]
        if born and born > clock.today():
            raise forms.ValidationError(
                "The date of birth must not be in the future: use the expected date of delivery."
            )
        return born

    def clean_postcode(self) -> str:
        return " ".join(self.cleaned_data["postcode"].upper().split())

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if not any(name in self.errors for name in self.fields if name.startswith("told_")):
            self._ask_the_slots(answers)
        if answers.get("child_born") and answers.get("child_expected"):
            self.add_error("child_expected", "Enter a date of birth or an expected date of delivery, not both")
        return answers

    def _ask_the_slots(self, answers: dict[str, Any]) -> None:
        for questions in slots.referral_questions.fillings:
            try:
                questions.clean(answers)
            except Refused as refusal:
                self.add_error(refusal.field, refusal.sentence)

    def people(self) -> tuple[SomeoneNamed, ...]:
        """The people named, the child first."""
        answers = self.cleaned_data
        part = Part.UNBORN if answers["child_expected"] else Part.CHILD
        return (
            SomeoneNamed(answers["child_name"], part, answers["child_born"], answers["child_expected"]),
            SomeoneNamed(answers["carer_name"], Part.CARER),
        )


class StoryForm(forms.Form):
    """What is happening and what would help."""

    happening = forms.CharField(
        label="What is happening?",
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=20_000,
        help_text="What worries you, and what the child says about it.",
        error_messages={"required": "Write what is happening"},
    )
    going_well = forms.CharField(label="What is going well?", widget=forms.Textarea, max_length=20_000, required=False)
    help_wanted = forms.CharField(
        label="What would help?",
        widget=forms.Textarea,
        max_length=20_000,
        error_messages={"required": "Write what would help"},
    )
