"""The questions of allocating."""

from dataclasses import dataclass
from typing import Any

from django import forms

from access.models import Membership, Staff, Team


@dataclass(frozen=True)
class Place:
    """A worker in a team: one choice answers both."""

    team: Team
    staff: Staff


def places() -> dict[str, Place]:
    """Key to place, of everybody at work who may lead a case: name by name within each team. The hub leads none."""
    rows = Membership.objects.filter(group__team__is_hub=False, user__staff__is_active=True)
    rows = rows.select_related("group__team", "user__staff__user").order_by("group__team__name", "user__name")
    return {
        str(row.pk): Place(row.group.team, row.user.staff)
        for row in rows
        if any("cases.work_case" in role.may for role in row.user.staff.known_roles)
    }


class AllocateForm(forms.Form):
    """Who leads, and why them."""

    worker = forms.ChoiceField(
        label="Who will be the lead practitioner?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the lead practitioner"},
    )
    because = forms.CharField(
        label="Why this team and this practitioner?",
        widget=forms.Textarea,
        max_length=2_000,
        error_messages={"required": "Write why"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = places()
        worker = self.fields["worker"]
        assert isinstance(worker, forms.ChoiceField)
        worker.choices = [(key, f"{place.staff.user.name}, {place.team.name}") for key, place in self.places.items()]

    def clean_worker(self) -> Place:
        return self.places[self.cleaned_data["worker"]]
