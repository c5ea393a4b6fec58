"""The pages of a referral that is not sent yet. Every POST saves what was typed, right or wrong, before anything else."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.generic import FormView, View

from access import clock
from access.errors import Refused
from access.models import Draft
from access.operations import drafts
from access.records import uuid7
from access.requests import StaffRequest
from access.typed import forget_typed, typed_before
from access.views.pages import OperationView, Page, values_of
from cases.forms.referral_draft import KIND, LAST_TIME, PERSON, ReferralDraft
from cases.forms.referrals import HelpForm
from cases.models import Case, Referral
from cases.operations import referrals
from earlyhelp.govuk.answers import in_words

CONTROLS = {"csrfmiddlewaretoken", "stamp", "then", "number"}  # what a page posts beside its answers
NEW = f"{PERSON}new"


class DraftView(View):
    """A page of one's own draft. Somebody else's does not exist; one that was sent leads to what was sent."""

    request: StaffRequest
    draft: Draft
    referral: ReferralDraft

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        user, draft = self.request.user, kwargs.pop("draft")
        if sent := Referral.objects.filter(pk=draft, sent_by=user).select_related("case").first():
            return HttpResponseRedirect(reverse("cases:referral_sent", args=[sent.case.reference]))
        self.draft = get_object_or_404(Draft, pk=draft, author=user, kind=KIND)
        self.read()
        return super().dispatch(request, *args, **kwargs)

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
        context: dict[str, Any] = super().get_context_data(draft=self.draft, **kwargs)  # type: ignore[misc]
        return context


class DraftPage(DraftView, FormView):
    """One page of questions. `page` is its place in the draft."""

    request: StaffRequest
    page = ""
    template_name = "cases/referrals/page.html"
    submit = "Save and continue"
    lead = ""

    def get_form(self, form_class: Any = None) -> Any:
        if self.request.method == "POST":
            return self.referral.form(self.page, self.request.POST)
        return self.referral.form(self.page, initial=self.initial_of())

    def initial_of(self) -> dict[str, Any]:
        """What was typed before, without the errors of last time; before the first time, what is known already."""
        typed = typed_before(self.request) or self.referral.typed(self.page)
        return self.prefilled() if typed is None else values_of(self.referral.form(self.page, typed))

    def prefilled(self) -> dict[str, Any]:
        """What the page knows before anybody types."""
        return {}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save what was typed, then say what is wrong with it. Another version that was saved meanwhile is shown beside it."""
        forget_typed(self.request)
        stamp = self.request.POST.get("stamp", "")
        fits = self.keep(int(stamp) if _is_number(stamp) else 0)
        self.read()
        form = self.get_form()
        if not fits:
            return self.render_to_response(self.get_context_data(form=form, other=self._differences(form)), status=422)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        return HttpResponseRedirect(self.get_success_url())

    def keep(self, seen: int) -> bool:
        """Store the page; whether it fits what was there when it was opened."""
        typed = {name: values for name, values in self.request.POST.lists() if name not in CONTROLS}
        return drafts.save_page(
            self.draft.pk,
            self.page,
            typed,
            kind=KIND,
            by=self.request.user,
            seen=seen,
            about=self.referral.about(self.page),
        )

    def _differences(self, form: forms.Form) -> list[tuple[str, str, str]]:
        """Question, what was saved meanwhile, what was typed now; only where the two differ."""
        saved = self.referral.form(self.page, self.referral.typed(self.page))
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
            stamp=again.get("stamp", "") if again else self.referral.stamp(self.page),
            typed_again=again is not None,
            aside=self._aside() if "other" not in kwargs else [],
            **kwargs,
        )

    @property
    def title(self) -> str:
        """The page's title, which never holds a name."""
        return "Another person" if self.page.startswith(PERSON) else self.referral.heading(self.page)

    def _aside(self) -> list[tuple[str, str]]:
        """What was typed in another tab and did not fit; until this page is saved again."""
        typed = self.referral.typed(self.page, aside=True)
        return [row for row in in_words(self.referral.form(self.page, typed)) if row[1]] if typed is not None else []


class ReferralOrigin(DraftPage):
    """For the hub: from whom a referral is taken down."""

    page = "origin"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not referrals.takes_down(self.request.user):
            raise Http404
        return super().dispatch(request, *args, **kwargs)


class ReferralPeople(DraftPage):
    """The first child, where they live, and a parent or carer."""

    page = "people"

    def prefilled(self) -> dict[str, Any]:
        last = Draft.objects.filter(author=self.request.user, kind=LAST_TIME).order_by("-changed_at").first()
        return {"child_school": drafts.content_of(last).get("school", "")} if last else {}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(may_add=True, **kwargs)


class ReferralPerson(DraftPage):
    """One more person, with the household's address."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.number = kwargs.pop("number")
        return super().dispatch(request, *args, **kwargs)

    def read(self) -> None:
        super().read()
        self.page = PERSON + self.number
        if self.number == "new" and self.request.method == "POST":
            self.page = PERSON + _key(self.request.POST.get("number", ""))
        elif self.number != "new" and self.page not in self.referral.content:
            raise Http404

    def prefilled(self) -> dict[str, Any]:
        return dict(self.referral.household)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            may_add=True,
            number=self._carried() if self.number == "new" else "",
            remove=reverse("cases:referral_remove_person", args=[self.draft.pk, self.number])
            if self.number != "new"
            else "",
            **kwargs,
        )

    def _carried(self) -> str:
        """The key that the page of a new person carries: saving it twice adds one person."""
        again = typed_before(self.request) if self.request.method == "GET" else None
        carried = again.get("number", "") if again else ""
        return _key(str(carried)) if self.page == NEW else self.page[len(PERSON) :]


class ReferralTold(DraftPage):
    """Who was told, how, when, by whom; why not; and consent only where the notice relies on it."""

    page = "told"

    def prefilled(self) -> dict[str, Any]:
        return {"told_on": clock.today(), "told_by": self.request.user.name}


class ReferralStory(DraftPage):
    """Worries, strengths, the child's words."""

    page = "story"


class ReferralHelp(DraftPage):
    """What would help, and who is involved."""

    page = "help"
    template_name = "cases/referrals/help.html"

    def prefilled(self) -> dict[str, Any]:
        staff = self.request.staff
        return {
            "pro1_name": self.request.user.name,
            "pro1_job": staff.job_title,
            "pro1_works_for": staff.organisation.name,
            "pro1_phone": staff.phone,
        }


class ReferralMatch(DraftPage):
    """Before the story: whether the people are known. A partner gets the same page whatever is found."""

    page = "match"
    template_name = "cases/referrals/match.html"

    def get_form(self, form_class: Any = None) -> Any:
        return forms.Form(self.request.POST if self.request.method == "POST" else None)

    def keep(self, seen: int) -> bool:
        decided: list[Any] = []
        drafts.put(
            self.draft.pk,
            "match",
            {"about": self.referral.about("match"), "decided": decided},
            kind=KIND,
            by=self.request.user,
        )
        return True


class ReferralTasks(DraftView, Page):
    """The pages in order, and how far each is."""

    request: StaffRequest
    template_name = "cases/referrals/tasks.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        tasks = [
            {
                "title": {"text": self.referral.heading(page)},
                "status": {"text": state} if state != "Incomplete" else {"tag": {"text": state}},
                **({"href": self.address(page)} if state != "Cannot start yet" else {}),
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
        parts = [
            {
                "heading": self.referral.heading(page),
                "change": f"{self.address(page)}?back=check",
                "rows": self._rows(page),
                "left": page in self.referral.left,
            }
            for page in self.referral.tasks
        ]
        return super().get_context_data(parts=parts, staff=self.request.staff, **kwargs)

    def _rows(self, page: str) -> list[tuple[str, str]]:
        if page == "match":
            return []
        typed = self.referral.typed(page)
        form = self.referral.form(page, typed) if typed is not None else None
        if form is None:
            return []
        for name in form.unused() if isinstance(form, HelpForm) else []:
            del form.fields[name]
        return [row for row in in_words(form) if row[1]]

    def run(self, answers: dict[str, Any]) -> Case:
        if left := self.referral.left:
            raise Refused(f"Not complete yet: {', '.join(self.referral.heading(page) for page in left)}.")
        told = self.referral.answers()
        case = referrals.send(told, by=self.request.user, key=self.draft.pk)
        drafts.remember(LAST_TIME, {"school": told.people[0].school}, by=self.request.user)
        drafts.discard(self.draft)
        return case

    def get_success_url(self) -> str:
        return reverse("cases:referral_sent", args=[self.result.reference])

    def get_cancel_url(self) -> str:
        return reverse("cases:referral_tasks", args=[self.draft.pk])


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


def _key(typed: str) -> str:
    """The key of a new person, as the page carried it."""
    try:
        return UUID(typed).hex
    except ValueError:
        return uuid7().hex


def _is_number(typed: str) -> bool:
    return typed.isascii() and typed.isdigit() and len(typed) < 6
