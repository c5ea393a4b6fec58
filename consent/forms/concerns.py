"""The questions about a concern: what it is and who answers it; then each step that it takes."""

from typing import Any

from django import forms

from access.forms.once import OnceForm
from access.forms.words import in_words
from access.models import Staff
from cases.models import Case
from consent.models.concerns import Channel
from consent.operations import concerns
from earlyhelp.govuk import DateField

LONG = 5_000
OFFICER = "The Data Protection Officer"


class ConcernForm(OnceForm):
    """When and how it came, from whom, what it is, who answers it."""

    received_on = DateField(
        label="When did it come?",
        hint="For example, 27 3 2027",
        error_messages={"required": "Enter the day on which it came"},
    )
    channel = forms.ChoiceField(
        label="How did it come?",
        choices=Channel.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how it came"},
    )
    from_whom = forms.CharField(
        label="Who has the concern?",
        help_text="In words, such as “the children’s grandmother”, and how they can be reached.",
        max_length=200,
        error_messages={"required": "Write who has the concern"},
    )
    what = in_words(
        "What is the question or worry?",
        "Write what the question or worry is",
        longest=LONG,
        rows=4,
        hint="In their words where you can.",
    )
    owner = forms.ChoiceField(label="Who answers it?", required=False)

    def __init__(self, *args: Any, case: Case | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.owners = {str(one.pk): one for one in concerns.owners(case)}
        field = self.fields["owner"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", OFFICER), *((key, named(one)) for key, one in self.owners.items())]

    def clean_owner(self) -> Staff | None:
        return self.owners.get(self.cleaned_data["owner"])


class AnyConcernForm(ConcernForm):
    """The same for the DPO, about any case or none."""

    case_reference = forms.CharField(
        label="Reference of the case, if it is about one",
        help_text="For example, EH-7K2M9QA. Then it is answered by you or by somebody who works with that family.",
        max_length=12,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    field_order = ("once", "case_reference")


class AcknowledgeForm(forms.Form):
    """When they were told that it came."""

    on = DateField(label="When were they told that it came?", hint="For example, 27 3 2027")


class AnswerForm(forms.Form):
    """What was answered and when, and whether that settles it."""

    words = in_words(
        "What was answered?",
        "Write what was answered",
        longest=LONG,
        rows=4,
        hint="Once it is saved it stays as it is.",
    )
    on = DateField(label="When was it answered?", hint="For example, 27 3 2027")
    settled = forms.TypedChoiceField(
        label="Is anything left to do?",
        choices=[("yes", "No, it can be closed"), ("no", "Yes, it stays open")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether anything is left to do"},
    )


class CloseForm(forms.Form):
    """When nothing was left to do."""

    on = DateField(label="On which day was nothing left to do?", hint="For example, 27 3 2027")


class HandOverForm(forms.Form):
    """Who answers it instead, and why."""

    owner = forms.ChoiceField(
        label="Who answers it from now on?", error_messages={"required": "Choose who answers it from now on"}
    )
    because = in_words("Why?", "Write why somebody else answers it", longest=300)

    def __init__(self, *args: Any, case: Case | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.owners = {str(one.pk): one for one in concerns.owners(case)}
        field = self.fields["owner"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "Choose somebody"), *((key, named(one)) for key, one in self.owners.items())]

    def clean_owner(self) -> Staff:
        return self.owners[self.cleaned_data["owner"]]


def named(one: Staff) -> str:
    """A colleague as the list of choices names them."""
    return f"{one.user.name}, {one.job_title}" if one.job_title else one.user.name
