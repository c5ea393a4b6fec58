"""The note's questions."""

from django import forms

from access.forms.once import OnceForm
from cases.models.notes import NoteKind
from earlyhelp.govuk import DateField


class NoteForm(OnceForm):
    """What happened, when, and whether it is about somebody else too."""

    kind = forms.ChoiceField(
        label="What was it?",
        choices=NoteKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what it was"},
    )
    happened_on = DateField(label="When did it happen?", hint="For example, 27 3 2026")
    text = forms.CharField(
        label="What happened?",
        widget=forms.Textarea,
        max_length=20_000,
        help_text="Facts first; say whose opinion it is where it is one.",
        error_messages={"required": "Write what happened"},
    )
    about_someone_else = forms.BooleanField(
        label="It contains something about someone outside this family", required=False
    )
