"""A service that the family receives: begun, ended."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404

from access import clock
from access.requests import StaffRequest
from cases.forms.services import EndServiceForm, ServiceForm
from cases.models import ServiceReceived
from cases.operations import services
from cases.views.base import CaseOperationView


class ServiceStep(CaseOperationView):
    """Only where the notice lists services received: elsewhere the page does not exist."""

    request: StaffRequest

    def find(self, request: StaffRequest, reference: str) -> Any:
        if not services.recorded():
            raise Http404
        return super().find(request, reference)


class AddService(ServiceStep):
    """Which service, from whom, for whom, since when."""

    form_class = ServiceForm
    heading = "Record a service"
    submit = "Save service"
    done_message = "The service is recorded"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"case": self.case}

    def get_initial(self) -> dict[str, Any]:
        return {"since": clock.today()}

    def form_valid(self, form: Any) -> Any:
        self.wanted = form.wanted()
        return super().form_valid(form)

    def run(self, answers: dict[str, Any]) -> ServiceReceived:
        return services.begin(self.case, self.wanted, by=self.request.user, key=answers["once"])


class EndService(ServiceStep):
    """When it ended, and what came of it."""

    form_class = EndServiceForm
    heading = "How did this service end?"
    done_message = "It is recorded"

    def look_up(self) -> ServiceReceived:
        return get_object_or_404(self.case.services_received, pk=self.kwargs["service"])

    def get_initial(self) -> dict[str, Any]:
        return {"until": clock.today()}

    def run(self, answers: dict[str, Any]) -> ServiceReceived:
        return services.end(self.thing, by=self.request.user, **answers)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"lead": services.named(self.thing.service, self.thing.other)}
