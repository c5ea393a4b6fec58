"""The DPO's log: every disclosure of the council, without anybody's name."""

from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from access import clock
from access.readings import record_reading
from access.requests import StaffRequest
from access.views.files import csv_file
from access.views.pages import Page
from cases.models import Case
from sharing.forms.log import LogFilter
from sharing.models import Disclosure, MonthlyCount
from sharing.models.disclosures import DisclosureQuerySet, MonthlyCountQuerySet
from sharing.operations import pictures
from sharing.views.disclosures import described

PAGE, MOST = 25, 50_000
SUMMED = {"partner", "purpose", "basis"}  # the filters by which the months are summed
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
    "Law or guidance",
    "Only allowed if",
    "Tests of the notice",
    "Kinds",
    "Method",
    "Family told",
    "Recorded late",
    "Corrected",
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
        """The entries that fit; none where a filter is wrong: not everything instead of what was asked for.

        From one table: joined to partners or authors, a deep page was read through their keys, not in the order of the log.
        """
        rows = Disclosure.objects.told_of_corrections().order_by("-shared_on", "-pk")
        if form.is_bound and not form.is_valid():
            return rows.none()
        chosen = form.cleaned_data if form.is_bound else {}
        plain = {
            "partner": "recipient",
            "purpose": "purpose",
            "author": "recorded_by__staff",
            "person": "people__person",
            "from": "shared_on__gte",
            "to": "shared_on__lte",
            "power": "power",
        }
        rows = rows.filter(**{column: chosen[name] for name, column in plain.items() if chosen.get(name)})
        if basis := chosen.get("basis"):
            rows = rows.on_basis(basis)
        if condition := chosen.get("condition"):
            rows = (
                rows.filter(special_category=False)
                if condition == "none"
                else rows.filter(special_category=True, article_9=condition)
            )
        if only_if := chosen.get("only_if"):
            rows = rows.filter(conditions__contains=[only_if])
        if told := chosen.get("told"):
            rows = rows.filter(told=told == "yes")
        if recorded := chosen.get("recorded"):
            rows = rows.recorded_from(recorded)
        if late := chosen.get("late"):
            rows = rows.late(late == "yes")
        return rows


class Log(Filtered):
    """Newest first, by filters; pages go on after the last row shown, so that a deep page costs what the first does."""

    template_name = "sharing/log/log.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = self.form()
        rows = self.page(form)
        record_reading("list", by=self.request.user, route="sharing:log", fields=[str(row.pk) for row in rows[:PAGE]])
        return super().get_context_data(
            filter=form,
            rows=[described(row) for row in rows[:PAGE]],
            older=self._older(rows) if len(rows) > PAGE else "",
            filtered=bool(self.chosen()),
            about_one="person" in self.chosen(),
            asked=f"?{urlencode(self.chosen())}" if self.chosen() else "",
            **kwargs,
        )

    def page(self, form: LogFilter) -> list[Disclosure]:
        """The rows of a page, and one more if there are older ones."""
        rows, last = self.rows(form), last_shown(self.request.GET.get("after", ""))
        return form.with_partners((rows.older_than(*last) if last else rows)[: PAGE + 1])

    def _older(self, rows: list[Disclosure]) -> str:
        last = rows[PAGE - 1]
        return "?" + urlencode(self.chosen() | {"after": f"{last.shared_on}_{last.pk}"})


def last_shown(after: str) -> tuple[date, UUID] | None:
    """Where the page before ended, as its address says: a day and a key. None where it says nothing that can be read."""
    day, _, key = after.partition("_")
    try:
        return date.fromisoformat(day), UUID(key)
    except ValueError:
        return None


class LogFile(Filtered):
    """The entries that fit as a file of comma-separated values: no names, and no cell that a spreadsheet would run."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.form()
        found = form.with_partners(self.rows(form)[: MOST + 1])
        rows = found[:MOST]
        record_reading(
            "export",
            by=self.request.user,
            route="sharing:log_file",
            fields=[f"{len(rows)} rows", *sorted(self.chosen())],
        )
        lines = [_line(described(row)) for row in rows]
        if len(found) > MOST:
            lines.append([f"More entries fit than the {MOST:,} newest, which stand here. Choose a shorter time."])
        return csv_file("disclosures.csv", HEAD, lines)


class Pictures(Filtered):
    """Two pictures, each with its table: by month and basis, and partner by basis."""

    template_name = "sharing/log/pictures.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = self.form()
        rows = self.numbers(form)
        record_reading("list", by=self.request.user, route="sharing:pictures", fields=sorted(self.chosen()))
        by_month, by_partner = pictures.by_month(rows, clock.today()), pictures.by_partner(rows)
        return super().get_context_data(
            by_month=by_month,
            months=pictures.picture(by_month),
            by_partner=by_partner,
            partners=pictures.picture(by_partner, above=True),
            filter=form,
            asked=f"?{urlencode(self.chosen())}" if self.chosen() else "",
            **kwargs,
        )

    def numbers(self, form: LogFilter) -> DisclosureQuerySet | MonthlyCountQuerySet:
        """The sums of each month where they can answer, which is as good and much quicker; else the entries themselves."""
        if self.chosen().keys() - SUMMED or (form.is_bound and not form.is_valid()):
            return self.rows(form).standing()
        chosen = form.cleaned_data if form.is_bound else {}
        sums = MonthlyCount.objects.all()
        plain = {name: chosen[name] for name in ("partner", "purpose") if chosen.get(name)}
        sums = sums.filter(**{{"partner": "recipient"}.get(name, name): value for name, value in plain.items()})
        return sums.on_basis(chosen["basis"]) if chosen.get("basis") else sums


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
        stated["power"],
        "; ".join(stated["conditions"]),
        "; ".join(stated["tests"]),
        "; ".join(stated["kinds"]),
        row.get_method_display(),
        "yes" if row.told else "no",
        "yes" if stated["late"] else "no",
        "yes" if row.is_corrected else "no",
    ]


class DisclosurePage(Page):
    """One disclosure as the DPO sees it: everything but its words and people."""

    template_name = "sharing/log/disclosure.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = get_object_or_404(
            Disclosure.objects.select_related("recipient", "recorded_by", "notice", "correction"),
            pk=self.kwargs["disclosure"],
        )
        case = Case(pk=row.case_key, reference=row.case_reference)  # the case itself may be gone
        record_reading("disclosure", by=self.request.user, route="sharing:disclosure", case=case, fields=[str(row.pk)])
        there = Case.objects.filter(pk=row.case_key).exists()
        return super().get_context_data(stated=described(row), there=there, **kwargs)
