"""Words that tell where somebody protected is: the page says so before they are recorded, and keeps them if they have to stand there."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from django import forms

from cases.forms.doubts import DoubtingForm
from cases.models import Case
from cases.operations import whereabouts


class ProtectingForm(DoubtingForm):
    """A form about a case whose boxes of words are looked through for the whereabouts of the protected of its family."""

    of_case: Case | None = None  # the page sets it

    def doubts(self, answers: dict[str, Any]) -> Iterator[tuple[str, str]]:
        """What the form doubts itself; and each box whose words tell it, with whose it is."""
        yield from super().doubts(answers)
        boxes = {
            name: answers[name]
            for name, field in self.fields.items()
            if type(field) is forms.CharField and isinstance(answers.get(name), str)
        }
        if self.of_case is not None:
            yield from whereabouts.told_in(self.of_case, boxes).items()


@cache
def protecting(form_class: type[forms.Form]) -> type[forms.Form]:
    """The same form, looked through."""
    return type(
        form_class.__name__,
        (ProtectingForm, form_class),
        {"__doc__": form_class.__doc__, "__module__": form_class.__module__},
    )
