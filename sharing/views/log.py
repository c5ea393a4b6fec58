"""The DPO's log: every disclosure of the council, without anybody's name."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Q
from django.shortcuts import get_object_or_404

from access.readings import record_reading
from access.views.pages import Page
from cases.models import Case
from sharing.forms.disclosures import LogFilter
from sharing.models import Disclosure
from sharing.models.disclosures import DisclosureQuerySet
from sharing.views.disclosures import described

PAGE = 25


class Log(Page):
    """Newest first, by filters; pages go on after the last row shown, so that a deep page costs what the first does."""

    template_name = "sharing/log/log.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        chosen = {name: value for name, value in self.request.GET.items() if name != "after" and value}
        form = LogFilter(self.request.GET if chosen else None)
        rows = list(self._rows(form)[: PAGE + 1])
        record_reading("list", by=self.request.user, route="sharing:log", fields=[str(row.pk) for row in rows[:PAGE]])
        return super().get_context_data(
            filter=form,
            rows=[described(row) for row in rows[:PAGE]],
            older=self._older(rows) if len(rows) > PAGE else "",
            filtered=bool(chosen),
            **kwargs,
        )

    def _rows(self, form: LogFilter) -> DisclosureQuerySet:
        rows = Disclosure.objects.select_related("recipient", "recorded_by").order_by("-shared_on", "-pk")
        if form.is_bound and not form.is_valid():
            return rows.none()  # not everything instead of what was asked for
        chosen = form.cleaned_data if form.is_bound else {}
        if partner := chosen.get("partner"):
            rows = rows.filter(recipient=partner)
        if purpose := chosen.get("purpose"):
            rows = rows.filter(purpose=purpose)
        if basis := chosen.get("basis"):
            rows = rows.filter(Q(lawful_basis=basis) | Q(ground=basis))
        if told := chosen.get("told"):
            rows = rows.filter(told=told == "yes")
        if late := chosen.get("late"):
            rows = rows.late(late == "yes")
        if since := chosen.get("from"):
            rows = rows.filter(shared_on__gte=since)
        if until := chosen.get("to"):
            rows = rows.filter(shared_on__lte=until)
        return self._after(rows)

    def _after(self, rows: DisclosureQuerySet) -> DisclosureQuerySet:
        """The rows older than the one that the address names; all of them where it names none that there is."""
        try:
            last = Disclosure.objects.filter(pk=UUID(self.request.GET.get("after", ""))).first()
        except ValueError:
            last = None
        return (
            rows.filter(Q(shared_on__lt=last.shared_on) | Q(shared_on=last.shared_on, pk__lt=last.pk)) if last else rows
        )

    def _older(self, rows: list[Disclosure]) -> str:
        kept = {name: value for name, value in self.request.GET.items() if name != "after" and value}
        return "?" + urlencode(kept | {"after": str(rows[PAGE - 1].pk)})


class DisclosurePage(Page):
    """One disclosure as the DPO sees it: everything but its words and people."""

    template_name = "sharing/log/disclosure.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = get_object_or_404(
            Disclosure.objects.select_related("recipient", "recorded_by", "notice"), pk=self.kwargs["disclosure"]
        )
        case = Case(pk=row.case_key, reference=row.case_reference)  # the case itself may be gone
        record_reading("disclosure", by=self.request.user, route="sharing:disclosure", case=case, fields=[str(row.pk)])
        there = Case.objects.filter(pk=row.case_key).exists()
        return super().get_context_data(stated=described(row), there=there, **kwargs)
