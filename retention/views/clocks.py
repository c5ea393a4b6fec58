"""The records page, and the Keeping tab of a case."""

from typing import Any

from django.urls import reverse

from access.grants import allows
from access.readings import record_reading
from access.requests import StaffRequest
from access.views.pages import OperationView
from cases.views.base import CaseView
from earlyhelp.govuk.words import day
from retention.forms.disposal import AllowForm
from retention.models import Clock
from retention.operations import facts, large, overview
from retention.operations.decisions import APPROVE
from retention.operations.sentences import keeping


class Records(OperationView):
    """What is due, what falls due when, what is held and why, and how far each list is. Nobody is named."""

    request: StaffRequest
    template_name = "retention/clocks/records.html"
    form_class = AllowForm
    heading = "Records"
    submit = "Let them be proposed"
    done_message = "They will be proposed tonight"

    def run(self, answers: dict[str, Any]) -> Any:
        asked = large.waiting()
        return large.allow(asked, by=self.request.user, **answers) if asked else None

    def get_success_url(self) -> str:
        return reverse("retention:records")

    def get_cancel_url(self) -> str:
        return ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        due = overview.due_now()
        record_reading(
            "list", by=self.request.user, route="retention:records", fields=[row.case_reference for row in due]
        )
        decides = allows(self.request.staff, APPROVE)
        lists = overview.lists()
        waiting = [one for one in lists if decides and overview.waits_for(self.request.user, one)]
        return super().get_context_data(
            unset=overview.unset(),
            without_period=overview.without_period(),
            everything_held=overview.holds_on_everything(),
            lists_head=["List", "Cases", "Proposed", "State"],
            due_head=["Case", "Class", "Due from", "Rule"],
            months_head=["Month", "Class", "Records"],
            due=[_row(row) for row in due],
            months=[
                [f"{month['month']:%B %Y}", month["record_class"], month["count"]] for month in overview.by_month()
            ],
            stopped=overview.stopped(),
            decides=decides,
            waiting=[_list(one) for one in waiting],
            lists=[_list(one) for one in lists if one not in waiting],
            asked=large.waiting() if decides else None,
            **kwargs,
        )


def _row(row: Clock) -> list[Any]:
    address = reverse("retention:case_retention", args=[row.case_reference])
    return [
        {"text": row.case_reference, "href": address},
        facts.class_in_words(row.record_class),
        day(row.dispose_from),
        row.rule_source,
    ]


def _list(one: overview.Progress) -> list[Any]:
    address = reverse("retention:batch", args=[one.batch.reference])
    return [{"text": one.batch.reference, "href": address}, one.batch.size, day(one.batch.proposed_at), one.words]


class CaseRetention(CaseView):
    """Until when this record is kept, why, and under which paragraph."""

    template_name = "retention/clocks/case.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(heading="Keeping", keeping=keeping(self.case, across=self.across), **kwargs)
