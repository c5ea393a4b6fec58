"""A form's answers in words, for pages that show them again: check before sending, two versions side by side."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from earlyhelp.govuk.dates import PARTS, ThreeBoxes, real_date
from earlyhelp.govuk.words import day


def in_words(form: forms.BaseForm) -> list[tuple[str, str]]:
    """Each visible question with what was answered, in the form's order; an empty string where nothing was."""
    return [(str(field.label), answer_of(field)) for field in form.visible_fields()]


def answered(form: forms.BaseForm) -> list[tuple[str, str]]:
    """Each question that has an answer, with it."""
    return [row for row in in_words(form) if row[1]]


def answer_of(field: forms.BoundField) -> str:
    """One answer in words, whether it is right or not."""
    value, widget = field.value(), field.field.widget
    if isinstance(widget, ThreeBoxes):
        return _date(value)
    if isinstance(widget, forms.CheckboxInput):
        return "Yes" if value else ""
    if isinstance(field.field, forms.ChoiceField):
        chosen = value if isinstance(value, (list, tuple)) else [value]
        choices: Any = field.field.choices
        words = {str(code): str(text) for code, text in choices if code != ""}
        return ", ".join(words[str(code)] for code in chosen if str(code) in words)
    return "" if value is None else str(value).strip()


def _date(value: Any) -> str:
    if isinstance(value, date):
        return str(day(value))
    parts = [str(part or "").strip() for part in (value or [])]
    try:
        return str(day(real_date(*parts))) if len(parts) == len(PARTS) else ""
    except ValidationError:  # whatever was typed, as it was
        return " ".join(filter(None, parts))
