"""Recording what was shared: the tab of a case, the questions, the check page."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse

from access import clock, notice
from access.errors import Refused
from access.models import Draft
from access.operations import drafts
from cases.views.base import CaseOperationView, CaseView
from sharing.forms.disclosures import DisclosureForm
from sharing.models import Disclosure
from sharing.operations import disclosures
from sharing.operations.disclosures import Circumstances, Words
from sharing.operations.lawfulness import Wanted, check

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


class CaseDisclosures(CaseView):
    """What was shared about this family, newest first. Across cases, for the DPO, without content."""

    template_name = "sharing/disclosures/case.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        related = ("recipient", "recorded_by") if self.across else ("recipient", "recorded_by", "detail")
        rows = Disclosure.objects.filter(case_key=self.case.pk).select_related(*related).order_by("-shared_on", "-pk")
        return super().get_context_data(rows=[described(row) for row in rows], **kwargs)


class RecordDisclosure(CaseOperationView):
    """Page 1: the questions. What is typed becomes a sealed draft; nothing is recorded yet."""

    template_name = "sharing/disclosures/record.html"
    form_class = DisclosureForm
    heading = "Record sharing"
    submit = "Continue"

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs() | {"case": self.case}
        if self.request.method == "GET" and (key := self.request.GET.get("draft")):
            typed = answers_of(get_object_or_404(Draft, pk=key, author=self.request.user, kind=KIND))
            form = DisclosureForm(typed, case=self.case)
            form.is_valid()
            kwargs["initial"] = {name: form[name].value() for name in form.fields}
        return kwargs

    def run(self, answers: dict[str, Any]) -> Draft:
        form = self.get_form()
        form.is_valid()
        check(self.case, wanted_of(form), today=answers["shared_on"])
        typed = {name: values for name, values in self.request.POST.lists() if name != "csrfmiddlewaretoken"}
        return drafts.save(KIND, {"case": str(self.case.pk), "typed": typed}, by=self.request.user)

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
        self.draft = get_object_or_404(Draft, pk=self.key, author=self.request.user, kind=KIND)
        self.answers = DisclosureForm(answers_of(self.draft), case=self.case)
        self.complete = self.answers.is_valid()

    def run(self, answers: dict[str, Any]) -> Disclosure:
        if not self.complete:
            raise Refused("An answer on the first page no longer fits. Go back and change it.")
        typed = self.answers.cleaned_data
        disclosure = disclosures.record(
            self.case,
            wanted_of(self.answers),
            Circumstances(
                decision=typed["decision"],
                shared_on=typed["shared_on"],
                method=typed["method"],
                encrypted=typed["method"] in ("secure_email", "portal"),
                told=typed["told"] == "yes",
                why_not_told=typed["why_not_told"],
            ),
            Words(
                why_needed=typed["why_needed"],
                recipient_person=typed["recipient_person"],
                described=typed["described"],
            ),
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
        typed, wanted = self.answers.cleaned_data, wanted_of(self.answers)
        try:
            lawful = check(self.case, wanted, today=typed["shared_on"])
        except Refused:
            return None
        return {
            "typed": typed,
            "wanted": wanted,
            "lawful": lawful,
            "kinds": disclosures.labels(wanted.kinds),
            "purpose": notice.policy().purpose(wanted.purpose).label,
            "late": disclosures.working_days_between(typed["shared_on"], clock.today()) > disclosures.LATE_AFTER,
        }


def described(row: Disclosure) -> dict[str, Any]:
    """A disclosure with the policy's words for its codes."""
    policy = notice.policy()
    purposes = {purpose.code: purpose.label for purpose in policy.purposes}
    grounds = {ground.code: ground.label for ground in policy.grounds}
    return {
        "row": row,
        "purpose": purposes.get(row.purpose, row.purpose),
        "ground": grounds.get(row.ground, row.ground),
        "kinds": disclosures.labels(row.item_kinds),
        "late": disclosures.is_late(row),
    }
