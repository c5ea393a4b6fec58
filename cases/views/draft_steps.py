"""What is done with a draft of a referral as a whole: see what is left, check and send, take somebody out, delete it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

from access.errors import Refused
from access.operations import drafts
from access.requests import StaffRequest
from access.views.pages import OperationView, Page
from cases.forms.referral_draft import CANNOT_START, COMPLETED, INCOMPLETE, KIND, LAST_TIME, PERSON, TWO_VERSIONS
from cases.forms.referral_people import TELL_WHERE
from cases.forms.referrals import HelpForm
from cases.models import Case
from cases.operations import eligibility, referrals
from cases.views.draft_pages import DraftView
from earlyhelp.govuk.answers import answered

TAGS = {
    INCOMPLETE: {"text": INCOMPLETE},
    TWO_VERSIONS: {"text": TWO_VERSIONS, "classes": "govuk-tag--orange"},
}


class ReferralTasks(DraftView, Page):
    """The pages in order, and how far each is."""

    request: StaffRequest
    template_name = "cases/referrals/tasks.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        tasks = [
            {
                "title": {"text": self.referral.heading(page)},
                "status": {"tag": TAGS[state]} if state in TAGS else {"text": state},
                **({"href": self.address(page)} if state != CANNOT_START else {}),
            }
            for page, state in self.referral.tasks.items()
        ]
        left = self.referral.left
        return super().get_context_data(
            tasks=tasks, done=len(tasks) - len(left), next=self.address(left[0] if left else "check"), **kwargs
        )


class ReferralCheck(DraftView, OperationView):
    """Everything once more, with a way to change each answer; then it is sent."""

    request: StaffRequest
    template_name = "cases/referrals/check.html"
    form_class = forms.Form
    heading = "Check the referral"
    submit = "Send referral"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        filled = {page: self._filled(page) for page in self.referral.tasks}
        guarded = any(form and "protected" in form.fields and form["protected"].value() for form in filled.values())
        parts = [
            {
                "heading": self.referral.heading(page),
                "change": f"{self.address(page)}?back=check",
                "rows": answered(form) if (form := filled[page]) else [],
                "off_paper": _labels(form, TELL_WHERE) if form and guarded else [],
                "left": state != COMPLETED,
                "two": state == TWO_VERSIONS,
            }
            for page, state in self.referral.tasks.items()
        ]
        by_age = eligibility.by_age(self.referral.children)
        return super().get_context_data(
            parts=parts, staff=self.request.staff, seen=self.referral.digest, by_age=by_age, **kwargs
        )

    def _filled(self, page: str) -> forms.BaseForm | None:
        """The page with what was typed, or None where nothing was."""
        typed = self.referral.typed(page) if page != "match" else None
        if typed is None or (form := self.referral.form(page, typed)) is None:
            return None
        for name in form.unused() if isinstance(form, HelpForm) else []:
            del form.fields[name]
        return form

    def run(self, answers: dict[str, Any]) -> Case:
        if self.request.POST.get("seen") != self.referral.digest:
            raise Refused("The referral has changed since you opened this page. Read it again, then send it.")
        if two := self._headed(self.referral.in_two):
            raise Refused(f"Another version is kept of: {two}. Open it, decide between the two, and save it.")
        if left := self._headed(self.referral.left):
            raise Refused(f"Not complete yet: {left}.")
        told = self.referral.answers()
        case = referrals.send(told, by=self.request.user, key=self.draft.pk)
        drafts.remember(LAST_TIME, {"school": told.people[0].school}, by=self.request.user)
        drafts.discard(self.draft)
        return case

    def _headed(self, pages: list[str]) -> str:
        return ", ".join(self.referral.heading(page) for page in pages)

    def get_success_url(self) -> str:
        return reverse("cases:referral_sent", args=[self.result.reference])

    def get_cancel_url(self) -> str:
        return reverse("cases:referral_tasks", args=[self.draft.pk])


def _labels(form: forms.BaseForm, names: Sequence[str]) -> list[str]:
    """The questions of these fields, as far as the form has them."""
    return [str(form.fields[name].label) for name in names if name in form.fields]


class RemovePerson(DraftView, OperationView):
    """Take a person out of the draft again."""

    request: StaffRequest
    form_class = forms.Form
    heading = "Remove this person from the referral?"
    lead = "What was typed about them is deleted from the draft."
    submit = "Remove"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.page = f"{PERSON}{kwargs.pop('number')}"
        return super().dispatch(request, *args, **kwargs)

    def run(self, answers: dict[str, Any]) -> None:
        drafts.drop_pages(self.draft.pk, (self.page,), kind=KIND, by=self.request.user)

    def get_success_url(self) -> str:
        return reverse("cases:referral_tasks", args=[self.draft.pk])

    def get_cancel_url(self) -> str:
        return self.get_success_url()


class DiscardReferral(DraftView, OperationView):
    """Give a draft up."""

    request: StaffRequest
    form_class = forms.Form
    heading = "Delete this draft?"
    lead = "Nothing was sent. What was typed is deleted now and cannot be brought back."
    submit = "Delete the draft"
    done_message = "The draft is deleted"

    def run(self, answers: dict[str, Any]) -> None:
        drafts.discard(self.draft)

    def get_success_url(self) -> str:
        return reverse("cases:my_referrals")

    def get_cancel_url(self) -> str:
        return reverse("cases:referral_tasks", args=[self.draft.pk])
