"""The question of the level of need: by the hub beside its decision, by the lead practitioner on a page of its own."""

from typing import Any

from django import forms

from access.forms.once import OnceForm
from access.forms.words import in_words
from access.labels import called
from cases.models import Case
from cases.models.levels import Way
from cases.operations import levels

ABOVE = called("Above {service}: children’s social care decides.")
UNKNOWN, NOT_YET = "unknown", "Only where you ask the referrer, or it belongs to another case."


def level_field(*, or_unknown: bool = False) -> forms.ChoiceField:
    """The levels of the notice with their numbers, the lowest first. Above the threshold each says so."""
    field = forms.ChoiceField(
        label="What is the level of need?",
        choices=[(one.code, f"{one.number}: {one.label}") for one in levels.levels()]
        + ([(UNKNOWN, "Not known yet")] if or_unknown else []),
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the level of need"},
    )
    hints = {one.code: ABOVE for one in levels.levels() if one.above_threshold} | {UNKNOWN: NOT_YET}
    field.choice_hints = hints  # type: ignore[attr-defined]  # read by earlyhelp/govuk
    return field


class LevelForm(OnceForm):
    """What the lead practitioner sees now, and above the threshold what follows."""

    level = forms.ChoiceField()  # made anew below: the levels are those of the notice in force
    because = in_words(
        "What makes it this level?",
        "Write what makes it this level",
        longest=5_000,
        rows=4,
        hint=called("Above {service}, also why it steps up, or why it stays with {service}."),
    )
    way = forms.ChoiceField(
        label=called("If it is above {service}, what follows?"),
        choices=[(way.value, called(way.label)) for way in Way],
        widget=forms.RadioSelect,
        required=False,
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["level"] = level_field()
        if not any(one.above_threshold for one in levels.levels()):
            del self.fields["way"]

    @property
    def warns(self) -> bool:
        """Whether the need was said to be above early help, and not yet what follows."""
        return self.is_bound and levels.is_above(str(self["level"].value())) and "way" in self.errors
