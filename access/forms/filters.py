"""Filters of the logs: by GET, without personal data, and of days that are bounded."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from access import clock
from access.models import Staff
from earlyhelp.govuk import DateField

PARTS = ("day", "month", "year")


class Filters(forms.Form):
    """Filters by GET. An address with one that is none shows nothing, and says so: not everything instead of what was asked for."""

    def clean(self) -> dict[str, Any]:
        days = [name for name, field in self.fields.items() if isinstance(field, DateField)]
        names = self.fields.keys() | {f"{name}_{part}" for name in days for part in PARTS}
        if self.data.keys() - names - {"after"}:
            raise ValidationError("The address has a filter that this page does not know. Clear all filters.")
        return super().clean() or {}

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "Any"), *choices]


class DaysFilter(Filters):
    """What lies between two days. Left out, they are the last week; more than a quarter of a year is not looked through at once."""

    USUAL, MOST = 7, 92

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["from"] = DateField(label="From", required=False, hint=f"Left empty, the last {self.USUAL} days")
        self.fields["to"] = DateField(label="To", required=False, hint=f"At most {self.MOST} days at once")

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        if {"from", "to"} & self.errors.keys():
            return found
        today = clock.today()
        begins, ends = found.get("from"), found.get("to")
        ends = ends or (min(today, begins + timedelta(days=self.MOST - 1)) if begins else today)
        begins = begins or ends - timedelta(days=self.USUAL - 1)
        if begins > today:
            self.add_error("from", "The first day cannot lie in the future")
        elif ends < begins:
            self.add_error("to", "The last day cannot be before the first")
        elif (ends - begins).days >= self.MOST:
            self.add_error("to", f"Choose at most {self.MOST} days: the last one {_in_words(begins, self.MOST)}")
        return found | {"from": begins, "to": ends}

    @property
    def days(self) -> tuple[date, date] | None:
        """The first day and the last; none where a filter is wrong."""
        return (self.cleaned_data["from"], self.cleaned_data["to"]) if self.is_valid() else None

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """From the beginning of the first day to the end of the last, by the UK's calendar. Of a valid form."""
        begins, after = self.cleaned_data["from"], self.cleaned_data["to"] + timedelta(days=1)
        return datetime.combine(begins, time(), clock.UK), datetime.combine(after, time(), clock.UK)


def _in_words(begins: date, most: int) -> str:
    last = begins + timedelta(days=most - 1)
    return f"may be {last.day} {last:%B %Y}"


class PersonFilter(DaysFilter):
    """By who it was, beside the days: anybody who ever worked here."""

    person = forms.ChoiceField(label="Who", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everybody = Staff.objects.select_related("user").order_by("user__name")
        self.people = {str(one.pk): one for one in everybody}
        self._choose("person", [(key, one.user.name) for key, one in self.people.items()])

    @property
    def user_key(self) -> int | None:
        """The account of whoever was chosen. Of a valid form."""
        chosen = self.people.get(self.cleaned_data.get("person", ""))
        return chosen.user_id if chosen else None
