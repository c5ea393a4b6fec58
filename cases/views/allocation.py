"""Giving cases to a team and its lead practitioner, one or several; the team's own page."""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse

from access.errors import Refused
from access.middleware import note_refusal
from access.models import Team
from access.readings import record_reading
from access.requests import StaffRequest
from access.views.pages import Page
from cases.forms.allocation import AllocateForm, TeamForm, in_words, leads_of
from cases.forms.standing import shown_in
from cases.models import Case, Cover
from cases.operations import allocation
from cases.operations.due import without_lead
from cases.operations.standing import Overtaken, standing
from cases.stages import Stage
from cases.views.base import CaseOperationView, MayBeOvertaken, list_of
from earlyhelp.database.together import ask_together

SEVERAL = 100
TOO_MANY = f"These are more than {SEVERAL} cases, and no more than {SEVERAL} go to a team at once. None of them was allocated: choose fewer."

NOT_THEIRS = (
    "One of the cases that you chose is not yours to allocate any more. None of them was allocated: choose again."
)
MOVED = "Somebody else moved the others while this page was open. None of these was allocated: look again, and press the button."


class TeamFirst(MayBeOvertaken):
    """The team is chosen on the page before, by GET; without one this page asks for it."""

    request: StaffRequest
    form_class = AllocateForm
    submit = "Allocate"

    @cached_property
    def chosen(self) -> TeamForm:
        """What was chosen, or the question."""
        return TeamForm(self.request.GET if {"team", "asked"} & self.request.GET.keys() else None)

    @cached_property
    def team(self) -> Team | None:
        form = self.chosen
        return form.cleaned_data["team"] if form.is_bound and form.is_valid() else None

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.team is None:
            form = self.chosen
            return self.render_to_response(
                self.get_context_data(form=form, asks_for_team=True), status=422 if form.errors else 200
            )
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.team is None:
            return self.get(request, *args, **kwargs)
        return super().post(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"team": self.team, "cases": self.about}

    @property
    def about(self) -> list[Case]:
        """The cases that are allocated."""
        raise NotImplementedError  # each page says which

    def given(self, answers: dict[str, Any]) -> dict[str, Any]:
        """What the operation takes, of what was answered."""
        return answers | {"team": self.team, "by": self.request.user}


class Allocate(CaseOperationView, TeamFirst):
    """The referral beside the decision: team, then service, lead practitioner, reason. Nothing is chosen beforehand."""

    request: StaffRequest
    template_name = "cases/allocation/allocate.html"
    form_class = AllocateForm
    heading = "Allocate"
    submit = "Allocate case"
    done_message = "The case is allocated"

    @property
    def about(self) -> list[Case]:
        return [self.case]

    def run(self, answers: dict[str, Any]) -> Any:
        seen = answers.pop("seen").get(self.case.pk, "")
        return allocation.allocate(self.case, seen=seen, **self.given(answers))

    def get_success_url(self) -> str:
        """Back to the list: the mover may not see the case any more."""
        return list_of(self.request)

    def get_cancel_url(self) -> str:
        if "hub" in self.request.staff.roles and self.case.stage != Stage.OPEN:
            return reverse("cases:decide", args=[self.case.reference])
        return self.case.get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        referrals = self.case.referrals.select_related("organisation", "sent_by")
        earlier = self.case.allocations.select_related("team", "worker__user", "decided_by").order_by("-since")
        ask_together(referrals, earlier)
        return super().get_context_data(
            team=self.team,
            referrals=referrals,
            members=self.case.household,
            undecided=allocation.undecided(self.case),
            earlier=earlier,
            **kwargs,
        )


class AllocateMany(TeamFirst):
    """Several cases at once: exactly those that were ticked, or none of them."""

    request: StaffRequest
    template_name = "cases/allocation/many.html"
    heading = "Allocate several"
    submit = "Allocate these cases"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        chosen = list(dict.fromkeys(self.request.GET.getlist("case")))
        self.too_many = TOO_MANY if len(chosen) > SEVERAL else ""
        self.wanted = [] if self.too_many else chosen
        found = Case.objects.visible_to(self.request.user).filter(reference__in=self.wanted).order_by("received_at")
        self.cases = list(found)
        if not self.complete and not self.overtaken:
            return self.not_theirs()
        response = super().dispatch(request, *args, **kwargs)
        record_reading(  # not before it is known that they are shown
            "list",
            by=self.request.user,
            route=self.request.resolver_match.view_name,
            fields=[case.reference for case in self.cases],
        )
        return response

    @property
    def complete(self) -> bool:
        """Whether every row that was ticked is one that this person may allocate."""
        return len(self.cases) == len(self.wanted)

    @property
    def overtaken(self) -> bool:
        """Whether this page has shown those that are left, by the keys that it carries: others were moved since it was made."""
        return bool(self.cases) and shown_in(self.request.POST) >= {case.pk for case in self.cases}

    def not_theirs(self) -> HttpResponse:
        """One of them is not there, or not ours: none is shown. Where others are, the list that it came from was an old one."""
        if not self.cases:
            raise Http404
        name = self.request.resolver_match.view_name
        if (without_audit := note_refusal(self.request, name, "not there or not theirs")) is not None:
            return without_audit
        messages.warning(self.request, NOT_THEIRS)
        return HttpResponseRedirect(list_of(self.request))

    @property
    def about(self) -> list[Case]:
        return self.cases

    def run(self, answers: dict[str, Any]) -> Any:
        if self.too_many:
            raise Refused(self.too_many)
        seen = answers.pop("seen")
        if seen.keys() - {case.pk for case in self.cases}:
            raise Overtaken(MOVED, standing(self.cases))
        made = allocation.allocate_many(self.cases, seen=seen, **self.given(answers))
        self.done_message = f"{len(made)} cases are allocated"
        return made

    def get_success_url(self) -> str:
        return reverse("cases:meeting")

    get_cancel_url = get_success_url

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(cases=self.cases, team=self.team, too_many=self.too_many, **kwargs)


class TeamPage(Page):
    """A manager's teams: who leads how much, what nobody leads any more, who stands in for whom."""

    request: StaffRequest
    template_name = "cases/allocation/team.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        held = teams_of(self.request)
        mine = [{"team": team, "workers": self._workers(team)} for team in held]
        left = without_lead(self.request.staff).order_by("changed_at")[:SEVERAL]
        record_reading("list", by=self.request.user, route="cases:team", fields=[case.reference for case in left])
        covers = Cover.objects.filter(absent__user__memberships__group__in=[team.pk for team in held])
        newest = covers.select_related("absent__user", "covering__user").order_by("-until").distinct()[:20]
        return super().get_context_data(
            mine=mine,
            left=left,
            covers=[one for one in newest if one.until > self.request.now],
            earlier=[one for one in newest if one.until <= self.request.now],
            **kwargs,
        )

    def _workers(self, team: Team) -> list[dict[str, Any]]:
        carried = allocation.loads(team)
        return [{"staff": one, "load": in_words(carried[one.user_id])} for one in leads_of(team)]


def teams_of(request: StaffRequest) -> list[Team]:
    """The teams that this person belongs to."""
    groups = request.user.memberships.values_list("group_id", flat=True)
    return list(Team.objects.filter(pk__in=list(groups)).order_by("name"))
