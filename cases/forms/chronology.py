"""The questions of the chronology and of tasks."""

from typing import Any

from django import forms

from access.forms.once import OnceForm
from access.forms.words import in_words
from cases.models import Case, Person
from cases.models.people import Precision
from cases.operations import families
from cases.operations.chronology import LONGEST
from cases.operations.colleagues import who_work_on
from earlyhelp.govuk import DateField


class EventForm(OnceForm):
    """A fact, briefly; what it meant; who says so; whom it is about."""

    happened_on = DateField(
        label="When did it happen?", hint="If you know only the month or the year, enter its first day"
    )
    precision = forms.ChoiceField(
        label="How exactly is that known?", choices=Precision.choices, widget=forms.RadioSelect, initial=Precision.DAY
    )
    what = in_words(
        "What happened?", "Write what happened", longest=LONGEST, hint="A fact, briefly. Good things belong here too."
    )
    impact = forms.CharField(
        label="What did it mean for the child?",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=LONGEST,
        required=False,
    )
    source = forms.CharField(
        label="Who says so?",
        max_length=120,
        help_text="The agency or the person, such as the school.",
        error_messages={"required": "Write who says so"},
    )
    people = forms.MultipleChoiceField(
        label="Whom is it about?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose whom it is about"},
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = {str(one.person.pk): one for one in families.everybody(case)}
        self.family: dict[str, Person] = {key: one.person for key, one in known.items()}
        field = self.fields["people"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(key, one.in_words) for key, one in known.items()]

    def clean_people(self) -> list[Person]:
        return [self.family[key] for key in self.cleaned_data["people"]]


class CorrectEventForm(OnceForm):
    """The entry as it should be, and why."""

    what = forms.CharField(
        label="What happened?",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=LONGEST,
        required=False,
        help_text="Leave it empty to take the entry back. What was written before stays in the record.",
    )
    impact = forms.CharField(
        label="What did it mean for the child?",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=LONGEST,
        required=False,
    )
    because = forms.CharField(
        label="Why is it corrected?", max_length=300, error_messages={"required": "Write why it is corrected"}
    )


class TaskForm(OnceForm):
    """What has to be done, by whom, by when."""

    what = forms.CharField(
        label="What has to be done?", max_length=300, error_messages={"required": "Write what has to be done"}
    )
    for_user = forms.ChoiceField(label="Who does it?", required=False)
    due_on = DateField(label="By when?", hint="For example, 27 3 2027")

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.staff = {str(one.pk): one for one in who_work_on(case)}
        field = self.fields["for_user"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "Whoever leads the case"), *((key, one.user.name) for key, one in self.staff.items())]

    def clean_for_user(self) -> Any:
        found = self.staff.get(self.cleaned_data["for_user"])
        return found.user if found else None


class DoneForm(forms.Form):
    """Nothing to ask: the button says it."""
