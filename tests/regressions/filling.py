"""Fill in any form of the product with answers that fit, so that a test can go over all of them."""

from typing import Any

from django import forms
from django.urls import get_resolver

from access import clock
from access.records import uuid7
from earlyhelp.govuk import DateField

WORDS = "Something that was said."


class Paper:
    """A file that a browser sends, as often as it is sent."""

    name, content_type = "letter.txt", "text/plain"

    def read(self, size: int = -1) -> bytes:
        return WORDS.encode()


def answers_to(form: forms.BaseForm, **given: Any) -> dict[str, Any]:
    """What a browser would send: each field with an answer that it takes; `given` wins."""
    sent: dict[str, Any] = {}
    for name, field in form.fields.items():
        sent |= _answer(name, field)
    return sent | given


def _answer(name: str, field: forms.Field) -> dict[str, Any]:
    today = clock.today()
    if isinstance(field, DateField):
        return {f"{name}_{part}": getattr(today, part) for part in ("day", "month", "year")}
    if isinstance(field, forms.MultipleChoiceField):
        return {name: [key for key, _ in field.choices][:1]}
    if isinstance(field, forms.ChoiceField):
        return {name: next((key for key, _ in field.choices if key), "")}
    if isinstance(field, forms.BooleanField):
        return {name: "on"}
    if isinstance(field, forms.FileField):
        return {name: Paper()}
    if isinstance(field, forms.UUIDField):
        return {name: str(uuid7())}
    if isinstance(field, forms.IntegerField):
        return {name: 1}
    return {name: WORDS if field.required else ""}


def parts_of(name: str) -> list[str]:
    """The names of what stands in the address of a page of ours."""
    return list(_pattern_of(name).pattern.converters)


def view_of(name: str) -> Any:
    """The class that answers for a page of ours."""
    return _pattern_of(name).callback.view_class


def _pattern_of(name: str) -> Any:
    app, _, page = name.partition(":")
    for there, pattern in _patterns(get_resolver(), ""):
        if (there, pattern.name) == (app, page):
            return pattern
    raise AssertionError(f"{name} has no address")


def _patterns(resolver: Any, app: str) -> Any:
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            yield from _patterns(pattern, pattern.namespace or app)
        else:
            yield app, pattern
