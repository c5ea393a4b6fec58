"""The note's questions: what a visit on the telephone's small screen needs first, the rest after it."""

from datetime import timedelta
from typing import Any

from django import forms

from access import clock
from access.forms.once import OnceForm
from cases.models import Case, Person
from cases.models.families import Part
from cases.models.notes import NoteKind
from cases.operations import needs
from cases.operations.notes import Event, Seen
from earlyhelp.govuk import DateField
from earlyhelp.govuk.words import time_of_day

FAST = timedelta(minutes=5)  # how far a telephone's clock may be ahead
CHILDREN = (Part.CHILD, Part.UNBORN)
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


class NoteForm(OnceForm):
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
    significant = forms.BooleanField(label="It is significant: put it in the chronology too", required=False)
    sensitive = forms.BooleanField(label="It is sensitive", required=False)
    about_someone_else = forms.BooleanField(
        label="It contains something about someone outside this family", required=False
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = case.family.members.filter(until=None).select_related("person").order_by("person__born", "pk")
        self.people: dict[str, Person] = {str(one.person_id): one.person for one in members}
        children = [(str(one.person_id), one.person.full_name) for one in members if one.part in CHILDREN]
        everybody = [(key, person.full_name) for key, person in self.people.items()]
        for name, choices in (("present", everybody), ("seen", children), ("seen_alone", children)):
            field = self.fields[name]
            assert isinstance(field, forms.MultipleChoiceField)
            field.choices = choices
        if needed := needs.needs_among(self.people.values()):
            self.fields["needs_met"].help_text = f"{needed}."
        else:
            del self.fields["needs_met"]
        now = clock.now()
        self.initial = {"happened_on": now.date(), "happened_at": time_of_day(now), "place": "Home", **self.initial}

    def clean(self) -> dict[str, Any]:
        """What has not happened yet is not noted: a clock that is a little fast aside."""
        answers = super().clean() or {}
        on, at = answers.get("happened_on"), answers.get("happened_at")
        soon = clock.now().astimezone(clock.UK) + FAST
        if on and at and on == soon.date() and at > soon.time():
            self.add_error("happened_at", "The time must not be in the future.")
        return answers

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


class CorrectNoteForm(OnceForm):
    """The words as they should be, and why."""

    text = forms.CharField(
        label="The note as it should be",
        widget=forms.Textarea(attrs={"rows": 10}),
        max_length=20_000,
        required=False,
        help_text="Leave it empty to take the note back. What was written before stays in the record, marked as corrected.",
    )
    because = forms.CharField(
        label="Why is it corrected?", max_length=300, error_messages={"required": "Write why it is corrected"}
    )
