"""The questions of the plan and its reviews."""

from typing import Any

from django import forms

from access.forms.once import OnceForm
from access.forms.words import in_words
from access.models import Staff
from cases.models import Case, PlanOutcome
from cases.models.plans import ReviewOutcome
from cases.operations.colleagues import who_work_on
from earlyhelp.govuk import DateField

LONG = 5_000


class OutcomeForm(OnceForm):
    """A need, and what will be different."""

    need = in_words("What is the need?", "Write what the need is", longest=LONG)
    hoped_for = in_words(
        "What will be different?",
        "Write what will be different",
        longest=LONG,
        hint="In the family’s words where you can: something that they would notice.",
    )
    target_on = DateField(label="By when?", hint="For example, 27 3 2027", required=False)


class ActionForm(OnceForm):
    """Who does what by when."""

    what = forms.CharField(
        label="What will be done?", max_length=500, error_messages={"required": "Write what will be done"}
    )
    outcome = forms.ChoiceField(label="For which outcome?", required=False)
    owner = forms.ChoiceField(label="Who will do it?", required=False)
    owner_words = forms.CharField(
        label="Or somebody else", max_length=120, required=False, help_text="Such as Mum, Dad or the school."
    )
    due_on = DateField(label="By when?", hint="For example, 27 3 2027")

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.outcomes = {str(row.pk): row for row in case.plan_outcomes.filter(ended_on=None).order_by("made_at")}
        self.owners = {str(row.pk): row for row in who_work_on(case)}
        _choose(
            self.fields["outcome"],
            "None in particular",
            {key: row.hoped_for[:80] for key, row in self.outcomes.items()},
        )
        _choose(
            self.fields["owner"], "Somebody else, named below", {key: row.user.name for key, row in self.owners.items()}
        )

    def clean_outcome(self) -> PlanOutcome | None:
        return self.outcomes.get(self.cleaned_data["outcome"])

    def clean_owner(self) -> Staff | None:
        return self.owners.get(self.cleaned_data["owner"])


class EndActionForm(forms.Form):
    """Done, or dropped with a reason."""

    done = forms.TypedChoiceField(
        label="What became of it?",
        choices=[("yes", "It is done"), ("no", "It is dropped")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what became of it"},
    )
    because = forms.CharField(
        label="What happened?",
        max_length=300,
        required=False,
        help_text="If it is dropped, write why.",
    )


class EndOutcomeForm(forms.Form):
    """Reached, or given up, and how one knows."""

    reached = forms.TypedChoiceField(
        label="How did it end?",
        choices=[("yes", "It was reached"), ("no", "It is given up")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how it ended"},
    )
    because = forms.CharField(
        label="How do you know, or why is it given up?",
        max_length=300,
        error_messages={"required": "Write how you know, or why it is given up"},
    )


class ReviewForm(forms.Form):
    """How the plan goes, and what follows."""

    on = DateField(label="When was the review?", hint="For example, 27 3 2027")
    progress = forms.CharField(
        label="What has changed?",
        widget=forms.Textarea,
        max_length=LONG,
        error_messages={"required": "Write what has changed"},
    )
    family_view = forms.CharField(
        label="What does the family say?", widget=forms.Textarea, max_length=LONG, required=False
    )
    decided = forms.ChoiceField(
        label="What follows?",
        choices=ReviewOutcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what follows"},
    )


def _choose(field: forms.Field, nobody: str, choices: dict[str, str]) -> None:
    assert isinstance(field, forms.ChoiceField)
    field.choices = [("", nobody), *choices.items()]
