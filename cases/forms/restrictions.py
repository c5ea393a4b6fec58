"""The questions of restricting and sealing a record, of looking at it again and of lifting it."""

from typing import Any

from django import forms

from access.forms.once import OnceForm
from access.forms.words import in_words
from access.labels import called
from access.models import User
from cases.models import Case
from cases.models.case import Visibility
from cases.models.restrictions import Ground
from cases.operations.restrictions import owners_for, people_for
from earlyhelp.govuk import DateField

LEVELS = {
    Visibility.RESTRICTED: called(
        "Colleagues who search are not shown it. The {hub} and managers are told whom to ask."
    ),
    Visibility.SEALED: "It exists for nobody but those whom you name. The Data Protection Officer has to agree first.",
}


class RestrictForm(OnceForm):
    """How far, why, who owns it, who keeps seeing it, and when it is looked at again."""

    level = forms.ChoiceField(
        label="Restricted or sealed?",
        choices=[(one.value, one.label) for one in LEVELS],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose restricted or sealed"},
    )
    ground = forms.ChoiceField(
        label="On what ground?",
        choices=Ground.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the ground"},
    )
    because = in_words("What makes it necessary?", "Write what makes it necessary")
    owner = forms.ChoiceField(
        label="Who owns it?",
        help_text=called("A manager, or somebody of the {hub}. They answer requests and look at it again in time."),
        error_messages={"required": "Choose who owns it"},
    )
    keeps = forms.MultipleChoiceField(
        label="Who else keeps seeing the record?",
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Everybody else loses sight of it at once. A seal needs at least two people, the owner among them.",
    )
    review_on = DateField(
        label="When is it looked at again?",
        hint="A restriction within a year, a seal within six months. For example, 27 3 2027",
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(one.user_id): one.user for one in people_for(case)}
        fields: dict[str, Any] = self.fields  # Django's types know no field's own attributes
        fields["level"].choice_hints = {one.value: words for one, words in LEVELS.items()}  # read by earlyhelp/govuk
        fields["owner"].choices = [("", "Choose")] + [(str(one.user_id), one.user.name) for one in owners_for(case)]
        fields["keeps"].choices = [(key, user.name) for key, user in self.people.items()]

    def clean_owner(self) -> User:
        return self.people[self.cleaned_data["owner"]]

    def clean_keeps(self) -> list[User]:
        return [self.people[key] for key in self.cleaned_data["keeps"]]


class KeepOnForm(forms.Form):
    """It stays: why, and until when."""

    because = in_words("Why does it stay?", "Write why it stays")
    review_on = DateField(label="When is it looked at again?", hint="For example, 27 3 2027")


class LiftForm(forms.Form):
    """Why it is not needed any more."""

    because = in_words("Why is it not needed any more?", "Write why it is not needed any more")


class DecideSealForm(forms.Form):
    """The second person’s yes or no."""

    yes = forms.TypedChoiceField(
        label="Do you agree?",
        choices=[("yes", "Yes"), ("no", "No")],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether you agree"},
    )
    because = in_words("Why?", "Write why")
