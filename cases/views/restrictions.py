"""Restricting and sealing a record: how it stands, setting it, looking at it again, lifting it; and the second person’s answer."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse

from access.clock import uk_date
from access.grants import allows
from access.models import User
from access.readings import record_reading
from access.requests import StaffRequest
from access.views.pages import OperationView, Page
from cases.forms.restrictions import DecideSealForm, KeepOnForm, LiftForm, RestrictForm
from cases.models import Restriction
from cases.operations import restrictions
from cases.views.base import CaseOperationView, CaseView
from earlyhelp.policy.called import inside


class RestrictionPage(CaseView):
    """Who sees this record, since when, why, and until when; and what a seal has brought to light."""

    template_name = "cases/restrictions/restriction.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = self.case.restrictions.select_related("owner", "set_by", "agreed_by", "lift_asked_by", "lifted_by")
        rows = list(found.order_by("-set_at", "-pk"))
        names = dict(User.objects.filter(pk__in={key for row in rows for key in row.keeps}).values_list("pk", "name"))
        return super().get_context_data(
            restrictions=[(row, [names[key] for key in row.keeps if key in names]) for row in rows],
            matches=self.case.sealed_matches.order_by("-found_at"),
            may_restrict=allows(self.request.staff, restrictions.RESTRICT),
            **kwargs,
        )


class Restrict(CaseOperationView):
    """Leave the record to a few people."""

    request: StaffRequest
    form_class = RestrictForm
    heading = "Restrict this record"
    lead = "Everybody whom you do not name loses sight of the record of this family, its history too."
    submit = "Restrict record"
    done_message = "It is recorded. A seal is in force once the Data Protection Officer agrees."

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"case": self.case}

    def run(self, answers: dict[str, Any]) -> Restriction:
        return restrictions.restrict(self.case, by=self.request.user, key=answers.pop("once"), **answers)

    def get_success_url(self) -> str:
        """Back to the list: whoever restricts it may have left themselves out."""
        return reverse("cases:cases")


class OfOne(CaseOperationView):
    """A page about one restriction of this case."""

    request: StaffRequest
    thing: Restriction

    def look_up(self) -> Restriction:
        return get_object_or_404(self.case.restrictions, pk=self.kwargs["restriction"], lifted_at=None)

    def get_cancel_url(self) -> str:
        return reverse("cases:restriction", args=[self.case.reference])

    get_success_url = get_cancel_url


class KeepOn(OfOne):
    """It was looked at and stays."""

    form_class = KeepOnForm
    heading = "Keep the restriction"

    @property
    def lead(self) -> str:  # type: ignore[override]  # of which it is
        return f"{self.thing.get_level_display()} since {uk_date(self.thing.set_at):%-d %B %Y}: {inside(self.thing.get_ground_display())}."

    done_message = "The restriction stays"

    def run(self, answers: dict[str, Any]) -> Restriction:
        return restrictions.keep_on(self.thing, by=self.request.user, **answers)


class Lift(OfOne):
    """It is not needed any more."""

    form_class = LiftForm
    heading = "Lift the restriction"
    lead = "The team of the case sees the record again. A seal is lifted once the Data Protection Officer agrees."
    submit = "Lift"
    done_message = "It is recorded"

    def run(self, answers: dict[str, Any]) -> Restriction:
        return restrictions.lift(self.thing, by=self.request.user, **answers)

    def get_success_url(self) -> str:
        return reverse("cases:cases")


class Seals(Page):
    """What waits for the second person: sealing a record, or lifting a seal. Nobody of a family is named."""

    request: StaffRequest
    template_name = "cases/restrictions/seals.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        waiting = list(Restriction.objects.to_decide().select_related("owner", "set_by").order_by("set_at"))
        record_reading("list", by=self.request.user, route="cases:seals", fields=[str(one.pk) for one in waiting])
        return super().get_context_data(seals=waiting, **kwargs)


class DecideSeal(OperationView):
    """Yes or no."""

    request: StaffRequest
    template_name = "cases/restrictions/decide.html"
    form_class = DecideSealForm
    submit = "Save answer"
    done_message = "Your answer is recorded"

    @property
    def seal(self) -> Restriction:
        waiting = Restriction.objects.to_decide().select_related("owner", "set_by", "lift_asked_by")
        return get_object_or_404(waiting, pk=self.kwargs["seal"])

    def run(self, answers: dict[str, Any]) -> None:
        restrictions.decide_seal(self.seal, by=self.request.user, **answers)

    def get_success_url(self) -> str:
        return reverse("cases:seals")

    get_cancel_url = get_success_url

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        seal = self.seal
        record_reading("case_page", by=self.request.user, route="cases:decide_seal", because="second person of a seal")
        found = super().get_context_data(seal=seal, **kwargs)
        return found | {"heading": "Lift this seal?" if seal.agreed_at else "Seal this record?"}
