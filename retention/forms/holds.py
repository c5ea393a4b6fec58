"""The questions of placing a hold and of releasing it."""

from django import forms

from access.forms.once import OnceForm
from access.forms.words import in_words
from earlyhelp.govuk import DateField
from retention.models.holds import HoldKind


class PlaceForm(OnceForm):
    """What to hold, why, and when to look at it again."""

    case_reference = forms.CharField(
        label="Reference of the case",
        help_text="For example, EH-7K2M9QA. Leave it empty to hold every record of the council.",
        max_length=12,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    kind = forms.ChoiceField(
        label="What is it for?",
        choices=HoldKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what the hold is for"},
    )
    because = in_words("Why is it needed?", "Write why the hold is needed", longest=2_000, rows=4)
    review_on = DateField(label="When should somebody look at it again?", hint="For example, 27 3 2027")


class ReleaseForm(forms.Form):
    """Why the hold is over."""

    because = in_words("Why is it over?", "Write why the hold is over", longest=2_000)
