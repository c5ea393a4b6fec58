"""Log a referral: start, people, story, sent. What is typed is a draft on the server from the first page on."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.generic import FormView, View

from access.errors import Refused
from access.models import Draft
from access.operations import drafts
from access.readings import record_reading
from access.requests import StaffRequest
from access.views.pages import OperationView, Page
from cases.forms.referrals import PeopleForm, StoryForm
from cases.models import Case, Referral
from cases.operations import referrals

KIND = "referral"


class MyReferrals(Page):
    """Drafts and what was sent, newest first."""

    template_name = "cases/referrals/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sent = list(Case.objects.sent_by(self.request.user).order_by("-received_at")[:50])
        record_reading(
            "list", by=self.request.user, route="cases:my_referrals", fields=[case.reference for case in sent]
        )
        mine = Draft.objects.filter(author=self.request.user, kind=KIND).order_by("-changed_at")
        return super().get_context_data(sent=sent, drafts=mine, **kwargs)


class NewReferral(Page):
    """The danger route first, then the start button. Starting makes the draft, so that nothing typed is lost."""

    template_name = "cases/referrals/new.html"

    def post(self, request: StaffRequest) -> HttpResponse:
        draft = drafts.save(KIND, {}, by=request.user)
        return HttpResponseRedirect(reverse("cases:referral_people", args=[draft.pk]))


class DraftPage(View):
    """A page of one's own draft. Somebody else's does not exist."""

    request: StaffRequest
    page = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        user, draft = self.request.user, kwargs.pop("draft")
        if sent := Referral.objects.filter(pk=draft, sent_by=user).select_related("case").first():
            return HttpResponseRedirect(reverse("cases:referral_sent", args=[sent.case.reference]))
        self.draft = get_object_or_404(Draft, pk=draft, author=user, kind=KIND)
        self.content = drafts.content_of(self.draft)
        return super().dispatch(request, *args, **kwargs)

    def keep(self) -> None:
        """Save what was typed, valid or not, as it was typed."""
        typed = {name: values for name, values in self.request.POST.lists() if name != "csrfmiddlewaretoken"}
        self.content = drafts.content_of(self.draft) | {self.page: typed}
        drafts.save(KIND, self.content, by=self.request.user, key=self.draft.pk)

    def typed(self, page: str) -> Any:
        """What was typed on a page, in the shape a form reads; None before its first time."""
        if page not in self.content:
            return None
        data = QueryDict(mutable=True)
        for name, values in self.content[page].items():
            data.setlist(name, values)
        return data


class ReferralPeople(DraftPage, FormView):
    """Page 1: who it is about, where they live, what they were told."""

    request: StaffRequest
    page = "people"
    template_name = "cases/referrals/people.html"
    form_class = PeopleForm

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        if self.request.method == "GET" and (data := self.typed("people")) is not None:
            kwargs["initial"] = _initial(PeopleForm(data))
        return kwargs

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.get_form()
        self.keep()
        return self.form_valid(form) if form.is_valid() else self.form_invalid(form)

    def form_invalid(self, form: forms.BaseForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_success_url(self) -> str:
        return reverse("cases:referral_story", args=[self.draft.pk])


class ReferralStory(DraftPage, OperationView):
    """Page 2: what is happening and what would help; sending it."""

    request: StaffRequest
    page = "story"
    template_name = "cases/referrals/story.html"
    form_class = StoryForm
    heading = "What is happening"
    submit = "Send referral"

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        if self.request.method == "GET" and (data := self.typed("story")) is not None:
            kwargs["initial"] = _initial(StoryForm(data))
        return kwargs

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.keep()
        return super().post(request, *args, **kwargs)

    def run(self, answers: dict[str, Any]) -> Case:
        people = PeopleForm(self.typed("people"))
        if not people.is_valid():
            raise Refused("The first page is not complete. Go back to it and answer what is marked.")
        case = referrals.send(
            referrals.ReferralAnswers(
                people=people.people(),
                address=people.cleaned_data["address"],
                postcode=people.cleaned_data["postcode"],
                told={name: value for name, value in people.cleaned_data.items() if name.startswith("told_")},
                **answers,
            ),
            by=self.request.user,
            key=self.draft.pk,
        )
        drafts.discard(self.draft)
        return case

    def get_success_url(self) -> str:
        return reverse("cases:referral_sent", args=[self.result.reference])

    def get_cancel_url(self) -> str:
        return reverse("cases:referral_people", args=[self.draft.pk])


class ReferralSent(Page):
    """The reference, and what happens next."""

    template_name = "cases/referrals/sent.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        case = Case.objects.sent_by(self.request.user).filter(reference=kwargs["reference"]).first()
        if case is None:
            raise Http404
        return super().get_context_data(case=case, **kwargs)


def _initial(form: forms.Form) -> dict[str, Any]:
    """Typed values as initial ones: a page opened again shows them without the errors of last time."""
    form.is_valid()
    return {name: form[name].value() for name in form.fields}
