"""The list of cases and the page of one."""

from typing import Any

from access.readings import record_reading
from access.views.pages import Page
from cases.models import Case
from cases.views.base import CaseView


class Cases(Page):
    """The newest cases that this person works with."""

    template_name = "cases/case/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        cases = Case.objects.newest_for(self.request.user)
        record_reading("list", by=self.request.user, route="cases:cases", fields=[case.reference for case in cases])
        return super().get_context_data(cases=cases, **kwargs)


class CasePageView(CaseView):
    """One case: what to do next, who is in the family, the referral, the notes."""

    template_name = "cases/case/case.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            notes=self.case.notes.select_related("author"),
            referrals=self.case.referrals.select_related("organisation", "sent_by"),
            members=self.case.family.members.filter(until=None).select_related("person"),
            **kwargs,
        )
