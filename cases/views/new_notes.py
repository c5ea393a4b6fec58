"""Write a note: at once, or begin one and finish it later."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.functional import cached_property

from access import clock
from access.errors import Refused
from access.records import as_key
from access.requests import StaffRequest
from access.typed import forget_typed
from cases.forms.notes import NoteForm
from cases.models import Note
from cases.models.notes import NoteKind
from cases.operations import note_drafts, notes, visits
from cases.views.base import CaseOperationView
from cases.views.typing import SavedWhileTyping, kept_now, not_kept
from earlyhelp.govuk.sentences import CHANGED_ON_ITS_WAY
from earlyhelp.govuk.words import time_of_day

CONTROLS = ("csrfmiddlewaretoken", "later")  # sent with the page, and no answer
SAVES = {
    "typing": "What you type is kept for you. It is in the record when you save the note.",
    "without": "Press “Finish later” to keep what you have written without saving the note.",
}
FINISH_LATER = "What you wrote is kept for 28 days, for you alone. It is not in the record yet: finish it from Today or from Add a note."
SAVED_ALREADY = (
    "This note is saved already, with other words. Nothing was changed. To put these words in its place, correct it."
)
JUST_SAVED = "You saved a note with these words at {}. It was not saved again. If it happened twice, say in the words which time this was."


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
        self._once(key, **said)
        made = notes.add(self.case, significant=answers["significant"], by=by, key=key, **said)
        note_drafts.forget(self.case, key, by=by)
        return made

    def _once(self, key: UUID, *, event: notes.Event, people: list[notes.Seen], **said: Any) -> None:
        """Refuse what was saved already: under this key with other words, or with these words and another key."""
        self.saved = self.case.notes.filter(pk=key).first()
        if self.saved:
            if notes.says(self.saved, event=event, people=people, **said):
                return
            raise Refused(SAVED_ALREADY)
        words = {"said": event.said, "next_steps": event.next_steps, **said}
        self.saved = notes.just_saved(self.case, by=self.request.user, **words)
        if self.saved:
            raise Refused(JUST_SAVED.format(time_of_day(self.saved.recorded_at.astimezone(clock.UK))))

    def form_valid(self, form: Any) -> Any:
        self.form = form
        return super().form_valid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs["form"] = kwargs.get("form") or self.get_form()
        here = str(form["once"].value())
        return super().get_context_data(
            keeps_its_key=True,
            saves=SAVES,
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
