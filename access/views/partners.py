"""Partner organisations, for the user administrator: who is there, and whether the terms were accepted."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse

from access import terms
from access.forms.partners import EndForm, PartnerForm, TermsForm
from access.models import Organisation
from access.operations import partners
from access.operations.partners import Acceptance
from access.views.pages import OperationView, Page


class Partners(Page):
    """All partners by name, with their terms."""

    template_name = "access/partners/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = Organisation.objects.exclude(kind="council").filter(is_active=True).order_by("name")
        shown = [(row, partners.works(row)) for row in rows]
        return super().get_context_data(rows=shown, kinds=dict(partners.kinds()), **kwargs)


class PartnerChange(OperationView):
    """A form about a partner; back to the list when it is done."""

    def get_success_url(self) -> str:
        return reverse("access:partners")

    get_cancel_url = get_success_url

    def organisation(self) -> Organisation:
        partner = Organisation.objects.exclude(kind="council").filter(is_active=True)
        return get_object_or_404(partner, pk=self.kwargs["organisation"])


class AddPartner(PartnerChange):
    """Add a partner."""

    form_class = PartnerForm
    heading = "Add a partner organisation"
    lead = "Its people can sign in once somebody there has accepted the terms."
    submit = "Add partner"
    done_message = "The partner is added"

    def run(self, answers: dict[str, Any]) -> Organisation:
        return partners.add(answers["name"], answers["kind"], by=self.request.user)


class AcceptTerms(PartnerChange):
    """Record who accepted the terms."""

    form_class = TermsForm
    template_name = "access/partners/terms.html"
    submit = "Record the acceptance"
    done_message = "The acceptance is recorded"

    def get_initial(self) -> dict[str, Any]:
        return {"seen": partners.standing_of(self.organisation())}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        organisation = self.organisation()
        shown = {"organisation": organisation, "terms": terms.in_force(), "heading": "Terms for partners"}
        return super().get_context_data(**kwargs) | shown

    def run(self, answers: dict[str, Any]) -> Organisation:
        accepted = Acceptance(answers["name"], answers["job"], answers["on"])
        return partners.accept_terms(self.organisation(), accepted, by=self.request.user, seen=answers["seen"])


class EndPartner(PartnerChange):
    """A partner's people get in no more."""

    form_class = EndForm
    heading = "End a partner’s access"
    submit = "End access now"
    done_message = "Nobody of the partner gets in any more"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lead = f"{self.organisation().name}: all its people are signed out, and get in again only when the terms are accepted anew."
        return super().get_context_data(**kwargs) | {"lead": lead}

    def run(self, answers: dict[str, Any]) -> Organisation:
        return partners.end(self.organisation(), because=answers["because"], by=self.request.user)
