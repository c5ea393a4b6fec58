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
from access.operations.drafts import Kept
from access.records import as_key
from access.requests import StaffRequest
from access.typed import forget_typed, typed_before
from cases.forms.notes import NoteForm
from cases.models import Note
from cases.models.notes import NoteKind
from cases.operations import note_drafts, notes, visits
from cases.operations.work import why_stopped
from cases.views.base import CaseOperationView
from cases.views.typing import CONTROLS, SavedWhileTyping, kept_beside, kept_now, not_kept
from earlyhelp.govuk.answers import answered
from earlyhelp.govuk.sentences import CHANGED_ON_ITS_WAY
from earlyhelp.govuk.words import time_of_day

SAVES = {
    "typing": "What you type is kept for you. It is in the record when you save the note.",
    "without": "Press “Finish later” to keep what you have written without saving the note.",
}
FINISH_LATER = "What you wrote is kept for 28 days, for you alone. It is not in the record yet: finish it from Today or from Add a note."
BOTH_KEPT = "This note was changed in another window while you typed. Both versions are kept for 28 days: see both under Add a note, then save it."
OF_ITS_OWN = "This note is saved already. What you type now is kept as an unfinished note of its own, at {}."
SAVED_SO = "This note is saved already, with these words."
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
    changed = False  # in another window, since this page was made
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
            key, kept = self._keep(self.get_form())
        except Refused as refusal:
            return not_kept(refusal.sentence)
        if kept is None:
            return kept_now(SAVED_SO)
        if not kept.fits:
            return kept_beside(kept.stamp, self.submit)
        here = f"{reverse('cases:add_note', args=[self.case.reference])}?draft={key}"
        if key != as_key(self.request.POST["once"]):
            return kept_now(OF_ITS_OWN, here=here)
        return kept_now(
            "Kept for you at {}. It is in the record when you save the note.", stamp=str(kept.stamp), here=here
        )

    def finish_later(self) -> HttpResponse:
        """Keep the page as it is, however much of it is answered, and go to the case."""
        form = self.get_form()
        try:
            _key, kept = self._keep(form)
        except Refused as refusal:
            return self.refused(form, refusal)
        forget_typed(self.request)
        if kept is None or kept.fits:
            messages.success(self.request, FINISH_LATER if kept else SAVED_SO)
        else:
            messages.warning(self.request, BOTH_KEPT)
        return HttpResponseRedirect(self.get_success_url())

    def _keep(self, form: NoteForm) -> tuple[UUID | None, Kept | None]:
        """Under which key it is kept, and how; neither where all of it is saved already."""
        key, by, typed = as_key(form["once"].value()), self.request.user, self._typed()
        if key is None:
            raise Refused(f"{CHANGED_ON_ITS_WAY}.")
        place = note_drafts.place_of(self.case, typed, by=by, key=key)
        if place is None:
            return None, None
        return place, note_drafts.keep(self.case, typed, by=by, key=place, sent=self.sent)

    def _typed(self) -> note_drafts.Typed:
        return {name: values for name, values in self.request.POST.lists() if name not in CONTROLS}

    def run(self, answers: dict[str, Any]) -> Note:
        form, key, by = self.form, answers["once"], self.request.user
        said = {name: answers[name] for name in ("kind", "happened_on", "text")}
        said |= {"event": form.event(), "people": form.about()}
        self._once(key, **said)
        self._seen(key)
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

    def _seen(self, key: UUID) -> None:
        """Refuse what another window has typed on meanwhile; what was typed here is kept beside it."""
        by, typed = self.request.user, self._typed()
        try:
            note_drafts.need_seen(self.case, typed, by=by, key=key, sent=self.sent)
        except note_drafts.ChangedElsewhere:
            note_drafts.keep(self.case, typed, by=by, key=key, sent=self.sent)
            self.changed = True
            raise

    def form_valid(self, form: Any) -> Any:
        self.form = form
        return super().form_valid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs["form"] = kwargs.get("form") or self.get_form()
        here = str(form["once"].value())
        stamp, others = self._versions(as_key(here))
        return super().get_context_data(
            keeps_its_key=True,
            saves=None if why_stopped(self.case) else SAVES,
            others=others,
            beside=self.changed or "beside" in self.request.POST,
            own=self.own(stamp),
            saved=self.saved,
            instead=self._instead(),
            gone="draft" in self.request.GET and not form.is_bound and self.kept is None,
            unfinished=[one for one in note_drafts.unfinished(self.case, by=self.request.user) if str(one.key) != here],
            **kwargs,
        )

    def _versions(self, key: UUID | None) -> tuple[int | str, list[list[tuple[str, str]]]]:
        """The stamp of what the page shows; and what else was typed of this note, in other windows, where it differs."""
        stamp, kept = note_drafts.versions(self.case, key, by=self.request.user) if key else (0, [])
        if self.request.method != "POST":
            again = typed_before(self.request)
            return (again.get("stamp", "") if again else stamp), self._in_words(kept[1:], kept[:1])
        ours = self._typed()
        shown = self.changed or "beside" in self.request.POST
        return (stamp if self.changed else self.sent.seen), self._in_words(kept if shown else kept[1:], [ours])

    def _in_words(
        self, versions: list[note_drafts.Typed], ours: list[note_drafts.Typed]
    ) -> list[list[tuple[str, str]]]:
        """Question and answer of each version, but for what is answered in the boxes as well."""
        if not versions:
            return []
        form = NoteForm(MultiValueDict(), case=self.case)
        rows = []
        for one in (*ours, *versions):
            form.data = MultiValueDict(one)  # one form reads them all: its choices are asked of the case once
            rows.append(answered(form))
        here = rows[0] if ours else []
        return [found for row in rows[len(ours) :] if (found := [one for one in row if one not in here])]

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
