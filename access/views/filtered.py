"""Logs of events: filters by GET, days that are bounded, and pages that go on after the last row shown."""

from typing import Any, ClassVar

from access.forms.filters import DaysFilter
from access.models.readings import EventQuerySet
from access.requests import StaffRequest
from access.views.pages import Page
from access.views.paging import going_on, place_in

PAGE = 50


class FilteredLog(Page):
    """A log, newest first. Subclasses give `form_class` and `rows(form)`: what fits, of a valid form."""

    request: StaffRequest
    form_class: ClassVar[type[DaysFilter]]

    def chosen(self) -> dict[str, str]:
        """The filters in use, as they stand in the address."""
        return {name: str(value) for name, value in self.request.GET.items() if name != "after" and value}

    def form(self) -> Any:
        """The filters, always with their days: those of the last week where none are chosen."""
        return self.form_class(self.chosen())

    def rows(self, form: Any) -> EventQuerySet:
        """The events that fit."""
        raise NotImplementedError  # each log says which

    def page(self, form: Any) -> list[Any]:
        """The rows of a page, and one more if there are older ones; none where a filter is wrong."""
        return self.cut(self.rows(form)) if form.is_valid() else []

    def cut(self, rows: EventQuerySet) -> list[Any]:
        """Of these, what comes after the last row that was shown."""
        last = place_in(self.request.GET.get("after", ""))
        return list((rows.older_than(*last) if last else rows)[: PAGE + 1])

    def older(self, rows: list[Any]) -> str:
        """The address of the next page, or nothing."""
        if len(rows) <= PAGE:
            return ""
        return going_on(rows[PAGE - 1].at, rows[PAGE - 1].pk, **self.chosen())
