"""Read, copy or delete a note that was begun and cannot be saved any more."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.datastructures import MultiValueDict

from access.readings import record_reading
from access.requests import StaffRequest
from access.views.pages import OperationView
from cases.forms.notes import NoteFields
from cases.models import Case
from cases.operations import left_notes
from earlyhelp.govuk.answers import answered

# Whom it is about is asked of the case, which is not opened here.
OF_THE_CASE = ("once", "present", "seen", "seen_alone")


class LeftNote(OperationView):
    """One's own words and why they cannot be saved. Where they can, the page of the note comes; somebody else's do not exist."""

    request: StaffRequest
    template_name = "cases/notes/left.html"
    form_class = forms.Form
    heading = "Your unfinished note"
    submit = "Delete these words"
    done_message = "The unfinished note is deleted"

    def dispatch(self, request: HttpRequest, *args: Any, draft: UUID, **kwargs: Any) -> HttpResponseBase:
        found = left_notes.find(draft, by=self.request.user)
        if found is None:
            raise Http404
        if found.case and not found.why:
            address = reverse("cases:add_note", args=[found.case.reference])
            return HttpResponseRedirect(f"{address}?draft={draft}")
        self.note = found
        record_reading(
            "case_page",
            by=self.request.user,
            route="cases:left_note",
            case=found.case or Case(pk=found.of, reference=""),
        )
        return super().dispatch(request, *args, **kwargs)

    def run(self, answers: dict[str, Any]) -> None:
        left_notes.give_up(self.note.key, by=self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        versions = [answered(_Words(MultiValueDict(typed))) for typed in self.note.versions]
        return super().get_context_data(note=self.note, versions=versions, **kwargs)

    def get_success_url(self) -> str:
        return reverse("desk:today")

    get_cancel_url = get_success_url


class _Words(forms.Form):
    """The questions of a note that can be read without its case."""


_Words.base_fields = {name: field for name, field in NoteFields.base_fields.items() if name not in OF_THE_CASE}
