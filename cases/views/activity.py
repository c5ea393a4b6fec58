"""A case's activity, its chronology and its tasks."""

import re
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse

from access.errors import Refused
from access.records import as_key
from access.requests import StaffRequest
from cases.forms.chronology import CorrectEventForm, DoneForm, EventForm, TaskForm
from cases.models import Note, SignificantEvent, Task
from cases.operations import activity, chronology, tasks
from cases.views.base import CaseOperationView, CaseView

SHOWN, DEEPEST = 200, 50  # happenings on a page, and pages of them


class Activity(CaseView):
    """Everything that happened, newest first; `?kind=` shows one kind, `?page=` what is older."""

    request: StaffRequest
    template_name = "cases/activity/activity.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kind, page = self.request.GET.get("kind", ""), _page_in(self.request.GET.get("page", ""))
        everything = activity.activity_of(self.case, page * SHOWN + 1)
        chosen = [one for one in everything if kind in ("", one.kind)]
        filters = [
            {"text": words, "href": f"{self.request.path}{f'?kind={code}' if code else ''}", "active": code == kind}
            for code, words in (("", "All"), *((name, name) for name in activity.kinds_of(everything)))
        ]
        return super().get_context_data(
            happenings=chosen[(page - 1) * SHOWN : page * SHOWN],
            older=f"?{urlencode({'kind': kind, 'page': page + 1})}" if len(chosen) > page * SHOWN else "",
            filters=filters,
            page=page,
            **kwargs,
        )


def _page_in(said: str) -> int:
    """The number of a page; the first where it is none, and never one that no case could reach."""
    return min(int(said), DEEPEST) if re.fullmatch("[1-9][0-9]{0,3}", said) else 1


class Chronology(CaseView):
    """Significant events, oldest first; `?child=` shows those about one child."""

    request: StaffRequest
    template_name = "cases/activity/chronology.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        events = [*chronology.in_order(self.case), *chronology.taken_back(self.case)]
        events.sort(key=lambda one: (one.happened_on, one.pk))
        child = self.request.GET.get("child", "")
        if child:
            events = [one for one in events if child in {str(about.person_id) for about in one.people.all()}]
        filters = [{"text": "All", "href": self.request.path, "active": not child}] + [
            {"text": one.full_name, "href": f"{self.request.path}?child={one.pk}", "active": child == str(one.pk)}
            for one in self.case.children
        ]
        return super().get_context_data(events=events, filters=filters, child=child, **kwargs)

    def post(self, request: HttpRequest) -> HttpResponse:
        """One press on a note: its words stand in the chronology too."""
        note = get_object_or_404(Note, case=self.case, pk=as_key(request.POST.get("note", "")))
        try:
            chronology.from_note(note, by=self.request.user)
        except Refused as refusal:
            return self.render_to_response(self.get_context_data(refusal=refusal.sentence), status=422)
        return HttpResponseRedirect(reverse("cases:chronology", args=[self.case.reference]))


class ChronologyStep(CaseOperationView):
    """One entry, and back to the chronology."""

    request: StaffRequest

    def get_success_url(self) -> str:
        return reverse("cases:chronology", args=[self.case.reference])

    get_cancel_url = get_success_url


class AddEvent(ChronologyStep):
    """A significant event."""

    form_class = EventForm
    heading = "Add a significant event"
    submit = "Add to the chronology"
    done_message = "It stands in the chronology"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"case": self.case}

    def run(self, answers: dict[str, Any]) -> SignificantEvent:
        return chronology.add(self.case, by=self.request.user, key=answers.pop("once"), **answers)


class CorrectEvent(ChronologyStep):
    """Other words in the place of an entry's, or none; with the reason."""

    form_class = CorrectEventForm
    heading = "Correct an entry"
    submit = "Save correction"
    done_message = "The correction is saved"

    @property
    def event(self) -> SignificantEvent:
        return get_object_or_404(self.case.significant_events, pk=self.kwargs["event"])

    def get_initial(self) -> dict[str, Any]:
        return {"what": self.event.what, "impact": self.event.impact}

    def run(self, answers: dict[str, Any]) -> SignificantEvent:
        return chronology.correct(self.event, by=self.request.user, key=answers.pop("once"), **answers)


class AddTask(CaseOperationView):
    """Something to be done."""

    request: StaffRequest
    form_class = TaskForm
    heading = "Add a task"
    submit = "Add task"
    done_message = "The task is added"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"case": self.case}

    def run(self, answers: dict[str, Any]) -> Task:
        return tasks.add(self.case, by=self.request.user, key=answers.pop("once"), **answers)


class FinishTask(CaseOperationView):
    """A task is done."""

    request: StaffRequest
    form_class = DoneForm
    heading = "Is this task done?"
    submit = "It is done"
    done_message = "The task is done"

    @property
    def task(self) -> Task:
        return get_object_or_404(self.case.tasks, pk=self.kwargs["task"])

    def run(self, answers: dict[str, Any]) -> Task:
        return tasks.finish(self.task, by=self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"lead": self.task.what or self.task.get_kind_display()}
