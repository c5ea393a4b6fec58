"""The questions about a partner organisation."""

from typing import Any

from django import forms

from access.forms.seen import SeenForm
from access.operations import partners
from earlyhelp.govuk import DateField


class PartnerForm(forms.Form):
    """A partner that is not there yet."""

    name = forms.CharField(label="Name", max_length=120, error_messages={"required": "Enter the organisation’s name"})
    kind = forms.ChoiceField(
        label="What kind of organisation is it?",
        error_messages={"required": "Choose what kind of organisation it is"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = partners.kinds()


class TermsForm(SeenForm):
    """Who accepted the terms, for the organisation."""

    name = forms.CharField(
        label="Who accepted them?",
        help_text="The full name of somebody who may speak for the organisation.",
        max_length=120,
        error_messages={"required": "Enter who accepted the terms"},
    )
    job = forms.CharField(
        label="Their job there", max_length=80, error_messages={"required": "Enter the job of whoever accepted them"}
    )
    on = DateField(label="When?", hint="For example, 27 11 2026")


class EndForm(forms.Form):
    """Why a partner gets in no more."""

    because = forms.CharField(
        label="Why does this end?", max_length=300, error_messages={"required": "Write why this ends"}
    )
