"""The questions about what may leave for a study: its terms as the notice has them, and what may be chosen within them."""

from typing import Any

from django import forms

from access.forms.once import OnceForm
from earlyhelp.govuk import DateField
from earlyhelp.policy.sharing import Research
from sharing.models.extracts import Travel
from sharing.operations import studies

REASON: dict[str, Any] = {"widget": forms.Textarea(attrs={"rows": 4}), "max_length": 2_000}


class ExtractForm(OnceForm):
    """The columns, how it travels, its days, and why. The notice's own terms go along hidden: what was shown is what is stored."""

    recipient = forms.ChoiceField(widget=forms.HiddenInput)
    purpose = forms.ChoiceField(widget=forms.HiddenInput)
    cohort = forms.ChoiceField(widget=forms.HiddenInput)
    columns = forms.MultipleChoiceField(
        label="Which columns does the study need?",
        help_text="The notice lists these and no others. Leave out what the study can do without.",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one column"},
    )
    travels = forms.ChoiceField(
        label="How does it travel?",
        choices=Travel.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how it travels"},
    )
    leaves_on = DateField(
        label="On which day does it leave?",
        hint="For example, 27 3 2027",
        error_messages={"required": "Enter the day on which it leaves"},
    )
    destroy_by = DateField(label="By which day must it be destroyed?", required=False)
    because = forms.CharField(
        label="Why does the study need these columns?", error_messages={"required": "Write why"}, **REASON
    )

    def __init__(self, *args: Any, study: Research, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._only("recipient", "recipient", {study.recipient: study.recipient})
        self._only("purpose", "purpose", {study.purpose: studies.purpose(study.purpose)})
        self._only("cohort", "families", {study.cohort: studies.cohort(study.cohort)})
        listed = {code: studies.column(code) for code in study.columns}
        self._offer("columns", "column", {code: word[:1].upper() + word[1:] for code, word in listed.items()}, listed)
        years = study.destroy_after_years
        if study.destroy_from == "receipt":
            self.fields[
                "destroy_by"
            ].help_text = f"The notice allows {years} years after it is received. Leave it empty for {years} years after it leaves."
        else:
            self.fields["destroy_by"].required = True
            self.fields["destroy_by"].error_messages["required"] = "Enter the day by which it must be destroyed"
            self.fields["destroy_by"].help_text = (
                f"The notice allows {years} years after the end of the study." if years else "The notice does not say."
            )

    def _only(self, name: str, what: str, choices: dict[str, str]) -> None:
        """A term that the notice has settled."""
        self._offer(name, what, choices, choices)
        self.fields[name].initial = next(iter(choices))
        self.fields[name].error_messages["required"] = studies.not_named(what, "", choices.values())

    def _offer(self, name: str, what: str, choices: dict[str, str], words: dict[str, str]) -> None:
        """What the notice names for a field, and the sentence for whatever it does not name."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(choices.items())
        named = [word.replace("%", "%%") for word in words.values()]
        field.error_messages["invalid_choice"] = studies.not_named(what, "%(value)s", named)


class ApproveForm(forms.Form):
    """What was looked at before saying yes."""

    because = forms.CharField(
        label="What did you check?", error_messages={"required": "Write what you checked"}, **REASON
    )


class EndForm(forms.Form):
    """Why it is over."""

    because = forms.CharField(label="Why does it end?", error_messages={"required": "Write why it ends"}, **REASON)
