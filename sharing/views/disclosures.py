"""Recording what was shared: the tab of a case, the questions, the check page."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse

from access import clock, notice
from access.errors import Refused
from access.models import Draft
from access.operations import drafts
from access.requests import StaffRequest
from cases.models import Case
from cases.views.base import CaseOperationView, CaseView
from consent.models.notices import WhyNot
from sharing.forms.disclosures import DisclosureForm
from sharing.models import Disclosure
from sharing.models.disclosures import Decision, Method
from sharing.operations import disclosures
from sharing.operations.disclosures import Circumstances, Words
from sharing.operations.lawfulness import Wanted

KIND = "disclosure"


def wanted_of(form: DisclosureForm) -> Wanted:
    """The form's answers as what somebody wants to share."""
    answers = form.cleaned_data
    return Wanted(
        recipient=form.chosen_recipient(),
        purpose=answers["purpose"],
        kinds=answers["kinds"],
        people=form.chosen_people(),
        involved=answers["involved"] == "yes",
        ground=answers["ground"],
        reference=answers["ground_reference"],
    )


def circumstances_of(form: DisclosureForm) -> Circumstances:
    """How and when it went. A secure e-mail and a portal are encrypted; nothing was sent where nothing was shared."""
    answers = form.cleaned_data
    return Circumstances(
        decision=answers["decision"],
        shared_on=answers["shared_on"],
        method=answers["method"],
        encrypted=answers["method"] in (Method.SECURE_EMAIL, Method.PORTAL),
        told=answers["told"] == "yes",
        why_not_told=answers["why_not_told"],
    )


def words_of(form: DisclosureForm) -> Words:
    """What goes with the case."""
    return Words(
        **{name: form.cleaned_data[name] for name in ("why_needed", "recipient_person", "weighed", "described")}
    )


def draft_of(request: StaffRequest, key: UUID, case: Case) -> Draft:
    """One's own draft about this case; anything else does not exist."""
    draft = get_object_or_404(Draft, pk=key, author=request.user, kind=KIND)
    if drafts.content_of(draft)["case"] != str(case.pk):
        raise Http404
    return draft


class CaseDisclosures(CaseView):
    """What was shared about this family, newest first. Across cases, for the DPO, without content."""

    template_name = "sharing/disclosures/case.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(rows=[described(row) for row in self.rows], **kwargs)

    def find(self, request: StaffRequest, reference: str) -> Case:
        """The case; and which special kinds its list will show, for the log of readings."""
        case = super().find(request, reference)
        rows = Disclosure.objects.filter(case_key=case.pk).select_related("recipient", "recorded_by")
        if not self.across:
            rows = rows.select_related("detail").prefetch_related("people__person", "items")
        self.rows = list(rows.order_by("-shared_on", "-pk"))
        protected = {kind.code for kind in notice.policy().categories if kind.protected or kind.criminal}
        self.special_fields = tuple(sorted(protected & {kind for row in self.rows for kind in row.item_kinds}))
        return case


class RecordDisclosure(CaseOperationView):
    """Page 1: the questions. What is typed becomes a sealed draft; nothing is recorded yet."""

    template_name = "sharing/disclosures/record.html"
    form_class = DisclosureForm
    heading = "Record sharing"
    submit = "Continue"

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs() | {"case": self.case}
        if self.request.method == "GET" and (draft := self.draft()):
            form = DisclosureForm(answers_of(draft), case=self.case)
            form.is_valid()
            kwargs["initial"] = {name: form[name].value() for name in form.fields}
        return kwargs

    def draft(self) -> Draft | None:
        """The draft that the address names, when its author comes back to change something."""
        try:
            key = UUID(self.request.GET.get("draft", ""))
        except ValueError:
            return None
        return draft_of(self.request, key, self.case)

    def run(self, answers: dict[str, Any]) -> Draft:
        form = self.get_form()
        form.is_valid()
        disclosures.check_all(self.case, wanted_of(form), circumstances_of(form), words_of(form))
        typed = {name: values for name, values in self.request.POST.lists() if name != "csrfmiddlewaretoken"}
        draft = self.draft()
        content = {"case": str(self.case.pk), "typed": typed}
        return drafts.save(KIND, content, by=self.request.user, key=draft.pk if draft else None)

    def get_success_url(self) -> str:
        return reverse("sharing:check", args=[self.case.reference, self.result.pk])


def answers_of(draft: Draft) -> QueryDict:
    """What was typed, in the shape a form reads."""
    data = QueryDict(mutable=True)
    for name, values in drafts.content_of(draft)["typed"].items():
        data.setlist(name, values)
    return data


class CheckDisclosure(CaseOperationView):
    """Page 2: it stated in one sentence, with its basis and the paragraph; confirming records it."""

    template_name = "sharing/disclosures/check.html"
    form_class = forms.Form
    heading = "Check before you record it"
    submit = "Confirm and record"
    done_message = "It is recorded"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.key = kwargs["draft"]
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if Disclosure.objects.filter(pk=self.key, case_key=self.case.pk).exists():
            return HttpResponseRedirect(self.get_success_url())  # confirmed already, in another tab perhaps
        self._read()
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if Disclosure.objects.filter(pk=self.key, case_key=self.case.pk).exists():
            return HttpResponseRedirect(self.get_success_url())
        self._read()
        return super().post(request, *args, **kwargs)

    def _read(self) -> None:
        self.draft = draft_of(self.request, self.key, self.case)
        self.answers = DisclosureForm(answers_of(self.draft), case=self.case)
        self.complete = self.answers.is_valid()

    def run(self, answers: dict[str, Any]) -> Disclosure:
        if not self.complete:
            raise Refused("An answer on the first page no longer fits. Go back and change it.")
        disclosure = disclosures.record(
            self.case,
            wanted_of(self.answers),
            circumstances_of(self.answers),
            words_of(self.answers),
            by=self.request.user,
            key=self.draft.pk,
        )
        drafts.discard(self.draft)
        return disclosure

    def get_success_url(self) -> str:
        return reverse("sharing:case_disclosures", args=[self.case.reference])

    def get_cancel_url(self) -> str:
        return f"{reverse('sharing:record', args=[self.case.reference])}?draft={self.key}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(stated=self._stated() if self.complete else None, **kwargs)

    def _stated(self) -> dict[str, Any] | None:
        """The disclosure in words; None where the notice no longer allows it."""
        typed, wanted, how = self.answers.cleaned_data, wanted_of(self.answers), circumstances_of(self.answers)
        try:
            lawful = disclosures.check_all(self.case, wanted, how, words_of(self.answers))
        except Refused:
            return None
        policy = notice.policy()
        return {
            "typed": typed,
            "wanted": wanted,
            "how": how,
            "method": Method(how.method).label.lower(),
            "why_not_told": WhyNot(how.why_not_told).label if how.why_not_told else "",
            "shared": how.decision == Decision.SHARED,
            "lawful": lawful,
            "basis": label_of((*policy.bases, *policy.grounds), lawful.basis),
            "ground": label_of(policy.grounds, wanted.ground),
            "kinds": disclosures.labels(wanted.kinds),
            "purpose": policy.purpose(wanted.purpose).label,
            "late": disclosures.working_days_between(typed["shared_on"], clock.today()) > disclosures.LATE_AFTER,
        }


def label_of(entries: Iterable[Any], code: str) -> str:
    """The policy's words for a code; a code of an older notice is shown as it is."""
    return next((entry.label for entry in entries if entry.code == code), code)


def described(row: Disclosure) -> dict[str, Any]:
    """A disclosure with the policy's words for its codes."""
    policy = notice.policy()
    return {
        "row": row,
        "purpose": label_of(policy.purposes, row.purpose),
        "basis": label_of((*policy.bases, *policy.grounds), row.lawful_basis),
        "ground": label_of(policy.grounds, row.ground),
        "why_not_told": WhyNot(row.why_not_told).label if row.why_not_told else "",
        "kinds": disclosures.labels(row.item_kinds),
        "late": disclosures.is_late(row),
    }
