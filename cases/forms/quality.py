"""The questions of drawing a sample for quality assurance, and of ending one early."""

from collections.abc import Sequence
from typing import Any

from django import forms

from access.forms.once import OnceForm
from access.models import Team
from cases.models.quality import MOST_CASES, MOST_DAYS
from earlyhelp.govuk import DateField
from earlyhelp.policy.information import Purpose

REASON: dict[str, Any] = {"widget": forms.Textarea(attrs={"rows": 4}), "max_length": 2_000}
EXAMPLE = "For example, 27 3 2027"
NUMBER = f"Enter a number from 1 to {MOST_CASES}"


class DrawForm(OnceForm):
    """For which purpose, why, out of which cases, how many, until when. Which ones, nobody is asked."""

    purpose = forms.ChoiceField(
        label="For which purpose of the notice?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the purpose"},
    )
    because = forms.CharField(
        label="What do you look at, and why?",
        help_text="Do not name a family. This stays to be read after the sample has ended.",
        error_messages={"required": "Write what you look at, and why"},
        **REASON,
    )
    received_from = DateField(
        label="From which day did the referrals come?", hint=EXAMPLE, error_messages={"required": "Enter the first day"}
    )
    received_to = DateField(label="Up to which day?", hint=EXAMPLE, error_messages={"required": "Enter the last day"})
    team = forms.ChoiceField(label="Of which team?", required=False)
    number = forms.IntegerField(
        label="How many cases at most?",
        help_text=f"Up to {MOST_CASES}. The database draws them at random.",
        min_value=1,
        max_value=MOST_CASES,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), NUMBER),
    )
    until = DateField(
        label="Until which day is it read?",
        hint=f"At most {MOST_DAYS} days from today. After this day it shows no case any more.",
        error_messages={"required": "Enter the last day on which it is read"},
    )

    def __init__(self, *args: Any, purposes: Sequence[Purpose], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.teams = {str(team.pk): team for team in Team.objects.order_by("name")}
        self._offer("purpose", [(one.code, one.label) for one in purposes])
        self._offer("team", [("", "All teams"), *((key, team.name) for key, team in self.teams.items())])

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean_team(self) -> Team | None:
        return self.teams.get(self.cleaned_data["team"])


class EndForm(forms.Form):
    """Why it is over before its day."""

    because = forms.CharField(label="Why does it end now?", error_messages={"required": "Write why it ends"}, **REASON)
