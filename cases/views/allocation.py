"""The hub's queue, and giving a case to a team."""

from typing import Any

from django.urls import reverse

from access import clock
from access.readings import record_reading
from access.views.pages import Page
from cases.forms.allocation import AllocateForm
from cases.models import Case
from cases.operations import allocation
from cases.stages import Stage
from cases.views.base import CaseOperationView


class Queue(Page):
    """What waits for the hub, oldest first, with its age in words."""

    template_name = "cases/allocation/queue.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        waiting = [
            case
            for stage in (Stage.RECEIVED, Stage.AWAITING_CONSENT)
            for case in Case.objects.newest_for(self.request.user, stage=stage, size=100)
        ]
        record_reading("list", by=self.request.user, route="cases:queue", fields=[case.reference for case in waiting])
        today = clock.today()
        rows = [
            {"case": case, "days": (today - clock.uk_date(case.received_at)).days}
            for case in sorted(waiting, key=lambda case: case.received_at)
        ]
        return super().get_context_data(rows=rows, **kwargs)


class Allocate(CaseOperationView):
    """The referral beside the decision: team, lead practitioner, reason. Nothing is chosen beforehand."""

    template_name = "cases/allocation/allocate.html"
    form_class = AllocateForm
    heading = "Allocate"
    submit = "Allocate case"
    done_message = "The case is allocated"

    def run(self, answers: dict[str, Any]) -> Any:
        worker = answers["worker"]
        return allocation.allocate(
            self.case, team=worker.team, worker=worker.staff, by=self.request.user, because=answers["because"]
        )

    def get_success_url(self) -> str:
        """Back to the list: the mover may not see the case any more."""
        return reverse("cases:queue") if "hub" in self.request.staff.roles else reverse("cases:cases")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            referrals=self.case.referrals.select_related("organisation", "sent_by"),
            members=self.case.family.members.filter(until=None).select_related("person"),
            **kwargs,
        )
