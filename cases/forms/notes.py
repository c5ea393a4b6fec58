"""The note's questions: what a visit on the telephone's small screen needs first, the rest after it."""

from dataclasses import replace
from typing import Any

from django import forms

from access import clock
from access.forms.once import OnceForm
from cases.models import Case, Note
from cases.models.notes import NoteKind
from cases.operations import families, needs, notes
from cases.operations.notes import Event, Seen
from earlyhelp.govuk import DateField
from earlyhelp.govuk.words import time_of_day

HOME = "Home"
OF_THE_EVENT = (
    "happened_at",
    "place",
    "purpose",
    "said",
    "next_steps",
    "also_present",
    "needs_met",
    "sensitive",
    "about_someone_else",
)
MARKS = ("sensitive", "about_someone_else")


class NoteFields(OnceForm):
    """What happened, when and where, who was there and was seen, what follows, and what has to be handled with care."""

    kind = forms.ChoiceField(
        label="What was it?",
        choices=NoteKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what it was"},
    )
    text = forms.CharField(
        label="What happened?",
        widget=forms.Textarea,
        max_length=20_000,
        help_text="What you saw. Facts first; say whose opinion it is where it is one.",
        error_messages={"required": "Write what happened"},
    )
    said = forms.CharField(label="What was said?", widget=forms.Textarea, max_length=20_000, required=False)
    next_steps = forms.CharField(
        label="What happens next?",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2_000,
        required=False,
        help_text="One step on each line. Each becomes an action of yours in the plan.",
    )
    happened_on = DateField(label="When did it happen?", hint="For example, 27 3 2026")
    happened_at = forms.TimeField(
        label="At what time?",
        required=False,
        input_formats=["%I:%M%p", "%I:%M %p", "%I.%M%p", "%I.%M %p", "%I%p", "%I %p", "%H:%M", "%H.%M"],
        help_text="For example, 2:30pm",
        error_messages={"invalid": "Enter a time such as 2:30pm"},
    )
    place = forms.CharField(label="Where?", max_length=120, required=False)
    purpose = forms.CharField(label="What was it for?", max_length=200, required=False)
    present = forms.MultipleChoiceField(
        label="Who of the family was there, or was it for?", widget=forms.CheckboxSelectMultiple, required=False
    )
    seen = forms.MultipleChoiceField(
        label="Which children did you see?", widget=forms.CheckboxSelectMultiple, required=False
    )
    seen_alone = forms.MultipleChoiceField(
        label="Which children did you see alone?", widget=forms.CheckboxSelectMultiple, required=False
    )
    also_present = forms.CharField(label="Who else was there?", max_length=300, required=False)
    needs_met = forms.CharField(
        label="If it was with them: how was this met, or why not?", max_length=300, required=False
    )
    sensitive = forms.BooleanField(label="It is sensitive", required=False)
    about_someone_else = forms.BooleanField(
        label="It contains something about someone outside this family", required=False
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = {str(one.person.pk): one for one in families.everybody(case)}
        self.people = {key: one.person for key, one in known.items()}
        everybody = [(key, one.in_words) for key, one in known.items()]
        children = [(key, one.in_words) for key, one in known.items() if one.child and not one.unborn]
        for name, choices in (("present", everybody), ("seen", children), ("seen_alone", children)):
            field = self.fields[name]
            assert isinstance(field, forms.MultipleChoiceField)
            field.choices = choices
        if needed := needs.needs_among(one.person for one in known.values() if not one.left_on):
            self.fields["needs_met"].help_text = f"{needed}."
        else:
            del self.fields["needs_met"]

    def event(self) -> Event:
        """What was answered about the event itself."""
        return Event(**{name: self.cleaned_data[name] for name in OF_THE_EVENT if name in self.cleaned_data})

    def about(self) -> list[Seen]:
        """Everybody who was there or was seen."""
        there, seen, alone = (set(self.cleaned_data[name]) for name in ("present", "seen", "seen_alone"))
        return [
            Seen(person, present=key in there | seen | alone, seen=key in seen | alone, seen_alone=key in alone)
            for key, person in self.people.items()
            if key in there | seen | alone
        ]


class NoteForm(NoteFields):
    """A note that is being written. Of a visit, the place and the time are proposed; of anything else only the day."""

    significant = forms.BooleanField(label="It is significant: put it in the chronology too", required=False)

    field_order = (*(name for name in NoteFields.base_fields if name not in MARKS), "significant", *MARKS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now = clock.now()
        visit = {"happened_at": time_of_day(now), "place": HOME} if self.initial.get("kind") == NoteKind.VISIT else {}
        self.initial = {"happened_on": now.date(), **visit, **self.initial}

    def clean(self) -> dict[str, Any]:
        """What was proposed for a visit does not stand where it was none after all."""
        answers = super().clean() or {}
        if answers.get("place") == HOME and answers.get("kind") not in (NoteKind.VISIT, NoteKind.MEETING):
            answers["place"] = ""
        return answers


class CorrectNoteForm(NoteFields):
    """The note as it should be, and why; or that it is taken back."""

    because = forms.CharField(
        label="Why is it corrected?", max_length=300, error_messages={"required": "Write why it is corrected"}
    )
    take_back = forms.BooleanField(
        label="Take the note back: it should not stand here",
        required=False,
        help_text="Then the reason alone is asked. What was written stays in the record, marked as taken back.",
    )

    def __init__(self, *args: Any, note: Note, **kwargs: Any) -> None:
        super().__init__(*args, case=note.case, **kwargs)
        self.note = note
        self.fields["text"].label = "What happened, as it should be?"
        self.initial = {**_initial(note), **self.initial}

    def clean(self) -> dict[str, Any]:
        """Of a note that is taken back nothing else is asked."""
        answers = super().clean() or {}
        if answers.get("take_back"):
            of_the_note = NoteFields.base_fields.keys() - OnceForm.base_fields.keys()
            for name in of_the_note & self.errors.keys():
                del self.errors[name]
        return answers

    def event(self) -> Event:
        """What was answered; what the page did not ask stays as it was."""
        asked = {name: self.cleaned_data[name] for name in OF_THE_EVENT if name in self.cleaned_data}
        return replace(notes.event_of(self.note), **asked)


def _initial(note: Note) -> dict[str, Any]:
    """What a note says, as the form's answers."""
    about = notes.people_of(note)
    return {
        "kind": note.kind,
        "text": note.text,
        "happened_on": note.happened_on,
        **vars(notes.event_of(note)),
        "happened_at": time_of_day(note.happened_at) if note.happened_at else "",
        **{
            name: [str(one.person.pk) for one in about if getattr(one, name)]
            for name in ("present", "seen", "seen_alone")
        },
    }
