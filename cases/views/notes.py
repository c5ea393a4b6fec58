"""Write a note."""

from typing import Any

from cases.forms.notes import NoteForm
from cases.operations import notes
from cases.views.base import CaseOperationView


class AddNote(CaseOperationView):
    """One short page."""

    form_class = NoteForm
    heading = "Add a note"
    submit = "Save note"
    done_message = "The note is saved"

    def run(self, answers: dict[str, Any]) -> Any:
        return notes.add(self.case, by=self.request.user, key=answers.pop("once"), **answers)
