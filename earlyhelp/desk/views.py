"""The roof's own pages: Today, help, the statements, and the two addresses that machines ask."""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.decorators import method_decorator
from django.views.generic import TemplateView

from access import clock, notice, slots
from access.readings import record_reading
from earlyhelp.desk import health
from earlyhelp.desk.families import Entered, contacts_for_families, notice_for_families
from earlyhelp.desk.picture import picture_of

WEEK = timedelta(days=7)


class Today(TemplateView):
    """What there is to do, by job; each line leads to its list."""

    template_name = "desk/today.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        staff = self.request.staff  # type: ignore[attr-defined]  # set by Identity
        jobs = [job for jobs_of in slots.today_jobs.fillings for job in jobs_of(staff)]
        today = clock.today()
        due = [one for due_of in slots.due_work.fillings for one in due_of(staff)]
        if due:
            record_reading("list", by=self.request.user, route="desk:today", fields={one.reference for one in due})
        shortcuts = [one for shortcuts_of in slots.shortcuts.fillings for one in shortcuts_of(staff)]
        return super().get_context_data(
            shortcuts=shortcuts,
            jobs=jobs,
            groups=grouped(due, today),
            later=_next_after(due, today),
            today=today,
            **kwargs,
        )


def grouped(due: list[slots.Due], today: date) -> list[tuple[str, list[slots.Due]]]:
    """What is overdue, due today and due within a week, each with its heading; empty ones are left out."""
    named: dict[str, list[slots.Due]] = {"Overdue": [], "Today": [], "This week": []}
    for one in sorted(due, key=lambda one: (one.on, one.reference, one.words)):
        if one.on < today:
            named["Overdue"].append(one)
        elif one.on <= today + WEEK:
            named["Today" if one.on == today else "This week"].append(one)
    return [(heading, found) for heading, found in named.items() if found]


def _next_after(due: list[slots.Due], today: date) -> date | None:
    """The first day on which something is due after this week."""
    return min((one.on for one in due if one.on > today + WEEK), default=None)


@method_decorator(login_not_required, name="dispatch")
class Statement(TemplateView):
    """A page of plain words: help, accessibility."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(policy=notice.policy(), duty_phone=settings.DUTY_PHONE, **kwargs)


@method_decorator(login_not_required, name="dispatch")
class Privacy(TemplateView):
    """The council's notice for families, as the program keeps it, with what the council has said where the notice is open."""

    template_name = "desk/privacy.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        policy = notice.policy()
        entered = [Entered(*one) for one in notice.published()]
        return super().get_context_data(
            policy=policy,
            sections=notice_for_families(policy, entered),
            contacts=contacts_for_families(policy, entered),
            picture=picture_of(policy),
            **kwargs,
        )


@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
def readyz(request: HttpRequest) -> JsonResponse:
    """Everything that the service needs is there; which part is not, which alarm rings, and for how many seconds the oldest thing
    left for the worker has waited: by name and without detail.
    """
    parts: dict[str, Any] = health.parts()
    more: dict[str, Any] = {}
    if parts["database"]:
        more = {"alarms": health.alarms(), "waiting_seconds": health.waiting_seconds()}
    told = parts | {name: value for name, value in more.items() if value}
    return JsonResponse(told, status=200 if all(parts.values()) else 503)
