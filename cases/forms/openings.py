"""The questions of asking to see a record, of answering, of breaking the glass and of looking at it afterwards."""

from django import forms

from access.forms.once import OnceForm
from cases.models.openings import Answer, Finding
from earlyhelp.govuk import DateField


class AskForm(OnceForm):
    """Why somebody wants to see it."""

    because = forms.CharField(
        label="Why do you need to see this record?",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
        error_messages={"required": "Write why you need to see it"},
    )


class BreakGlassForm(OnceForm):
    """Why it cannot wait."""

    because = forms.CharField(
        label="What do you need to know, and why can it not wait?",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=500,
        help_text="At least 20 characters, in words of your own. Somebody outside your team reads it.",
        error_messages={"required": "Write what you need to know, and why it cannot wait"},
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
    because = forms.CharField(
        label="Why?",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
        help_text="Whoever asked reads this.",
        error_messages={"required": "Write why"},
    )


class ReviewForm(forms.Form):
    """What somebody outside the line thinks of it."""

    finding = forms.ChoiceField(
        label="Was it right to open it?",
        choices=Finding.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether it was right"},
    )
    because = forms.CharField(
        label="What did you look at, and what follows?",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
        error_messages={"required": "Write what you looked at, and what follows"},
    )
