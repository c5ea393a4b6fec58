"""A date in three boxes: day, month and year, each mistake with a sentence of its own."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

PARTS = ("day", "month", "year")
FIRST_YEAR, LAST_YEAR = 1900, 2199  # nobody alive was born before, and nothing is kept longer


class ThreeBoxes(forms.MultiWidget):
    """Day, month and year, each in a box of its own."""

    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({part: forms.TextInput() for part in PARTS}, attrs)

    def decompress(self, value: Any) -> list[Any]:
        return [value.day, value.month, value.year] if isinstance(value, date) else [None, None, None]


class DateField(forms.MultiValueField):
    """Cleans to a `date`, or None where it may be left out: `DateField(label=…, hint=…, required=…)`."""

    widget = ThreeBoxes

    def __init__(self, *, hint: str = "", **kwargs: Any) -> None:
        kwargs.setdefault("help_text", hint)
        kwargs.setdefault("error_messages", {"required": "Enter the date"})
        boxes = [forms.CharField(required=False, max_length=4) for _ in PARTS]
        super().__init__(boxes, require_all_fields=False, **kwargs)

    def clean(self, value: Any) -> date | None:
        typed = [str(part or "").strip() for part in (value or ["", "", ""])]
        if not any(typed):
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        if missing := [part for part, text in zip(PARTS, typed, strict=True) if not text]:
            raise ValidationError(f"The date must include a {' and a '.join(missing)}", code="incomplete")
        found = real_date(*typed)
        self.run_validators(found)
        return found

    def compress(self, data_list: Any) -> Any:
        return data_list


def real_date(day: str, month: str, year: str) -> date:
    """The date of three typed numbers, or what is wrong with them."""
    if not all(text.isascii() and text.isdigit() for text in (day, month, year)):
        raise ValidationError("Enter the day, month and year as numbers, such as 27 3 2026", code="invalid")
    if len(year) != 4:
        raise ValidationError("The year must have four numbers", code="invalid")
    day, month = (text.lstrip("0")[:3] or "0" for text in (day, month))  # thousands of figures are no number to Python
    if not FIRST_YEAR <= int(year) <= LAST_YEAR:
        raise ValidationError(f"The year must be between {FIRST_YEAR} and {LAST_YEAR}", code="invalid")
    if not 1 <= int(month) <= 12:
        raise ValidationError("The month must be between 1 and 12", code="invalid")
    if not 1 <= int(day) <= 31:
        raise ValidationError("The day must be between 1 and 31", code="invalid")
    try:
        return date(int(year), int(month), int(day))
    except ValueError as error:
        wrong = f"There is no {int(day)} {date(2000, int(month), 1):%B} {int(year)}: check the day"
        raise ValidationError(wrong, code="invalid") from error
