"""People who are kept out of a record: who, since when and why; and saying so about oneself."""

from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse

from access.readings import record_reading
from access.requests import StaffRequest
from access.views.pages import OperationView
from cases.forms.exclusions import DeclareForm, EndForm, ExcludeForm
from cases.models import Exclusion
from cases.operations import exclusions
from cases.operations.answerers import Openable, openable
from cases.views.base import CaseOperationView, CaseView
from cases.views.once_decided import OnceDecided


class Exclusions(CaseView):
    """Who is kept out of this record."""

    template_name = "cases/exclusions/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = self.case.exclusions.select_related("user", "made_by", "ended_by").order_by("-since", "-pk")
        return super().get_context_data(exclusions=found, **kwargs)


class Exclude(CaseOperationView):
    """Keep somebody out."""

    request: StaffRequest
    form_class = ExcludeForm
    heading = "Keep somebody out of this record"
    lead = (
        "They see nothing of it from then on, not this either. Where they are tied to the family, it is restricted too."
    )
    submit = "Keep them out"
    done_message = "They are kept out"

    def run(self, answers: dict[str, Any]) -> Exclusion:
        return exclusions.exclude(self.case, by=self.request.user, key=answers.pop("once"), **answers)

    def get_success_url(self) -> str:
        """Back to the list: the record may be restricted to others now."""
        return reverse("desk:today")

    def get_cancel_url(self) -> str:
        return reverse("cases:exclusions", args=[self.case.reference])


class EndExclusion(OnceDecided, CaseOperationView):
    """They may see it again."""

    request: StaffRequest
    form_class = EndForm
    heading = "End the exclusion"
    submit = "End it"
    done_message = "Their role and grants count again"
    thing: Exclusion

    @property
    def lead(self) -> str:  # type: ignore[override]  # of whom it is
        return f"{self.thing.user} sees the record again, as far as their role and grants let them."

    def look_up(self) -> Exclusion:
        return get_object_or_404(self.case.exclusions, pk=self.kwargs["exclusion"])

    def is_decided(self) -> bool:
        return self.thing.ended_at is not None

    def run(self, answers: dict[str, Any]) -> Exclusion:
        return exclusions.end(self.thing, by=self.request.user, **answers)

    def get_success_url(self) -> str:
        return reverse("cases:exclusions", args=[self.case.reference])

    get_cancel_url = get_success_url


class OpenablePage(OperationView):
    """A page about a case that one may ask about: found by its reference, noted, and absent where one must not know of it."""

    request: StaffRequest
    found: Openable

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        found = openable(kwargs["reference"], self.request.user)
        if found is None:
            raise Http404  # noted by access.middleware, as every refusal
        self.found = found
        response = super().dispatch(request, *args, **kwargs)
        record_reading(  # not before it is known that there is something to show
            "case_page" if request.method in ("GET", "HEAD") else "case_form",
            by=self.request.user,
            route=self.request.resolver_match.view_name,
            case=found.case,
        )
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = super().get_context_data(found=self.found, **kwargs)
        return found | {"heading": f"{self.heading}: {self.found.reference}"}


class Declare(OpenablePage):
    """Say of oneself that one is tied to a family."""

    form_class = DeclareForm
    template_name = "cases/exclusions/declare.html"
    heading = "Say that you are tied to this family"
    lead = "You see nothing of this record from then on. Your manager may end it again."
    submit = "Keep me out"
    done_message = "You are kept out of that record. Thank you for saying so."

    def run(self, answers: dict[str, Any]) -> None:
        exclusions.declare(self.found.reference, by=self.request.user, key=answers.pop("once"), **answers)

    def get_success_url(self) -> str:
        return reverse("desk:today")
