"""The DPO's log: every disclosure of the council, without anybody's name."""

import csv
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from access import clock
from access.readings import record_reading
from access.requests import StaffRequest
from access.views.pages import Page
from cases.models import Case
from sharing.forms.disclosures import LogFilter
from sharing.models import Disclosure
from sharing.models.disclosures import DisclosureQuerySet
from sharing.operations import pictures
from sharing.views.disclosures import described

PAGE, MOST = 25, 50_000
HEAD = (
    "Shared on",
    "Case",
    "Decision",
    "Recipient",
    "Purpose",
    "Basis",
    "Article 6",
    "Article 9",
    "Ground",
    "Kinds",
    "Method",
    "Family told",
    "Recorded late",
)


class Filtered(Page):
    """What the list, the file and the pictures share: the filters, all by GET and without anybody's name."""

    request: StaffRequest

    def chosen(self) -> dict[str, str]:
        """The filters in use, as they stand in the address."""
        return {name: str(value) for name, value in self.request.GET.items() if name != "after" and value}

    def form(self) -> LogFilter:
        return LogFilter(self.request.GET if self.chosen() else None)

    def rows(self, form: LogFilter) -> DisclosureQuerySet:
        """The entries that fit; none where a filter is wrong: not everything instead of what was asked for."""
        rows = Disclosure.objects.select_related("recipient", "recorded_by").order_by("-shared_on", "-pk")
        if form.is_bound and not form.is_valid():
            return rows.none()
        chosen = form.cleaned_data if form.is_bound else {}
        plain = {
            "partner": "recipient",
            "purpose": "purpose",
            "author": "recorded_by__staff",
            "from": "shared_on__gte",
            "to": "shared_on__lte",
        }
        rows = rows.filter(**{column: chosen[name] for name, column in plain.items() if chosen.get(name)})
        if basis := chosen.get("basis"):
            rows = rows.filter(Q(lawful_basis=basis) | Q(ground=basis))
        if condition := chosen.get("condition"):
            rows = (
                rows.filter(special_category=False)
                if condition == "none"
                else rows.filter(special_category=True, article_9=condition)
            )
        if told := chosen.get("told"):
            rows = rows.filter(told=told == "yes")
        if late := chosen.get("late"):
            rows = rows.late(late == "yes")
        return rows


class Log(Filtered):
    """Newest first, by filters; pages go on after the last row shown, so that a deep page costs what the first does."""

    template_name = "sharing/log/log.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = self.form()
        rows = list(self._after(self.rows(form))[: PAGE + 1])
        record_reading("list", by=self.request.user, route="sharing:log", fields=[str(row.pk) for row in rows[:PAGE]])
        return super().get_context_data(
            filter=form,
            rows=[described(row) for row in rows[:PAGE]],
            older=self._older(rows) if len(rows) > PAGE else "",
            filtered=bool(self.chosen()),
            asked=f"?{urlencode(self.chosen())}" if self.chosen() else "",
            **kwargs,
        )

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
        return "?" + urlencode(self.chosen() | {"after": str(rows[PAGE - 1].pk)})


class LogFile(Filtered):
    """The entries that fit as a file of comma-separated values: no names, and no cell that a spreadsheet would run."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        rows = list(self.rows(self.form())[:MOST])
        record_reading(
            "export",
            by=self.request.user,
            route="sharing:log_file",
            fields=[f"{len(rows)} rows", *sorted(self.chosen())],
        )
        answer = HttpResponse(content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = 'attachment; filename="disclosures.csv"'
        lines = csv.writer(answer)
        lines.writerow(HEAD)
        lines.writerows([harmless(value) for value in _line(described(row))] for row in rows)
        return answer


class Pictures(Filtered):
    """Two pictures, each with its table: by month and basis, and partner by basis."""

    template_name = "sharing/log/pictures.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = self.rows(self.form())
        record_reading("list", by=self.request.user, route="sharing:pictures", fields=sorted(self.chosen()))
        by_month = pictures.by_month(rows, clock.today())
        return super().get_context_data(
            by_month=by_month,
            bars=pictures.bars(by_month),
            by_partner=pictures.by_partner(rows),
            filter=self.form(),
            asked=f"?{urlencode(self.chosen())}" if self.chosen() else "",
            **kwargs,
        )


def harmless(value: str) -> str:
    """A cell that begins like a formula is shown as text by every spreadsheet (a regression that peers shipped)."""
    return f"'{value}" if value[:1] in ("=", "+", "-", "@", "\t", "\r") else value


def _line(stated: dict[str, Any]) -> list[str]:
    row = stated["row"]
    return [
        row.shared_on.isoformat(),
        row.case_reference,
        row.get_decision_display(),
        row.recipient.name,
        stated["purpose"],
        stated["basis"],
        row.article_6,
        row.article_9 if row.special_category else "",
        stated["ground"],
        "; ".join(stated["kinds"]),
        row.get_method_display(),
        "yes" if row.told else "no",
        "yes" if stated["late"] else "no",
    ]


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
