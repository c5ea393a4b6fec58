"""The design system's components as one template tag, and the two that pages need ready-made."""

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from jinja2 import Environment, PackageLoader, PrefixLoader

register = template.Library()
_environment = Environment(
    loader=PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}), autoescape=True
)
Cell = str | dict[str, Any]


@lru_cache(None)
def _macro(name: str) -> Callable[[dict[str, Any]], str]:
    module = _environment.get_template(f"govuk_frontend_jinja/components/{name}/macro.html").module
    return getattr(module, "govuk" + "".join(word.title() for word in name.split("-")))


@register.simple_tag
def govuk(component: str, params: dict[str, Any] | None = None, **more: Any) -> SafeString:
    """A component: `{% govuk "button" text="Save" %}`, `{% govuk "tag" params %}`, `{% govuk "details" summary__text="Why" %}`.

    Two underscores lead into an option of an option. `text` is escaped by the macro; `html` takes only what is safe here.
    """
    options = dict(params or {})
    for path, value in more.items():
        _put(options, path.split("__"), value)
    return mark_safe(str(_macro(component)(_escaped(options))))  # noqa: S308 - the macros escape every text they are given


def _put(options: dict[str, Any], path: list[str], value: Any) -> None:
    *ways, last = path
    for way in ways:
        options[way] = options = dict(options.get(way) or {})
    options[last] = value


def _escaped(value: Any, key: str = "") -> Any:
    """The same options, with every `html` that nobody called safe made safe."""
    if isinstance(value, dict):
        return {name: _escaped(inner, name) for name, inner in value.items()}
    if isinstance(value, list):
        return [_escaped(inner, key) for inner in value]
    return conditional_escape(value) if value and key.lower().endswith("html") else value


@register.simple_tag
def table(caption: str, head: list[str], rows: Iterable[list[Cell]]) -> SafeString:
    """A table whose first column heads the rows. A cell is a text, or a dict of text, href and hidden (more words, read aloud only).

    Each cell names its column, for narrow screens, where a row becomes a block.
    """
    return govuk(
        "table",
        caption=caption,
        captionClasses="govuk-visually-hidden",
        firstCellIsHeader=True,
        head=[{"text": text} for text in head],
        rows=[[_cell(cell, label) for cell, label in zip(row, head, strict=True)] for row in rows],
    )


def _cell(cell: Cell, label: str) -> dict[str, Any]:
    known: dict[str, Any] = cell if isinstance(cell, dict) else {"text": cell}
    named = {"attributes": {"data-label": label}}
    if "href" not in known:
        return {"text": "", **known, **named}
    more = format_html('<span class="govuk-visually-hidden"> {}</span>', known["hidden"]) if "hidden" in known else ""
    return named | {"html": format_html('<a class="govuk-link" href="{}">{}{}</a>', known["href"], known["text"], more)}


@register.simple_tag
def pages(earlier: str = "", later: str = "") -> SafeString:
    """Links to the page before and the page after, as far as there are any: `{% pages earlier=newer_href later=older_href %}`."""
    ways = {name: {"href": href} for name, href in (("previous", earlier), ("next", later)) if href}
    return govuk("pagination", ways) if ways else mark_safe("")


@register.simple_block_tag
def landmark(content: str, label: str) -> SafeString:
    """Links in a landmark of their own, or nothing where a page has none: `{% landmark "…" %}…{% endlandmark %}`."""
    inside = content.strip()
    return format_html('<nav aria-label="{}">{}</nav>', label, mark_safe(inside)) if inside else mark_safe("")  # noqa: S308 - rendered already
