"""The DPO's log: every disclosure of the council, without anybody's name."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404

from access.readings import record_reading
from access.views.pages import Page
from sharing.forms.disclosures import LogFilter
from sharing.models import Disclosure
from sharing.views.disclosures import described

PAGE = 25


class Log(Page):
    """Newest first, by filters; pages go on after the last row shown, so that a deep page costs what the first does."""

    template_name = "sharing/log/log.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = LogFilter(self.request.GET or None)
        rows = list(self._rows(form)[: PAGE + 1])
        record_reading("list", by=self.request.user, route="sharing:log", fields=[str(row.pk) for row in rows[:PAGE]])
        return super().get_context_data(
            filter=form,
            rows=[described(row) for row in rows[:PAGE]],
            older=self._older(rows) if len(rows) > PAGE else "",
            filtered=any(self.request.GET.get(name) for name in form.fields),
            **kwargs,
        )

    def _rows(self, form: LogFilter) -> QuerySet[Disclosure]:
        rows = Disclosure.objects.select_related("recipient", "recorded_by").order_by("-shared_on", "-pk")
        chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
        if partner := chosen.get("partner"):
            rows = rows.filter(recipient=partner)
        if purpose := chosen.get("purpose"):
            rows = rows.filter(purpose=purpose)
        if told := chosen.get("told"):
            rows = rows.filter(told=told == "yes")
        if since := chosen.get("since"):
            rows = rows.filter(shared_on__gte=since)
        if until := chosen.get("until"):
            rows = rows.filter(shared_on__lte=until)
        return self._after(rows)

    def _after(self, rows: QuerySet[Disclosure]) -> QuerySet[Disclosure]:
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
        record_reading("disclosure", by=self.request.user, route="sharing:disclosure", fields=[str(row.pk)])
        return super().get_context_data(stated=described(row), **kwargs)
