"""The questions of allocating: first the team, then the worker with the caseload in view."""

from collections.abc import Sequence
from typing import Any

from django import forms

from access.labels import called
from access.models import Staff, Team
from cases.forms.services import offer, why_outside
from cases.forms.standing import StandingForm
from cases.models import Case
from cases.operations import services
from cases.operations.allocation import Load, loads


def teams() -> list[Team]:
    """The teams that work with families, by name. The hub leads no case."""
    return list(Team.objects.filter(is_hub=False).order_by("name"))


def leads_of(team: Team) -> list[Staff]:
    """Everybody at work in a team who may lead a case, by name."""
    found = Staff.objects.who_may("cases.work_case").filter(user__memberships__group=team.pk, is_active=True)
    return list(found.select_related("user").order_by("user__name"))


class TeamForm(forms.Form):
    """Which team. Sent by GET: a team is no secret."""

    team = forms.ChoiceField(
        label="Which team?", widget=forms.RadioSelect, error_messages={"required": "Choose the team"}
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.teams = {str(team.pk): team for team in teams()}
        field = self.fields["team"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(key, team.name) for key, team in self.teams.items()]

    def clean_team(self) -> Team:
        return self.teams[self.cleaned_data["team"]]


class AllocateForm(StandingForm):
    """Which service, who leads, and why them. Nothing is chosen beforehand."""

    service = forms.ChoiceField(
        label="Which service?", widget=forms.RadioSelect, error_messages={"required": "Choose the service"}
    )
    outside_because = why_outside()
    worker = forms.ChoiceField(
        label=called("Who will be the {lead_practitioner}?"),
        widget=forms.RadioSelect,
        error_messages={"required": called("Choose the {lead_practitioner}")},
    )
    because = forms.CharField(
        label="Why this team and this practitioner?",
        widget=forms.Textarea,
        max_length=2_000,
        error_messages={"required": "Write why"},
    )

    def __init__(self, *args: Any, team: Team, cases: Sequence[Case], **kwargs: Any) -> None:
        super().__init__(*args, cases=cases, **kwargs)
        self.workers = {str(one.pk): one for one in leads_of(team)}
        carried = loads(team, self.workers.values())
        service, worker = self.fields["service"], self.fields["worker"]
        assert isinstance(service, forms.ChoiceField) and isinstance(worker, forms.ChoiceField)
        offers = services.offers_for(cases)
        offer(service, offers)
        if not any(one.outside for one in offers):
            del self.fields["outside_because"]
        worker.choices = [(key, one.user.name) for key, one in self.workers.items()]
        worker.choice_hints = {key: in_words(carried[one.user_id]) for key, one in self.workers.items()}  # type: ignore[attr-defined]  # read by earlyhelp/govuk

    def clean_worker(self) -> Staff:
        return self.workers[self.cleaned_data["worker"]]


def in_words(load: Load) -> str:
    """A caseload beside a name: how much, and whether there is room."""
    return f"{load.words}{': no room' if load.full else ''}"
