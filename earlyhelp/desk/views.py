"""The roof's own pages: Today, help, the statements, and the two addresses that machines ask."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.decorators import method_decorator
from django.views.generic import TemplateView

from access import clock, notice, slots
from earlyhelp.desk import health


class Today(TemplateView):
    """What there is to do, by job; each line leads to its list."""

    template_name = "desk/today.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        staff = self.request.staff  # type: ignore[attr-defined]  # set by Identity
        jobs = [job for jobs_of in slots.today_jobs.fillings for job in jobs_of(staff)]
        return super().get_context_data(jobs=jobs, today=clock.today(), **kwargs)


@method_decorator(login_not_required, name="dispatch")
class Statement(TemplateView):
    """A page of plain words: help, privacy, accessibility."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(policy=notice.policy(), duty_phone=settings.DUTY_PHONE, **kwargs)


@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
def readyz(request: HttpRequest) -> JsonResponse:
    """Everything that the service needs is there; which part is not, by name and without detail."""
    parts = health.parts()
    return JsonResponse(parts, status=200 if all(parts.values()) else 503)
