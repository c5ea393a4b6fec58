"""The questions of asking to see a record, of answering, of breaking the glass and of looking at it afterwards."""

from typing import Any

from django import forms

from access.forms.once import OnceForm
from access.forms.words import in_words
from cases.models.openings import Answer, Finding
from earlyhelp.govuk import DateField, not_optional

# What is asked for most, one press from the list; whoever answers reads it as it stands here.
REASONS = (
    "I work with somebody else of this family",
    "The family has come to me, or to a service that I work for",
    "I stand in for somebody who works with them",
    "I am asked to a meeting about them",
)


class AskForm(OnceForm):
    """Why somebody wants to see it: a reason of the list, their own words, or both."""

    reason = forms.ChoiceField(
        label="Why do you need to see this record?",
        choices=[(words, words) for words in REASONS],
        widget=forms.RadioSelect,
        required=False,
    )
    because = forms.CharField(
        label="In your own words",
        help_text="Where no reason of the list says it. Whoever answers reads it.",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=400,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        not_optional(self.fields["reason"])  # asked for where neither is answered

    def clean(self) -> dict[str, Any]:
        """`because` is what whoever answers reads: the reason of the list, then their own words."""
        said = dict(super().clean() or self.cleaned_data)
        said["because"] = ". ".join(filter(None, (said.get("reason"), said.get("because"))))
        if not said["because"] and not self.errors:
            self.add_error("reason", "Choose why you need to see it, or write it in your own words")
        return said


class BreakGlassForm(OnceForm):
    """Why it cannot wait."""

    because = in_words(
        "What do you need to know, and why can it not wait?",
        "Write what you need to know, and why it cannot wait",
        rows=4,
        hint="At least 20 characters, in words of your own. Somebody outside your team reads it.",
    )


class AnswerForm(forms.Form):
    """Yes to read, yes to record too, or no; until when, and why."""

    answer = forms.ChoiceField(
        label="What do you answer?",
        choices=Answer.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what you answer"},
    )
    until = DateField(
        label="Until when?",
        hint="Only for a yes. The last day on which they see it, for example 27 3 2027",
        required=False,
    )
    because = in_words("Why?", "Write why", hint="Whoever asked reads this.")


class ReviewForm(forms.Form):
    """What somebody outside the line thinks of it."""

    finding = forms.ChoiceField(
        label="Was it right to open it?",
        choices=Finding.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether it was right"},
    )
    because = in_words("What did you look at, and what follows?", "Write what you looked at, and what follows")
