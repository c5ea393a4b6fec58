"""What every page of a draft shares: whose it is, saving what was typed before anything else, two versions side by side."""

from typing import Any
from uuid import UUID, uuid5

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.generic import FormView, View

from access.models import Draft
from access.operations import drafts
from access.operations.drafts import Kept, Sent
from access.records import as_key, uuid7
from access.requests import StaffRequest
from access.typed import forget_typed, typed_before
from access.views.pages import values_of
from cases.forms.referral_draft import KIND, NOT_SAID, PERSON, ReferralDraft
from cases.models import Case, Referral
from cases.views import typing
from cases.views.typing import KeepsTyped, kept_beside, kept_now, not_kept
from earlyhelp.govuk.answers import answered, in_words

CONTROLS = {*typing.CONTROLS, "then", "number", "again"}  # what a page posts beside its answers
SAVES = {
    "typing": "What you type is kept for you. This part is complete when you save it.",
    "without": "Press “Finish later” to keep what you have typed, whether this part is complete or not.",
}
NEW = f"{PERSON}new"


class DraftView(View):
    """A page of one's own draft. Somebody else's does not exist; one that was sent leads to what was sent."""

    request: StaffRequest
    draft: Draft
    referral: ReferralDraft

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        user, draft = self.request.user, kwargs.pop("draft")
        if sent := Referral.objects.filter(pk=draft, sent_by=user).select_related("case").first():
            return self.was_sent(sent.case, draft)
        found = Draft.objects.filter(pk=draft, author=user, kind=KIND).first()
        if found is None:
            return self.without(draft)
        self.draft = found
        self.read()
        return super().dispatch(request, *args, **kwargs)

    def was_sent(self, case: Case, key: UUID) -> HttpResponseBase:
        """It was sent meanwhile."""
        return HttpResponseRedirect(reverse("cases:referral_sent", args=[case.reference]))

    def without(self, key: UUID) -> HttpResponseBase:
        """There is no such draft of theirs."""
        raise Http404

    def read(self) -> None:
        """Take the content as it stands now."""
        self.draft.refresh_from_db()
        self.referral = ReferralDraft(drafts.content_of(self.draft), self.request.user)

    def address(self, page: str) -> str:
        """Where a page of this draft is."""
        if page.startswith(PERSON):
            return reverse("cases:referral_person", args=[self.draft.pk, page[len(PERSON) :]])
        return reverse(f"cases:referral_{page}", args=[self.draft.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(draft=self.draft, **kwargs)  # type: ignore[misc]  # a mixin before a View
        return context


class DraftPage(DraftView, KeepsTyped, FormView):
    """One page of questions. `page` is its place in the draft."""

    request: StaffRequest
    page = ""
    template_name = "cases/referrals/page.html"
    submit = "Save and continue"
    lead = ""

    def get_form(self, form_class: Any = None) -> Any:
        if self.request.method == "POST":
            return self.form_with(self.request.POST)
        return self.form_with(initial=self.initial_of())

    def form_with(self, data: Any = None, **kwargs: Any) -> Any:
        """The page's form, with answers or without."""
        return self.referral.form(self.page, data, **kwargs)

    def initial_of(self) -> dict[str, Any]:
        """What was typed before, without the errors of last time; before the first time, what is known already."""
        typed = typed_before(self.request) or self.referral.typed(self.page)
        return self.prefilled() if typed is None else values_of(self.form_with(typed))

    def prefilled(self) -> dict[str, Any]:
        """What the page knows before anybody types."""
        return {}

    def was_sent(self, case: Case, key: UUID) -> HttpResponseBase:
        """Another tab has sent the referral. What was typed here is not in it: it is shown, and nothing is lost."""
        if self.request.method != "POST" or not self._typed():
            return super().was_sent(case, key)
        return self.begin_again(key, "This referral was sent in another place", sent=case)

    def without(self, key: UUID) -> HttpResponseBase:
        """Another tab has deleted the draft. What was typed here is shown, and may begin another draft."""
        if self.request.method != "POST" or not self._typed():
            raise Http404
        return self.begin_again(key, "This draft was deleted in another place")

    def begin_again(self, key: UUID, heading: str, sent: Case | None = None) -> HttpResponseBase:
        """Show what was typed on a page that has no draft any more; where they say so, begin another one with it."""
        self.referral = ReferralDraft({}, self.request.user)
        once = as_key(self.request.POST.get("again", ""))
        if once is None:
            return self.gone(heading, "Start a new referral with this", sent=sent)
        begun = uuid5(key, once.hex)  # sent twice, it is one draft; and no key that somebody chose
        self.draft = drafts.start(KIND, by=self.request.user, key=begun)
        drafts.save_page(begun, self.page, self._typed(), kind=KIND, by=self.request.user, sent=Sent())
        return HttpResponseRedirect(self.address(self.page))

    def gone(self, heading: str, submit: str, sent: Case | None = None) -> HttpResponse:
        """What this page belongs to is not there any more: the words that were typed, and a way to keep them."""
        if self.typing:
            return not_kept(f"{heading}. Press the button: what you typed is shown, and is not lost.", status=409)
        typed = self._typed()
        told = {
            "heading": heading,
            "submit": submit,
            "sent": sent,
            "rows": answered(self.form_with(self.request.POST)),
            "typed": [(name, value) for name, values in typed.items() for value in values],
            "once": uuid7(),
        }
        return render(self.request, "cases/referrals/gone.html", told, status=404)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save what was typed, then say what is wrong with it. Another version that was saved meanwhile is shown beside it."""
        if self.typing:
            return self.keep_typed()
        forget_typed(self.request)
        kept = self.keep()
        self.read()
        form = self.get_form()
        if not kept.fits and not self.sent.beside:  # who finishes later knows of both already
            context = self.get_context_data(form=form, other=self._differences(form))
            return self.render_to_response(context, status=422)
        if not self.sent.pressed:
            return HttpResponseRedirect(self.address("tasks"))
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        return HttpResponseRedirect(self.get_success_url())

    def keep_typed(self) -> JsonResponse:
        """Keep the page as it is, however much of it is answered: it is complete when its button is pressed."""
        kept = self.keep()
        if not kept.fits:
            return kept_beside(kept.stamp, self.submit)
        return kept_now(f"Kept for you at {{}}. Press “{self.submit}” when this part is complete.", **self.told(kept))

    def told(self, kept: Kept) -> dict[str, str]:
        """What the page has to know once it is kept: the stamp that it carries from now on."""
        return {"stamp": str(kept.stamp)}

    def keep(self) -> Kept:
        """Store the page, and what it was asked about where its button says that it is complete."""
        typed, sent = self._typed(), self.sent
        remembered = self.remembered() if sent.pressed else self._not_said(typed)
        return drafts.save_page(
            self.draft.pk, self.page, typed, kind=KIND, by=self.request.user, sent=sent, **remembered
        )

    def remembered(self) -> dict[str, Any]:
        """What is stored with the answers: what the page was asked about."""
        return {"about": self.referral.about(self.page)}

    def _not_said(self, typed: dict[str, list[Any]]) -> dict[str, Any]:
        """Half-typed words make no page complete; the same words again leave it as it is."""
        there = self.referral.typed(self.page)
        return {} if there is not None and dict(there.lists()) == typed else {"about": NOT_SAID}

    def _differences(self, form: forms.Form) -> list[tuple[str, str, str]]:
        """Question, what was saved meanwhile, what was typed now; only where the two differ."""
        saved = self.form_with(self.referral.typed(self.page))
        theirs, ours = dict(in_words(saved)), dict(in_words(form))
        return [
            (label, theirs.get(label, ""), ours.get(label, ""))
            for label in {**theirs, **ours}
            if theirs.get(label) != ours.get(label)
        ]

    def get_success_url(self) -> str:
        then = self.request.POST.get("then")
        if then == "add":
            return self.address(NEW)
        if then == "more":
            return self.request.get_full_path()
        if self.request.GET.get("back") == "check":
            return self.address("check")
        return self.address(self.referral.after(self.page))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        again = typed_before(self.request) if self.request.method == "GET" else None
        return super().get_context_data(
            heading=self.referral.heading(self.page),
            title=self.title,
            lead=self.lead,
            submit=self.submit,
            own=self.own(again.get("stamp", "") if again else self.referral.stamp(self.page)),
            saves=SAVES,
            typed_again=again is not None,
            asides=self._asides(),
            **kwargs,
        )

    @property
    def title(self) -> str:
        """The page's title, which never holds a name."""
        return "Another person" if self.page.startswith(PERSON) else self.referral.heading(self.page)

    def _asides(self) -> list[list[tuple[str, str]]]:
        """What was typed in other tabs and did not fit, but for what stands in the boxes; until this page is saved again."""
        here = self._typed() if self.request.method == "POST" else None
        others = [one for one in self.referral.asides(self.page) if dict(one.lists()) != here]
        return [answered(self.form_with(one)) for one in others]

    def _typed(self) -> dict[str, list[Any]]:
        """The answers that the page posts."""
        return {name: values for name, values in self.request.POST.lists() if name not in CONTROLS}
