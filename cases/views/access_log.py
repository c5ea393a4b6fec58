"""Who opened what, across cases, and what one person opened: for the Data Protection Officer. Looking here is a reading too."""

from collections import Counter
from typing import Any
from urllib.parse import urlencode

from django.shortcuts import get_object_or_404
from django.urls import reverse

from access.models import AccessEvent, Staff
from access.models.readings import EventQuerySet
from access.readings import record_reading
from access.views.filtered import PAGE, FilteredLog
from cases.forms.access_log import KINDS, AccessLogFilter, StaffReadingsFilter
from cases.models import Flag
from cases.models.flags import TO_REVIEW
from cases.operations import readings
from cases.views.readings import in_words

MOST_CASES = 100
COUNTED = {  # kinds as they are counted; whatever else is opened counts among the other pages
    "case_page": "Pages of cases",
    "case_form": "Forms sent on",
    "list": "Lists",
    "search": "Searches",
    "protected_print": "Prints with protected whereabouts",
    "export": "Files taken away",
    "download": "Files taken away",
}
PURPOSES = {"casework": "Work with the family", "oversight": "Oversight, by role", "service": "Running the service"}
HELD = {"held": "Yes", "glass": "By break-glass alone", "gone": "Not known, it was destroyed", "": "No"}


class AccessLog(FilteredLog):
    """Every reading, newest first, by person, case, kind, outcome and days."""

    template_name = "cases/access_log/log.html"
    form_class = AccessLogFilter

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = self.form()
        rows = self.page(form)
        record_reading(
            "list", by=self.request.user, route="cases:access_log", fields=[str(row.pk) for row in rows[:PAGE]]
        )
        return super().get_context_data(
            filter=form,
            rows=lines(rows[:PAGE]),
            older=self.older(rows),
            filtered=bool(self.chosen()),
            flags=Flag.objects.exclude(user=self.request.user).filter(state__in=TO_REVIEW).count(),
            one=self._one(form),
            **kwargs,
        )

    def rows(self, form: AccessLogFilter) -> EventQuerySet:
        rows = AccessEvent.objects.between(*form.moments)
        chosen = form.cleaned_data
        if form.user_key is not None:
            rows = readings.of_one(form.user_key, rows)
        if kind := chosen.get("kind"):
            rows = rows.filter(KINDS[kind][1])
        return rows.filter(outcome=chosen["outcome"]) if chosen.get("outcome") else rows

    def page(self, form: AccessLogFilter) -> list[AccessEvent]:
        """As of every log; of one case, what was asked of several indexes is put in order here."""
        if not form.is_valid() or not (reference := form.cleaned_data["reference"]):
            return super().page(form)
        parts = readings.about(reference, self.rows(form))
        found = [event for part in parts for event in self.cut(part)]
        return sorted(found, key=lambda event: (event.at, event.pk), reverse=True)[: PAGE + 1]

    def _one(self, form: AccessLogFilter) -> Staff | None:
        return form.people.get(form.cleaned_data["person"]) if form.is_valid() else None


def lines(events: list[AccessEvent]) -> list[dict[str, Any]]:
    """Readings as the page says them. References in a list are named as far as whoever looks may know of the cases."""
    shown, glass, there = readings.named_in(events), readings.glass_behind(events), readings.still_there(events)
    return [
        in_words(event)
        | {
            "case": event.case_reference,
            "there": event.case_reference in there,
            "several": sorted(shown.intersection(event.fields)),
            "purpose": PURPOSES.get(event.purpose, ""),
            "glass": glass.get(event.pk, ""),
        }
        for event in events
    ]


class StaffReadings(FilteredLog):
    """What one person opened between two days: how often what, and which cases, with whether they ever held each."""

    template_name = "cases/access_log/staff.html"
    form_class = StaffReadingsFilter

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        staff = get_object_or_404(Staff.objects.select_related("user"), pk=self.kwargs["staff"])
        form = self.form()
        rows = readings.of_one(staff.user_id, self.rows(form)) if form.is_valid() else AccessEvent.objects.none()
        cases = self._cases(staff, rows)
        record_reading(
            "list",
            by=self.request.user,
            route="cases:staff_readings",
            fields=[case["case_reference"] for case in cases[:MOST_CASES] if case["case_reference"]],
        )
        kwargs["staff"] = staff  # in place of its key
        return super().get_context_data(
            filter=form,
            counts=counted(readings.by_kind(rows)),
            cases=cases[:MOST_CASES],
            more=len(cases) > MOST_CASES,
            line_by_line=f"{reverse('cases:access_log')}?{urlencode({'person': staff.pk} | self.chosen())}",
            **kwargs,
        )

    def rows(self, form: StaffReadingsFilter) -> EventQuerySet:
        return AccessEvent.objects.between(*form.moments)

    def _cases(self, staff: Staff, rows: EventQuerySet) -> list[dict[str, Any]]:
        found = readings.by_case(rows, MOST_CASES + 1)
        held = readings.held(staff.user_id, [case["case_key"] for case in found])
        return [case | {"held": HELD[held.get(case["case_key"], "")]} for case in found]


def counted(kinds: list[tuple[str, str, int]]) -> list[tuple[str, int]]:
    """Kinds in the words of the page, with what was refused apart, the most frequent first."""
    sums: Counter[str] = Counter()
    for kind, outcome, times in kinds:
        sums["Refused" if outcome != "shown" else COUNTED.get(kind, "Other pages")] += times
    return sums.most_common()
