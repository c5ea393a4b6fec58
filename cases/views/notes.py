"""Write a note; correct one."""

from typing import Any

from django.shortcuts import get_object_or_404

from access.requests import StaffRequest
from cases.forms.notes import CorrectNoteForm, NoteForm
from cases.models import Note
from cases.models.notes import NoteKind
from cases.operations import notes, visits
from cases.views.base import CaseOperationView


class AddNote(CaseOperationView):
    """One short page, what happened first. `?kind=visit` has chosen what it was."""

    request: StaffRequest
    form_class = NoteForm
    heading = "Add a note"
    submit = "Save note"
    done_message = "The note is saved"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"case": self.case}

    def get_initial(self) -> dict[str, Any]:
        kind = self.request.GET.get("kind")
        if kind == NoteKind.VISIT:
            return {
                "kind": kind,
                "present": visits.at_home(self.case),
                "purpose": visits.planned(self.case, by=self.request.user),
            }
        return {"kind": kind} if kind in NoteKind.values else {}

    def run(self, answers: dict[str, Any]) -> Note:
        form = self.form
        return notes.add(
            self.case,
            kind=answers["kind"],
            happened_on=answers["happened_on"],
            text=answers["text"],
            event=form.event(),
            people=form.about(),
            significant=answers["significant"],
            by=self.request.user,
            key=answers["once"],
        )

    def form_valid(self, form: Any) -> Any:
        self.form = form
        return super().form_valid(form)


class CorrectNote(CaseOperationView):
    """Other words in the place of a note's, or none; with the reason."""

    request: StaffRequest
    form_class = CorrectNoteForm
    heading = "Correct a note"
    submit = "Save correction"
    done_message = "The correction is saved"

    @property
    def note(self) -> Note:
        return get_object_or_404(self.case.notes, pk=self.kwargs["note"])

    def get_initial(self) -> dict[str, Any]:
        return {"text": self.note.text}

    def run(self, answers: dict[str, Any]) -> Note:
        return notes.correct(self.note, by=self.request.user, key=answers.pop("once"), **answers)
