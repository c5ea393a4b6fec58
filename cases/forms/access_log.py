"""The filters of the log of readings."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from access.forms.filters import DaysFilter, PersonFilter
from cases.forms.search import reference_in

# What somebody looks for, in the words of the page, and what the log calls it.
KINDS: dict[str, tuple[str, Q]] = {
    "page": ("A page", Q(kind__in=["case_page", "page", "disclosure", "concern", "certificate", "flag"])),
    "form": ("A form that was sent on", Q(kind="case_form")),
    "list": ("A list", Q(kind="list")),
    "search": ("A search", Q(kind="search")),
    "print": ("A print with protected whereabouts", Q(kind="protected_print")),
    "file": ("A file that was taken away", Q(kind__in=["export", "download"])),
    "glass": ("Break-glass", Q(kind="case_form", route="cases:break_glass")),
}
OUTCOMES = (("shown", "Shown"), ("refused", "Refused"))
NO_REFERENCE = "Enter a case reference, such as EH-23456AB"


class AccessLogFilter(PersonFilter):
    """By who, by case, by what was done and how it ended, between two days."""

    reference = forms.CharField(label="Case reference", required=False, max_length=12)
    kind = forms.ChoiceField(label="What was done", required=False)
    outcome = forms.ChoiceField(label="Outcome", required=False, choices=(("", "Any"), *OUTCOMES))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choose("kind", [(code, label) for code, (label, _) in KINDS.items()])

    def clean_reference(self) -> str:
        """The reference as cases carry it."""
        typed: str = self.cleaned_data["reference"]
        if typed and not reference_in(typed):
            raise ValidationError(NO_REFERENCE, code="reference")
        return reference_in(typed)


class StaffReadingsFilter(DaysFilter):
    """Of one person, between two days."""
