"""What the council calls things that every council has: its hub, its lead practitioners, its assessment, the service itself.

A text names such a thing by its code: `{hub}`, at the start of a sentence `{Hub}`, with its article `{an_assessment}`. Python's texts
are `called(…)`, which is looked up when they are shown, or `worded(…)`, at once; a template says `{{ called.hub }}`, or `"…"|worded` where
a text is handed on.
"""

from typing import Any

from django import template
from django.db import models
from django.utils.functional import lazy

from access import notice
from earlyhelp.policy.called import Called

register = template.Library()  # loaded for every template (earlyhelp/settings.py)


def worded(text: str, **more: Any) -> str:
    """A text with the council's words in it, and with whatever else it names."""
    return notice.policy().worded(text, **more)


called = lazy(worded, str)
register.filter("worded", worded)


def context(_request: Any) -> dict[str, Any]:
    """For every template: what things are called, and the name of the service for the frame of the page."""
    return {"called": Called(lambda code: notice.policy().label(code)), "service_name": called("{Service}")}


class CalledChoices(models.TextChoices):
    """Choices whose words speak of such a thing. A column knows them as they stand in the program; people read `worded`."""

    @property
    def worded(self) -> str:
        """The words as this council says them."""
        return worded(self.label)

    @property
    def by_code(self) -> str:
        """The words as no council says them, for readers of the program."""
        return self.label.format_map(Called(lambda code: code.replace("_", " ")))
