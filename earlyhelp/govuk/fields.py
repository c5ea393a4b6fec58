"""Forms and fields print themselves: which component shows a widget, and what it is told."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.safestring import SafeString, mark_safe

from earlyhelp.govuk.components import govuk, register
from earlyhelp.govuk.dates import PARTS, ThreeBoxes

Options = dict[str, Any]
OURS = {"rows", "cols", "class", "id", "placeholder", "maxlength", "minlength", "autocomplete", "type"}  # not passed on
TO_READ = 3_000  # characters of one mistake
COUNTED_FROM = 1_000  # a text that may be this long says how much room is left


class Renderer(TemplatesSetting):
    """What FORM_RENDERER names: `{{ form }}` and `{{ form.because.as_field_group }}` come out as components."""

    form_template_name = "govuk/form.html"
    field_template_name = "govuk/field.html"


@register.simple_tag
def govuk_field(field: forms.BoundField) -> SafeString:
    """One form field as its component, with label, hint, error and what was typed."""
    if field.is_hidden:
        return field.as_hidden()
    name, options = component_of(field)
    return govuk(name, options)


def component_of(field: forms.BoundField) -> tuple[str, Options]:
    """The component for a field's widget, and its options. The most special kind of widget comes first."""
    for kind, (name, told) in COMPONENTS.items():
        if isinstance(field.field.widget, kind):
            options = told(field, _common(field))
            return ("character-count" if "threshold" in options else name), options
    raise TypeError(f"No component shows a {type(field.field.widget).__name__}: add a row to COMPONENTS.")


@register.simple_tag
def error_summary(*asked: forms.BaseForm) -> SafeString:
    """What is wrong, first on the page: each message with a link to its field. Empty while nothing is."""
    errors: list[Options] = []
    for form in asked:
        lost = [error for field in form.hidden_fields() for error in field.errors]
        errors += [{"text": _readable(str(error)), "href": "#main"} for error in [*form.non_field_errors(), *lost]]
        errors += [
            {"text": words_of(field), "href": f"#{field.auto_id}"} for field in form.visible_fields() if field.errors
        ]
    return govuk("error-summary", {"titleText": "There is a problem", "errorList": errors}) if errors else mark_safe("")


def words_of(field: forms.BoundField) -> str:
    """A field's errors as sentences; the summary and the field say the same."""
    needed = forms.Field.default_error_messages["required"]
    said = [_needed(field) if error == needed else _readable(str(error)) for error in field.errors]
    return " ".join(f"{error.rstrip('.')}." for error in said) if len(said) > 1 else said[0]


def _readable(error: str) -> str:
    """A sentence that says back what was sent: no more of it than somebody reads, and the end, which says what is asked for."""
    return error if len(error) <= TO_READ else f"{error[:200]}… {error[-TO_READ:]}"


def _needed(field: forms.BoundField) -> str:
    """What to do about an empty field whose form has no sentence of its own for it."""
    label = str(field.label or "").rstrip(":")
    if label.endswith("?"):
        return f"Answer “{label}”"
    if isinstance(field.field.widget, forms.CheckboxInput):
        return f"Tick “{label}”"
    small = label if label[1:2].isupper() else label[:1].lower() + label[1:]
    return f"{'Choose' if getattr(field.field, 'choices', None) else 'Enter'} {small}"


# --- what every component is told ---------------------------------------------------------------------------------------


def _common(field: forms.BoundField) -> Options:
    attributes = field.field.widget.attrs
    options: Options = {
        "id": field.auto_id,
        "name": field.html_name,
        "label": {"text": _label(field), "classes": "govuk-label--s"},
        "attributes": {
            name: value for name, value in attributes.items() if name not in OURS and value not in (False, None)
        },
    }
    if hint := str(field.help_text or ""):  # a list of password rules comes as safe HTML, everything else as text
        options["hint"] = {"html" if hasattr(hint, "__html__") else "text": hint}
    if field.errors:
        options["errorMessage"] = {"text": words_of(field)}
    return options


def not_optional(field: forms.Field) -> None:
    """Call it no optional question, though the form is taken without an answer: another step, or another answer, asks for it."""
    field.not_optional = True  # type: ignore[attr-defined]  # read below, and nowhere else


def _label(field: forms.BoundField) -> str:
    says_when = str(field.label).startswith("If ")  # needed under its condition, so not optional
    needed = field.field.required or getattr(field.field, "not_optional", False)
    optional = not (needed or says_when or isinstance(field.field.widget, forms.CheckboxInput))
    return f"{field.label}{' (optional)' if optional else ''}"


def _fieldset(options: Options) -> Options:
    """The label as the legend of several boxes."""
    return {"legend": {"text": options.pop("label")["text"], "classes": "govuk-fieldset__legend--s"}}


def _autocomplete(field: forms.BoundField) -> str:
    """Mostly it is somebody else's name or address: the browser is not to remember it, unless the field says otherwise."""
    return str(field.field.widget.attrs.get("autocomplete", "off"))


def _choices(field: forms.BoundField) -> list[tuple[Any, Any]]:
    """The choices in one list, those in groups too."""
    flat: list[tuple[Any, Any]] = []
    for value, text in getattr(field.field, "choices", []):
        flat += list(text) if isinstance(text, (list, tuple)) else [(value, text)]
    return flat


# --- what each is told besides --------------------------------------------------------------------------------------------


def _input(field: forms.BoundField, options: Options) -> Options:
    widget = field.field.widget
    typed = widget.format_value(field.value()) if isinstance(widget, forms.widgets.Input) else field.value()
    kind = widget.attrs.get("type") or getattr(widget, "input_type", "text")
    number = {"inputmode": "numeric", "type": "text"} if kind == "number" else {"type": kind}
    longest = getattr(field.field, "max_length", None) or 0
    narrow = kind == "number" or 0 < longest <= 12 or _autocomplete(field) == "one-time-code"
    width = {"classes": "govuk-input--width-10"} if narrow else {}
    spelling = {"spellcheck": False} if kind in ("email", "url") else {}
    return (
        options
        | number
        | width
        | spelling
        | {"value": "" if typed is None else typed, "autocomplete": _autocomplete(field)}
    )


def _password(field: forms.BoundField, options: Options) -> Options:
    button = {"showPasswordAriaLabelText": "Show what you typed", "hidePasswordAriaLabelText": "Hide what you typed"}
    return options | button | {"autocomplete": field.field.widget.attrs.get("autocomplete", "current-password")}


def _file(field: forms.BoundField, options: Options) -> Options:
    return options


def _textarea(field: forms.BoundField, options: Options) -> Options:
    longest = getattr(field.field, "max_length", None) or 0
    count = {"maxlength": longest, "threshold": 75} if longest >= COUNTED_FROM else {}
    return options | count | {"rows": field.field.widget.attrs.get("rows", 5), "value": field.value() or ""}


def _select(field: forms.BoundField, options: Options) -> Options:
    value = field.value()
    chosen = "" if value is None else str(value)
    items = [{"value": key, "text": str(text), "selected": str(key) == chosen} for key, text in _choices(field)]
    return options | {"items": items}


def _one_box(field: forms.BoundField, options: Options) -> Options:
    item = {
        "value": "on",
        "text": options.pop("label")["text"],
        "checked": bool(field.value()),
        "id": options.pop("id"),
    }
    return options | {"idPrefix": item["id"], "items": [item]}


def _radios(field: forms.BoundField, options: Options) -> Options:
    return _ticks(field, options, [field.value()])


def _checkboxes(field: forms.BoundField, options: Options) -> Options:
    return _ticks(field, options, field.value() or [])


def _ticks(field: forms.BoundField, options: Options, chosen: list[Any]) -> Options:
    """Radios or boxes. The first carries the field's own id: the error summary leads there. `choice_hints` explains choices."""
    ticked, hints = {str(value) for value in chosen if value is not None}, getattr(field.field, "choice_hints", {})
    prefix = options.pop("id")
    shown = [choice for choice in _choices(field) if choice[0] not in ("", None)]
    items = [
        {
            "value": value,
            "text": str(text),
            "checked": str(value) in ticked,
            "id": f"{prefix}_{n}" if n else prefix,
            **({"hint": {"text": hints[value]}} if value in hints else {}),
        }
        for n, (value, text) in enumerate(shown)
    ]
    return options | {"fieldset": _fieldset(options), "idPrefix": prefix, "items": items}


def _one_line(typed: Any) -> str:
    """What a box of one line can hold. The component sets each line of a value in, which takes minutes for a million of them."""
    return "" if typed is None else " ".join(str(typed).splitlines())


def _three_boxes(field: forms.BoundField, options: Options) -> Options:
    value = field.value()
    parts = value if isinstance(value, list) else field.field.widget.decompress(value)
    wrong = " govuk-input--error" if field.errors else ""
    items = [
        {
            "name": f"{field.html_name}_{part}",
            "id": f"{field.auto_id}_{part}" if n else field.auto_id,
            "label": part.title(),
            "value": _one_line(typed),
            "classes": f"govuk-input--width-{4 if part == 'year' else 2}{wrong}",
            "autocomplete": _autocomplete(field),
        }
        for n, (part, typed) in enumerate(zip(PARTS, parts, strict=True))
    ]
    return options | {"id": f"{field.auto_id}_group", "fieldset": _fieldset(options), "items": items}


COMPONENTS: dict[type[forms.Widget], tuple[str, Callable[[forms.BoundField, Options], Options]]] = {
    ThreeBoxes: ("date-input", _three_boxes),
    forms.CheckboxSelectMultiple: ("checkboxes", _checkboxes),
    forms.RadioSelect: ("radios", _radios),
    forms.CheckboxInput: ("checkboxes", _one_box),
    forms.SelectMultiple: ("checkboxes", _checkboxes),
    forms.Select: ("select", _select),
    forms.Textarea: ("textarea", _textarea),
    forms.PasswordInput: ("password-input", _password),
    forms.FileInput: ("file-upload", _file),
    forms.widgets.Input: ("input", _input),
}
