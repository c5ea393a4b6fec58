"""Read a note; correct one."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse

from access.records import uuid7
from access.requests import StaffRequest
from cases.forms.notes import CorrectNoteForm
from cases.models import Note
from cases.operations import note_drafts, notes
from cases.views.base import CaseOperationView, CaseView
from earlyhelp.govuk.words import day, moment, time_of_day


class OneNote(CaseView):
    """A note with everything about it, and what stood in its place before or stands there now."""

    request: StaffRequest
    template_name = "cases/notes/note.html"

    def look_up(self) -> Note:
        return get_object_or_404(self.case.notes, pk=self.kwargs["note"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        versions = notes.versions_of(self.thing)
        here = next(n for n, one in enumerate(versions) if one.pk == self.thing.pk)
        shown = {
            "note": versions[here],
            "rows": _rows(versions[here]),
            "after": versions[here - 1] if here else None,
            "newest": versions[0],
            "versions": versions,
            "in_chronology": self.thing.significant_events.exists(),
        }
        return super().get_context_data(**kwargs) | shown


class CorrectNote(CaseOperationView):
    """Another note in the place of one, or none; with the reason."""

    request: StaffRequest
    form_class = CorrectNoteForm
    heading = "Correct a note"
    lead = "Change what is wrong. What was written before stays in the record, marked as corrected."
    submit = "Save correction"
    done_message = "The correction is saved"

    def look_up(self) -> Note:
        return get_object_or_404(self.case.notes, pk=self.kwargs["note"])

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs() | {"note": self.thing}
        if self.request.POST.get("once") == str(self.thing.pk):  # the words come from the page that made this note
            kwargs["data"] = self.request.POST.copy()
            kwargs["data"]["once"] = str(uuid7())
        return kwargs

    def run(self, answers: dict[str, Any]) -> Note:
        because, key, by = answers["because"], answers["once"], self.request.user
        if answers["take_back"]:
            return notes.correct(self.thing, text="", because=because, by=by, key=key)
        made = notes.correct(
            self.thing,
            kind=answers["kind"],
            happened_on=answers["happened_on"],
            text=answers["text"],
            event=self.form.event(),
            people=self.form.about(),
            because=because,
            by=by,
            key=key,
        )
        note_drafts.forget_said(self.case, made, by=by, key=note_drafts.after(self.thing.pk, by))
        return made

    def form_valid(self, form: Any) -> Any:
        self.form = form
        return super().form_valid(form)

    def get_success_url(self) -> str:
        return reverse("cases:note", args=[self.case.reference, self.result.pk])

    def get_cancel_url(self) -> str:
        return reverse("cases:note", args=[self.case.reference, self.thing.pk])


def _rows(note: Note) -> list[tuple[str, str]]:
    """Everything about a note: question and answer. One that takes a note back says nothing itself."""
    at = f", {time_of_day(note.happened_at)}" if note.happened_at else ""
    event = [
        ("What it was", note.get_kind_display()),
        ("When it happened", f"{day(note.happened_on)}{at}"),
        ("Where", note.place),
        ("What it was for", note.purpose),
        ("Who was there", notes.who_in_words(note)),
        ("Seen", notes.names(note, "seen")),
        ("Seen alone", notes.names(note, "seen_alone")),
        ("What happened", note.text),
        ("What was said", note.said),
        ("What happens next", note.next_steps),
        ("Language and format", note.needs_met),
        ("Marks", notes.marks_in_words(note)),
    ]
    written = [("When it was written", moment(note.recorded_at)), ("By whom", str(note.author))]
    corrects = [("Why it is corrected" if note.text else "Why it was taken back", note.because)]
    return [*(event if note.text else event[:2]), *written, *(corrects if note.because else [])]
