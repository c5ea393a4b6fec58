"""Write a note; read one; correct one."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.functional import cached_property

from access.errors import Refused
from access.records import as_key, uuid7
from access.requests import StaffRequest
from access.typed import forget_typed
from cases.forms.notes import CorrectNoteForm, NoteForm
from cases.models import Note
from cases.models.notes import NoteKind
from cases.operations import note_drafts, notes, visits
from cases.views.base import CaseOperationView, CaseView
from cases.views.typing import SavedWhileTyping, kept_now, not_kept
from earlyhelp.govuk.sentences import CHANGED_ON_ITS_WAY
from earlyhelp.govuk.words import day, moment, time_of_day

CONTROLS = ("csrfmiddlewaretoken", "later")  # sent with the page, and no answer
FINISH_LATER = "What you wrote is kept for 28 days, for you alone. It is not in the record yet: finish it from Today or from Add a note."
SAVED_ALREADY = (
    "This note is saved already, with other words. Nothing was changed. To put these words in its place, correct it."
)


class AddNote(SavedWhileTyping):
    """One short page, what happened first. `?kind=visit` has chosen what it was; `?draft=` goes on with one that is not saved yet.

    Sent again with the same key and the same words it is the same note; with other words the note that stands there is to be corrected.
    """

    request: StaffRequest
    template_name = "cases/notes/new.html"
    form_class = NoteForm
    saved: Note | None = None  # with this page's key, and saying something else
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

    def typed_earlier(self) -> MultiValueDict | None:
        return super().typed_earlier() or self.kept

    @cached_property
    def kept(self) -> MultiValueDict | None:
        """What was typed of the note that the address names, or None."""
        key = as_key(self.request.GET.get("draft", ""))
        typed = key and note_drafts.typed_in(self.case, key, by=self.request.user)
        return MultiValueDict(typed) if typed else None

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.finish_later() if "later" in request.POST else super().post(request, *args, **kwargs)

    def keep_typed(self) -> JsonResponse:
        try:
            self._keep(self.get_form())
        except Refused as refusal:
            return not_kept(refusal.sentence)
        return kept_now("Kept for you at {}. It is in the record when you save the note.")

    def finish_later(self) -> HttpResponse:
        """Keep the page as it is, however much of it is answered, and go to the case."""
        form = self.get_form()
        try:
            self._keep(form)
        except Refused as refusal:
            return self.refused(form, refusal)
        forget_typed(self.request)
        messages.success(self.request, FINISH_LATER)
        return HttpResponseRedirect(self.get_success_url())

    def _keep(self, form: NoteForm) -> None:
        key = as_key(form["once"].value())
        if key is None:
            raise Refused(f"{CHANGED_ON_ITS_WAY}.")
        answers = {name: values for name, values in self.request.POST.lists() if name not in CONTROLS}
        note_drafts.keep(self.case, answers, by=self.request.user, key=key)

    def run(self, answers: dict[str, Any]) -> Note:
        form, key, by = self.form, answers["once"], self.request.user
        said = {name: answers[name] for name in ("kind", "happened_on", "text")}
        said |= {"event": form.event(), "people": form.about()}
        there = self.case.notes.filter(pk=key).first()
        if there and not notes.says(there, **said):
            self.saved = there
            raise Refused(SAVED_ALREADY)
        made = notes.just_saved(self.case, by=by, **said) or notes.add(
            self.case, significant=answers["significant"], by=by, key=key, **said
        )
        note_drafts.forget(self.case, key, by=by)
        return made

    def form_valid(self, form: Any) -> Any:
        self.form = form
        return super().form_valid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs["form"] = kwargs.get("form") or self.get_form()
        here = str(form["once"].value())
        return super().get_context_data(
            keeps_its_key=True,
            saves=True,
            saved=self.saved,
            instead=self._instead(),
            gone="draft" in self.request.GET and not form.is_bound and self.kept is None,
            unfinished=[one for one in note_drafts.unfinished(self.case, by=self.request.user) if str(one.key) != here],
            **kwargs,
        )

    def _instead(self) -> dict[str, str] | None:
        """The way to correct what was saved, taking the words along."""
        if self.saved is None:
            return None
        address = reverse("cases:correct_note", args=[self.case.reference, self.saved.pk])
        return {"text": "Correct the saved note with these words", "href": address}


class DiscardNote(CaseOperationView):
    """Give up a note that was begun and not saved."""

    request: StaffRequest
    form_class = forms.Form
    heading = "Delete this unfinished note?"
    submit = "Delete the unfinished note"
    done_message = "The unfinished note is deleted"

    def look_up(self) -> str:
        """How it begins; Http404 where nothing is kept under this key."""
        typed = note_drafts.typed_in(self.case, self.kwargs["draft"], by=self.request.user)
        if typed is None:
            raise Http404
        return note_drafts.begins(typed)

    @property
    def lead(self) -> str:  # type: ignore[override]  # it says which
        begins = f"It begins: “{self.thing}”. " if self.thing else ""
        return f"{begins}It was never saved in the record. It is deleted now and cannot be brought back."

    def run(self, answers: dict[str, Any]) -> None:
        note_drafts.forget(self.case, self.kwargs["draft"], by=self.request.user)

    def get_success_url(self) -> str:
        return self.get_cancel_url()

    def get_cancel_url(self) -> str:
        return reverse("cases:add_note", args=[self.case.reference])


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
        return notes.correct(
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
