"""Recording what was shared: the tab of a case, the questions, the check page."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Prefetch
from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse

from access import notice
from access.models import Draft
from access.operations import drafts
from access.requests import StaffRequest
from cases.models import Case
from cases.views.base import CaseOperationView, CaseView
from consent.models.notices import WhyNot
from earlyhelp.policy import Policy
from earlyhelp.policy.vocabulary import SHARING_TESTS, TEST_QUESTIONS
from sharing.forms.disclosures import DisclosureForm
from sharing.models import Disclosure, DisclosurePerson
from sharing.models.disclosures import Asked, Decision, Method
from sharing.operations import begun, disclosures, partners, questions
from sharing.operations.begun import KIND
from sharing.operations.disclosures import Circumstances, Words
from sharing.operations.lawfulness import Wanted
from sharing.operations.partners import Partner


def wanted_of(form: DisclosureForm) -> Wanted:
    """The form's answers as what somebody wants to share."""
    answers = form.cleaned_data
    return Wanted(
        recipient=form.chosen_recipient(),
        purpose=answers["purpose"],
        kinds=answers["kinds"],
        people=form.chosen_people(),
        involved=form.chosen_partner().involved or answers["involved"],
        ground=answers["ground"],
        reference=answers["ground_reference"],
        basis=answers["lawful_basis"],
    )


def circumstances_of(form: DisclosureForm) -> Circumstances:
    """How and when it went. A secure e-mail and a portal are encrypted; nothing was sent where nothing was shared."""
    answers = form.cleaned_data
    shared = answers["decision"] == Decision.SHARED
    return Circumstances(
        decision=answers["decision"],
        shared_on=answers["shared_on"],
        method=answers["method"] if shared else Method.NONE,
        encrypted=answers["method"] in (Method.SECURE_EMAIL, Method.PORTAL),
        told=answers["told"] == "yes",
        why_not_told=answers["why_not_told"] if answers["told"] == "no" else "",
    )


def words_of(form: DisclosureForm) -> Words:
    """What goes with the case. The person who received it is the one who takes part, unless somebody else is named."""
    answers = form.cleaned_data
    return Words(
        why_needed=answers["why_needed"],
        recipient_person=answers["recipient_person"] or form.chosen_partner().person,
        weighed=answers["weighed"],
        described=answers["described"],
        why_corrected=answers.get("why_corrected", ""),
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
        offered = {} if self.across else partners.partners(self.case)
        return super().get_context_data(
            rows=[described(row) | {"reasons": [] if self.across else reasons_of(row)} for row in self.rows],
            begun=[] if self.across else begun.begun_by(self.request.user, self.case),
            taking_part=[(key, partner.label) for key, partner in offered.items() if partner.involved],
            **kwargs,
        )

    def find(self, request: StaffRequest, reference: str) -> Case:
        """The case; and which special kinds its list will show, for the log of readings."""
        case = super().find(request, reference)
        rows = Disclosure.objects.filter(case_key=case.pk).select_related(
            "recipient", "recorded_by", "correction", "corrects"
        )
        if not self.across:
            rows = rows.select_related("detail").prefetch_related(
                Prefetch("people", DisclosurePerson.objects.select_related("person")), "items", "reasons"
            )
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

    def find(self, request: StaffRequest, reference: str) -> Case:
        case = super().find(request, reference)
        self.corrects = corrected_by(case, request.GET.get("corrects", ""))
        return case

    def get_form_kwargs(self) -> dict[str, Any]:
        offered = partners.partners(self.case, self.corrects)
        kwargs = super().get_form_kwargs() | {"case": self.case, "corrects": self.corrects, "offered_partners": offered}
        if self.request.method == "GET":
            kwargs["initial"] = self._already_known(offered) | kwargs["initial"]
        return kwargs

    def _already_known(self, offered: dict[str, Partner]) -> dict[str, Any]:
        """What was typed before, the entry to be corrected, or what is proposed for the partner that the address names."""
        if draft := self.draft():
            form = DisclosureForm(answers_of(draft), case=self.case, corrects=self.corrects)
            form.is_valid()
            return {name: form[name].value() for name in form.fields}
        if self.corrects:
            return partners.as_answered(self.corrects, offered)
        return partners.proposed(self.case, self.request.GET.get("to", ""), offered)

    def draft(self) -> Draft | None:
        """The draft that the address names, when its author comes back to change something."""
        key = key_in(self.request.GET.get("draft", ""))
        return draft_of(self.request, key, self.case) if key else None

    def run(self, answers: dict[str, Any]) -> Draft:
        form = self.get_form()
        form.is_valid()
        disclosures.check_all(self.case, wanted_of(form), circumstances_of(form), words_of(form), self.corrects)
        typed = {name: values for name, values in self.request.POST.lists() if name != "csrfmiddlewaretoken"}
        draft = self.draft()
        content = {
            "case": str(self.case.pk),
            "typed": typed,
            "corrects": str(self.corrects.pk) if self.corrects else "",
            "answers": drafts.content_of(draft).get("answers", {}) if draft else {},
        }
        draft = draft or drafts.with_content(KIND, content, by=self.request.user)  # the page was sent twice
        return drafts.save(KIND, content, by=self.request.user, key=draft.pk if draft else None)

    def get_success_url(self) -> str:
        return reverse("sharing:check", args=[self.case.reference, self.result.pk])

    def get_cancel_url(self) -> str:
        return reverse("sharing:case_disclosures", args=[self.case.reference])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(corrects=self.corrects, **kwargs)


def key_in(text: str) -> UUID | None:
    """A key out of an address; None where it is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def corrected_by(case: Case, text: str) -> Disclosure | None:
    """The entry of this case that the address or a draft names as the one to be corrected; Http404 for any other."""
    if not text:
        return None
    rows = Disclosure.objects.select_related("detail", "recipient").prefetch_related("people", "items", "reasons")
    return get_object_or_404(rows, pk=key_in(text), case_key=case.pk)


def answers_of(draft: Draft) -> QueryDict:
    """What was typed, in the shape a form reads."""
    data = QueryDict(mutable=True)
    for name, values in drafts.content_of(draft)["typed"].items():
        data.setlist(name, values)
    return data


def label_of(entries: Iterable[Any], code: str) -> str:
    """The policy's words for a code; a code of an older notice is shown as it is."""
    return next((entry.label for entry in entries if entry.code == code), code)


def condition_of(policy: Policy, code: str) -> str:
    """The policy's words for a condition; a code of an older notice is shown as it is."""
    return next((one.text for kind in policy.recipients for one in kind.only_if if one.code == code), code)


def reasons_of(row: Disclosure) -> list[tuple[str, str]]:
    """What somebody said to what the notice asked: the question in the policy's words, and the answer."""
    return [(_asked(row, one.about, one.code), one.words) for one in row.reasons.all()]


def _asked(row: Disclosure, about: str, code: str) -> str:
    policy = notice.policy()
    if about == Asked.CONDITION:
        return condition_of(policy, code) if len(row.conditions) > 1 else "Why that is so"
    if about == Asked.TEST:
        return TEST_QUESTIONS.get(code, code)
    if about == Asked.ITEM:
        return f"Why also: {label_of(policy.categories, code)}"
    return f"Why {row.other_power}"


def described(row: Disclosure) -> dict[str, Any]:
    """A disclosure with the policy's words for its codes."""
    policy = notice.policy()
    return {
        "row": row,
        "purpose": label_of(policy.purposes, row.purpose),
        "basis": label_of((*policy.bases, *policy.grounds), row.lawful_basis),
        "ground": label_of(policy.grounds, row.ground),
        "power": questions.named(policy, row.power, row.other_power),
        "conditions": [condition_of(policy, code) for code in row.conditions],
        "tests": [SHARING_TESTS.get(code, code) for code in row.tests],
        "why_not_told": WhyNot(row.why_not_told).label if row.why_not_told else "",
        "kinds": disclosures.labels(row.item_kinds),
        "late": disclosures.is_late(row),
    }
