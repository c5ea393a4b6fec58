"""Seeing a record without a grant: asking, answering, breaking the glass, and looking at that afterwards."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from access import clock
from access.grants import allows
from access.readings import record_reading
from access.requests import StaffRequest
from access.views.pages import OperationView, Page
from cases.forms.openings import AnswerForm, AskForm, BreakGlassForm, ReviewForm
from cases.models import AccessRequest, BreakGlass, Case
from cases.operations import openings
from cases.operations.openings import HiddenGlass
from cases.views.base import CaseOperationView, CaseView
from cases.views.exclusions import OpenablePage
from cases.views.once_decided import OnceDecided

SHOWN = 100


class Ask(OpenablePage):
    """Whom to ask, what was asked and answered before, and the question."""

    template_name = "cases/openings/ask.html"
    form_class = AskForm
    heading = "Ask to see a record"
    submit = "Ask"
    done_message = "They have your request, and you will have news of the answer"

    def run(self, answers: dict[str, Any]) -> AccessRequest:
        return openings.ask(self.found.reference, by=self.request.user, because=answers["because"], key=answers["once"])

    def get_success_url(self) -> str:
        return reverse("cases:ask", args=[self.found.reference])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = AccessRequest.objects.filter(case_id=self.found.key, asked_by=self.request.user)
        mine = {"pk": self.found.key}
        return super().get_context_data(
            reads=Case.objects.visible_to(self.request.user).filter(**mine).exists(),
            asked=asked.order_by("-asked_at"),
            opens=Case.objects.worked_by(self.request.user).filter(**mine).exists(),
            **kwargs,
        )


class Break(OpenablePage):
    """Open it now, to read it, and answer for it afterwards."""

    template_name = "cases/openings/break.html"
    form_class = BreakGlassForm
    heading = "Open this record by break-glass"
    submit = "Open it for one hour"

    def run(self, answers: dict[str, Any]) -> BreakGlass:
        return openings.break_glass(
            self.found.reference, by=self.request.user, because=answers["because"], key=answers["once"]
        )

    def get_success_url(self) -> str:
        return reverse("cases:case", args=[self.found.reference])

    def get_cancel_url(self) -> str:
        return reverse("cases:ask", args=[self.found.reference])


class Requests(CaseView):
    """Who asked to see this case, and what was answered; and who opened it by break-glass."""

    template_name = "cases/openings/requests.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            requests=self.case.access_requests.select_related("asked_by", "answered_by").order_by("-asked_at"),
            broken=self.case.broken_glass.select_related("user", "reviewed_by").order_by("-opened_at"),
            may_answer=allows(self.request.staff, openings.ANSWER),
            **kwargs,
        )


class AnswerRequest(OnceDecided, CaseOperationView):
    """Yes until a day, or no."""

    request: StaffRequest
    template_name = "cases/openings/answer.html"
    form_class = AnswerForm
    heading = "Answer a request"
    submit = "Send answer"
    done_message = "Whoever asked has news of it"
    thing: AccessRequest

    def look_up(self) -> AccessRequest:
        found = self.case.access_requests.select_related("asked_by")
        return get_object_or_404(found, pk=self.kwargs["asked"])

    def is_decided(self) -> bool:
        return self.thing.answered_at is not None

    def run(self, answers: dict[str, Any]) -> AccessRequest:
        return openings.answer(self.thing, by=self.request.user, **answers)

    def get_success_url(self) -> str:
        return reverse("cases:requests", args=[self.case.reference])

    get_cancel_url = get_success_url


class GlassList(Page):
    """Every opening by break-glass, those that nobody has looked at first."""

    request: StaffRequest
    template_name = "cases/openings/glass.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = BreakGlass.objects.select_related("user", "reviewed_by", "case")
        new = list(found.filter(reviewed_at=None).order_by("opened_at"))
        done = list(found.exclude(reviewed_at=None).order_by("-opened_at")[:SHOWN])
        record_reading(
            "list",
            by=self.request.user,
            route="cases:glass_list",
            fields=[one.case.reference for one in [*new, *done]],
        )
        waiting: list[BreakGlass | HiddenGlass] = [*openings.hidden_glass(), *new]
        waiting.sort(key=lambda one: one.opened_at)
        return super().get_context_data(waiting=[self._row(one) for one in waiting], done=done, **kwargs)

    def _row(self, one: BreakGlass | HiddenGlass) -> dict[str, Any]:
        due = openings.review_by(one)
        mine = openings.outside_the_line(one, self.request.user)
        return {"glass": one, "by": due, "overdue": due < self.request.now, "mine": mine}


class ReviewGlass(OnceDecided, OperationView):
    """Somebody outside the line looks at one opening."""

    request: StaffRequest
    template_name = "cases/openings/review.html"
    form_class = ReviewForm
    heading = "Look at an opening by break-glass"
    submit = "Save review"
    done_message = "The review is recorded"

    def is_decided(self) -> bool:
        return openings.is_reviewed(self.kwargs["glass"])

    @property
    def glass(self) -> BreakGlass | HiddenGlass:
        key = self.kwargs["glass"]
        seen = BreakGlass.objects.select_related("user", "case").filter(pk=key).first()
        one = seen or next((hidden for hidden in openings.hidden_glass() if hidden.pk == key), None)
        if one is None or not openings.outside_the_line(one, self.request.user):
            raise Http404
        return one

    def run(self, answers: dict[str, Any]) -> Any:
        glass = self.glass
        if isinstance(glass, HiddenGlass):
            return openings.review_hidden(glass, by=self.request.user, **answers)
        return openings.review(glass, by=self.request.user, **answers)

    def get_success_url(self) -> str:
        return reverse("cases:glass_list")

    get_cancel_url = get_success_url

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        glass = self.glass
        if isinstance(glass, BreakGlass):
            record_reading("case_page", by=self.request.user, route="cases:review_glass", case=glass.case)
        else:
            record_reading("list", by=self.request.user, route="cases:review_glass")
        due = openings.review_by(glass)
        return super().get_context_data(glass=glass, due=due, overdue=due < clock.now(), **kwargs)
