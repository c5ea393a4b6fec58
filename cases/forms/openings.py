"""The questions of asking to see a record, of answering, of breaking the glass and of looking at it afterwards."""

from django import forms

from access.forms.once import OnceForm
from access.forms.words import in_words
from cases.models.openings import Answer, Finding
from earlyhelp.govuk import DateField


class AskForm(OnceForm):
    """Why somebody wants to see it."""

    because = in_words("Why do you need to see this record?", "Write why you need to see it")


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
