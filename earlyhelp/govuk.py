"""The design system as Django sees it: a tag for its components, the form renderer, the three-box date, the frame."""

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Any

from django import forms, template
from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms.renderers import TemplatesSetting
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from jinja2 import Environment, PackageLoader, PrefixLoader

register = template.Library()
_environment = Environment(
    loader=PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}), autoescape=True
)


@lru_cache(None)
def _macro(name: str) -> Callable[[dict[str, Any]], str]:
    module = _environment.get_template(f"govuk_frontend_jinja/components/{name}/macro.html").module
    return getattr(module, "govuk" + "".join(word.title() for word in name.split("-")))


@register.simple_tag
def govuk(name: str, params: dict[str, Any] | None = None, **more: Any) -> SafeString:
    """A component: `{% govuk "button" text="Save" %}`. `text` is escaped by the macro; `html` takes only what is safe here."""
    options = {**(params or {}), **more}
    if "html" in options:
        options["html"] = conditional_escape(options["html"])
    return mark_safe(str(_macro(name)(options)))  # noqa: S308 - the macros escape every text they are given


# --- forms -------------------------------------------------------------------------------------------------------------------


class Renderer(TemplatesSetting):
    """Forms and fields print themselves: `{{ form.because.as_field_group }}`."""

    form_template_name = "govuk/form.html"
    field_template_name = "govuk/field.html"


class ThreeBoxes(forms.MultiWidget):
    """Day, month and year, each in a box of its own."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"day": forms.TextInput(), "month": forms.TextInput(), "year": forms.TextInput()}, attrs)

    def decompress(self, value: Any) -> list[Any]:
        return [value.day, value.month, value.year] if isinstance(value, date) else [None, None, None]


class DateField(forms.MultiValueField):
    """A date in three boxes. Cleans to a `date`, or None where it may be left out; each mistake has a sentence of its own."""

    widget = ThreeBoxes
    parts = ("day", "month", "year")

    def __init__(self, *, hint: str = "", **kwargs: Any) -> None:
        kwargs.setdefault("help_text", hint)
        kwargs.setdefault("error_messages", {"required": "Enter the date"})
        boxes = [forms.CharField(required=False, max_length=4) for _ in self.parts]
        super().__init__(boxes, require_all_fields=False, **kwargs)

    def clean(self, value: Any) -> date | None:
        typed = [str(part or "").strip() for part in (value or ["", "", ""])]
        if not any(typed):
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        if missing := [part for part, text in zip(self.parts, typed, strict=True) if not text]:
            raise ValidationError(f"The date must include a {' and a '.join(missing)}", code="incomplete")
        return self._real_date(typed)

    def compress(self, data_list: Any) -> Any:
        return data_list

    def _real_date(self, typed: list[str]) -> date:
        if not all(text.isascii() and text.isdigit() for text in typed):
            raise ValidationError("Enter the day, month and year as numbers, such as 27 3 2026", code="invalid")
        day, month, year = map(int, typed)
        if len(typed[2]) != 4:
            raise ValidationError("The year must have four numbers", code="invalid")
        if not 1 <= month <= 12:
            raise ValidationError("The month must be between 1 and 12", code="invalid")
        try:
            return date(year, month, day)
        except ValueError as error:
            raise ValidationError(f"There is no {day}.{month}.{year}: check the day", code="invalid") from error


@register.simple_tag
def govuk_field(field: forms.BoundField) -> SafeString:
    """One form field as its component, with label, hint, error and what was typed."""
    kind, params = _component(field)
    return govuk(kind, params)


def _component(field: forms.BoundField) -> tuple[str, dict[str, Any]]:
    """The component for a field's widget, and its options. The most special kind of widget comes first."""
    widget = field.field.widget
    for kind, (name, options) in COMPONENTS.items():
        if isinstance(widget, kind):
            return name, options(field, _common(field))
    return "input", _input(field, _common(field))


def _input(field: forms.BoundField, common: dict[str, Any]) -> dict[str, Any]:
    widget = field.field.widget
    short = 0 < (getattr(field.field, "max_length", None) or 0) <= 12
    width = {"classes": "govuk-input--width-10"} if short else {}
    typed = None if isinstance(widget, forms.PasswordInput) else field.value()
    kind = getattr(widget, "input_type", "text")
    return {**common, **width, "type": kind, "value": "" if typed is None else typed}


def _textarea(field: forms.BoundField, common: dict[str, Any]) -> dict[str, Any]:
    return {**common, "rows": field.field.widget.attrs.get("rows", 5), "value": field.value() or ""}


def _select(field: forms.BoundField, common: dict[str, Any]) -> dict[str, Any]:
    chosen = str(field.value() or "")
    items = [{"value": value, "text": text, "selected": str(value) == chosen} for value, text in _choices(field)]
    return {**common, "items": items}


def _one_box(field: forms.BoundField, common: dict[str, Any]) -> dict[str, Any]:
    item = {"value": "on", "text": field.label, "checked": bool(field.value()), "id": field.id_for_label}
    common.pop("label")
    return {**common, "name": field.html_name, "idPrefix": field.id_for_label, "items": [item]}


def _choices(field: forms.BoundField) -> list[tuple[Any, str]]:
    return list(getattr(field.field, "choices", []))


def _radios(field: forms.BoundField, common: dict[str, Any]) -> dict[str, Any]:
    return _ticks(field, common, [field.value()])


def _checkboxes(field: forms.BoundField, common: dict[str, Any]) -> dict[str, Any]:
    return _ticks(field, common, field.value() or [])


def _common(field: forms.BoundField) -> dict[str, Any]:
    optional = "" if field.field.required or isinstance(field.field.widget, forms.CheckboxInput) else " (optional)"
    attributes = {
        name: value for name, value in field.field.widget.attrs.items() if name not in ("rows", "cols", "class", "id")
    }
    autocomplete = attributes.pop("autocomplete", None)
    common: dict[str, Any] = {
        "id": field.id_for_label or field.auto_id,
        "name": field.html_name,
        "label": {"text": f"{field.label}{optional}", "classes": "govuk-label--s"},
        "attributes": {name: value for name, value in attributes.items() if value not in (False, None)},
    }
    if autocomplete:
        common["autocomplete"] = autocomplete
    if field.help_text:
        common["hint"] = {"text": str(field.help_text)}
    if field.errors:
        common["errorMessage"] = {"text": " ".join(str(error) for error in field.errors)}
    return common


def _fieldset(common: dict[str, Any]) -> dict[str, Any]:
    label = common.pop("label")
    return {"legend": {"text": label["text"], "classes": "govuk-fieldset__legend--s"}}


def _ticks(field: forms.BoundField, common: dict[str, Any], chosen: list[Any]) -> dict[str, Any]:
    ticked = {str(value) for value in chosen if value is not None}
    prefix = field.auto_id
    items = [
        {"value": value, "text": text, "checked": str(value) in ticked, "id": prefix if not n else f"{prefix}_{n}"}
        for n, (value, text) in enumerate(choice for choice in _choices(field) if choice[0] != "")
    ]
    common.pop("id")
    return {**common, "fieldset": _fieldset(common), "idPrefix": prefix, "items": items}


def _three_boxes(field: forms.BoundField, common: dict[str, Any]) -> dict[str, Any]:
    value = field.value()
    parts = value if isinstance(value, list) else field.field.widget.decompress(value)
    wrong = " govuk-input--error" if field.errors else ""
    items = [
        {
            "name": f"{field.html_name}_{part}",
            "id": f"{field.auto_id}_{part}" if n else field.auto_id,
            "label": part.title(),
            "value": "" if parts[n] is None else parts[n],
            "classes": f"govuk-input--width-{4 if part == 'year' else 2}{wrong}",
            "autocomplete": common.get("autocomplete", "off"),
            "attributes": {"inputmode": "numeric"},
        }
        for n, part in enumerate(DateField.parts)
    ]
    common.pop("autocomplete", None)
    return {**common, "id": f"{field.auto_id}_group", "fieldset": _fieldset(common), "items": items}


COMPONENTS: dict[type[forms.Widget], tuple[str, Callable[[forms.BoundField, dict[str, Any]], dict[str, Any]]]] = {
    ThreeBoxes: ("date-input", _three_boxes),
    forms.CheckboxSelectMultiple: ("checkboxes", _checkboxes),
    forms.RadioSelect: ("radios", _radios),
    forms.CheckboxInput: ("checkboxes", _one_box),
    forms.Select: ("select", _select),
    forms.Textarea: ("textarea", _textarea),
}


@register.simple_tag
def error_summary(form: forms.BaseForm) -> SafeString:
    """What is wrong, first on the page: each message with a link to its field. Empty while nothing is."""
    if not form.errors:
        return mark_safe("")
    errors: list[dict[str, Any]] = [{"text": str(error), "href": "#main"} for error in form.non_field_errors()]
    for field in form:
        errors += [{"text": " ".join(map(str, field.errors)), "href": f"#{field.auto_id}"}] if field.errors else []
    return govuk("error-summary", {"titleText": "There is a problem", "errorList": errors})


# --- words and the frame --------------------------------------------------------------------------------------------------------


@register.filter
def not_recorded(value: Any) -> Any:
    """A blank in words: `{{ person.known_as|not_recorded }}`."""
    return value or "not recorded"


@register.filter
def age(years: int | None) -> str:
    """`12` as “12 years”; what is not known in words."""
    if years is None:
        return "age not known"
    return f"{years} year{'' if years == 1 else 's'}"


@register.filter
def day(value: date | None) -> str:
    """A date as “22 November 2026”."""
    return f"{value.day} {value:%B %Y}" if value else "not recorded"


def frame(request: Any) -> dict[str, Any]:
    """What base.html shows round every page."""
    return {
        "navigation": getattr(request, "navigation", []),
        "signed_in": getattr(request, "staff", None),
        "duty_phone": settings.DUTY_PHONE,
    }
