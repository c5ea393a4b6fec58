"""A form that carries what stood about its cases when the page was made, so that nobody overwrites what was decided meanwhile."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms

from access.forms.seen import carry
from cases.models import Case
from cases.operations.standing import standing


class StandingField(forms.Field):
    """Key to mark, as one hidden value: “key=mark” for each case. What is malformed counts as not there."""

    widget = forms.HiddenInput

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, Mapping):
            return " ".join(f"{key}={mark}" for key, mark in value.items())
        return value

    def to_python(self, value: Any) -> Any:
        pairs = (part.partition("=") for part in (value or "").split())
        return {key: mark for text, _, mark in pairs if (key := _key(text))}


def shown_in(sent: Mapping[str, Any]) -> set[UUID]:
    """The cases that a page showed when it was made, by what it sent."""
    return set(StandingField(required=False).clean(sent.get("seen", "")) or ())


class StandingForm(forms.Form):
    """`cleaned_data["seen"]` says what stood about each case, by its key."""

    seen = StandingField(required=False)

    def __init__(self, *args: Any, cases: Sequence[Case], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            self.initial = {"seen": standing(cases), **self.initial}

    def carry(self, now: Mapping[UUID, str]) -> None:
        """The next press is made knowing what stands now."""
        carry(self, "seen", self.fields["seen"].prepare_value(now))


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
