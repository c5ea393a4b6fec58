"""The privacy tab of a case: who was told, who agreed, who consented; and recording each."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from access import notice
from access.errors import Refused
from access.labels import called, worded
from cases.stages import Stage
from cases.views.base import CaseOperationView, CaseView
from consent.forms.records import AGREES, SAID_NO, AgreementForm, ConsentForm, NoticeForm, WithdrawForm
from consent.models import Agreement, Concern, Consent, NoticeGiven, Refusal
from consent.operations import agreements, concerns, consents, notices, refusals
from earlyhelp.policy.vocabulary import STAGES


class Privacy(CaseView):
    """What each person was told and agreed to. Across cases, for the DPO, it names nobody."""

    template_name = "consent/privacy/privacy.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        person = () if self.across else ("person",)  # across cases the people are hidden, and a join would hide the row
        given = NoticeGiven.objects.select_related("notice", "given_by", *person)
        agreed = Agreement.objects.select_related("recorded_by", *person)
        consented = Consent.objects.select_related("recorded_by", *person)
        said_no = Refusal.objects.select_related("notice", "recorded_by", *person)
        asked = Concern.objects.select_related("recorded_by", "owner")
        return super().get_context_data(
            policy=notice.policy(),
            may_consent=consents.may_be_given(),
            waits_for=[worded(STAGES[stage]) for stage in notice.policy().intake.ask_consent_before],
            to_ask="" if self.case.stage == Stage.CLOSED else agreements.to_ask(),
            given=given.filter(case=self.case).order_by("recorded_at"),
            agreements=agreed.filter(case=self.case).order_by("recorded_at"),
            consents=consented.filter(case=self.case).order_by("recorded_at"),
            refusals=said_no.filter(case=self.case).order_by("recorded_at"),
            concerns=[
                (one, concerns.standing(one)) for one in asked.filter(case=self.case).order_by("received_on", "pk")
            ],
            **kwargs,
        )


class AboutSomebodyView(CaseOperationView):
    """A form about one person of the family; back to the privacy tab when it is done."""

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"case": self.case}

    def get_success_url(self) -> str:
        return reverse("consent:privacy", args=[self.case.reference])

    get_cancel_url = get_success_url


class GiveNotice(AboutSomebodyView):
    """Record that somebody was told, or why not yet."""

    form_class = NoticeForm
    heading = "Record who was told"
    done_message = "It is recorded"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"lead": notices.promised(notice.policy())}

    def run(self, answers: dict[str, Any]) -> Any:
        key, told = answers.pop("once"), answers.pop("told") == "yes"
        return notices.give(self.case, by=self.request.user, key=key, told=told, **answers)


class RecordAgreement(AboutSomebodyView):
    """Record that somebody agreed to take part, or no longer does."""

    form_class = AgreementForm
    heading = "Record agreement to take part"
    lead = called("{Service} is voluntary. Agreeing to take part is not a consent to use information.")
    done_message = "It is recorded"

    def run(self, answers: dict[str, Any]) -> Any:
        person, on = answers["person"], answers["agreed_on"]
        if answers["said"] == AGREES:
            met = answers.get("needs_met", "")
            return agreements.record(
                self.case, person=person, agreed_on=on, needs_met=met, by=self.request.user, key=answers["once"]
            )
        agreement = Agreement.objects.filter(case=self.case, person=person).order_by("ended_on").last()
        if agreement is None:
            raise Refused(f"No agreement of {person} is recorded, so there is none to end.", "person")
        return agreements.end(agreement, on=on, by=self.request.user)


class OnlyWhereReliedOn(AboutSomebodyView):
    """A page that does not exist where the notice does not rely on consent: asking for it there would be a fault."""

    def find(self, request: Any, reference: str) -> Any:
        if not consents.may_be_given():
            raise Http404
        return super().find(request, reference)


class RecordConsent(OnlyWhereReliedOn):
    """Record a consent, or a clear “No”."""

    form_class = ConsentForm
    heading = "Record consent, or that they said no"
    done_message = "It is recorded"

    @property
    def lead(self) -> str:  # type: ignore[override]  # the notice in force is known at each request
        """What the notice says of it, before anything else."""
        return consents.in_the_notice()

    def run(self, answers: dict[str, Any]) -> Any:
        key, said = answers.pop("once"), answers.pop("explicit")
        if said != SAID_NO:
            return consents.record(self.case, by=self.request.user, key=key, explicit=said == "yes", **answers)
        asked = {"how": answers["how"], "asked_on": answers["given_on"], "needs_met": answers.get("needs_met", "")}
        return refusals.record(self.case, person=answers["person"], by=self.request.user, key=key, **asked)


class WithdrawConsent(OnlyWhereReliedOn):
    """Record that somebody takes their consent back."""

    form_class = WithdrawForm
    heading = "Record withdrawal of consent"
    lead = "If no other consent stands, work on this case stops at once. The record is kept."
    submit = "Withdraw consent"
    done_message = "The withdrawal is recorded"

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        kwargs.pop("case")
        return kwargs

    def look_up(self) -> Consent:
        return get_object_or_404(Consent, pk=self.kwargs["consent"], case=self.case)

    def run(self, answers: dict[str, Any]) -> Any:
        return consents.withdraw(self.thing, by=self.request.user, **answers)
