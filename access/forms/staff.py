"""The questions about a person at work."""

from typing import Any

from django import forms

from access.forms.seen import SeenForm
from access.labels import called
from access.models import Organisation, Team
from access.operations.staff import Particulars
from access.roles import ROLES


class ParticularsForm(forms.Form):
    """Organisation, roles, teams, job and telephone: what adding and changing both ask."""

    organisation = forms.ChoiceField(label="Organisation", error_messages={"required": "Choose the organisation"})
    roles = forms.MultipleChoiceField(
        label="Roles",
        choices=[(role.code, called(role.label)) for role in ROLES.values()],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one role"},
    )
    teams = forms.MultipleChoiceField(label="Teams", widget=forms.CheckboxSelectMultiple, required=False)
    job_title = forms.CharField(label="Job title", max_length=80, required=False)
    phone = forms.CharField(label="Work telephone", max_length=20, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisations = {str(row.pk): row for row in Organisation.objects.filter(is_active=True).order_by("name")}
        self.team_rows = {str(row.pk): row for row in Team.objects.order_by("name")}
        self._choose("organisation", [(key, row.name) for key, row in self.organisations.items()])
        self._choose("teams", [(key, row.name) for key, row in self.team_rows.items()])

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def particulars(self) -> Particulars:
        """The answers as the operation takes them."""
        answers = self.cleaned_data
        return Particulars(
            organisation=self.organisations[answers["organisation"]],
            roles=answers["roles"],
            teams=[self.team_rows[key] for key in answers["teams"]],
            job_title=answers["job_title"],
            phone=answers["phone"],
        )


class AddForm(ParticularsForm):
    """A new person."""

    name = forms.CharField(label="Full name", max_length=120, error_messages={"required": "Enter the name"})
    email = forms.EmailField(
        label="Work e-mail",
        error_messages={
            "required": "Enter the e-mail address",
            "invalid": "Enter an e-mail address like name@council.example",
        },
    )
    field_order = ("name", "email", "organisation", "roles", "teams", "job_title", "phone")


class ChangeForm(SeenForm, ParticularsForm):
    """A person who is there already."""

    is_active = forms.ChoiceField(
        label="May this person work here?",
        choices=(("yes", "Yes"), ("no", "No: sign them out everywhere now")),
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether they may work here"},
    )
    because = forms.CharField(
        label="Why is this changing?", max_length=300, error_messages={"required": "Write why this is changing"}
    )
