"""The questions of the hub's decision, and of its clock."""

from typing import Any

from django import forms

from access import notice
from access.forms.once import OnceForm
from cases.models import Case
from cases.models.matches import Same
from cases.models.triage import Decision
from cases.operations import triage

AGAIN = "Stepped up: social care has it, close"


class DecideForm(OnceForm):
    """What the hub decides, and why. What a decision needs is asked beside it; nothing is chosen beforehand."""

    decision = forms.ChoiceField(
        label="What do you decide?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what you decide"},
    )
    because = forms.CharField(
        label="Why?",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=5_000,
        error_messages={"required": "Write why"},
    )
    not_known = forms.CharField(
        label="What you did not know", widget=forms.Textarea(attrs={"rows": 2}), max_length=5_000, required=False
    )
    service = forms.ChoiceField(label="For one service: which?", required=False)
    other_reference = forms.CharField(
        label="For a case that is open: its reference", max_length=12, required=False, help_text="Such as EH-2345678."
    )
    words = forms.CharField(
        label="What you write to the referrer",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2_000,
        required=False,
        help_text="Your question, if you ask something. Otherwise leave it empty, and they read the sentence below the decision.",
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        decision, service = self.fields["decision"], self.fields["service"]
        assert isinstance(decision, forms.ChoiceField) and isinstance(service, forms.ChoiceField)
        again = {Decision.STEP_UP: AGAIN} if triage.stepping_up(case) else {}
        decision.choices = [(one.value, again.get(one, one.label)) for one in Decision]
        hints = {one.value: f"They read: {words.removeprefix(triage.THANKS)}" for one, words in triage.WORDS.items()}
        decision.choice_hints = hints  # type: ignore[attr-defined]  # read by earlyhelp/govuk
        alone = [(one.code, one.label) for one in notice.policy().services if one.by_itself]
        service.choices = [("", "Choose a service"), *alone]


class MatchForm(forms.Form):
    """Whether two are the same person, and how one knows."""

    decision = forms.ChoiceField(
        label="Are they the same person?",
        choices=Same.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether they are the same person"},
    )
    because = forms.CharField(
        label="How do you know?", max_length=300, error_messages={"required": "Write how you know"}
    )


class PauseForm(forms.Form):
    """Why the clock stands still."""

    because = forms.CharField(
        label="Why does the clock stand still?",
        max_length=300,
        error_messages={"required": "Write why the clock stands still"},
    )


class ResumeForm(forms.Form):
    """Nothing to ask: the button says it."""
