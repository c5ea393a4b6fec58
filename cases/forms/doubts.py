"""What looks wrong and may be right: the page says so, once, and keeps it where whoever typed it says that it is right."""

from collections.abc import Iterator
from typing import Any

from django import forms

KEEP = "as_typed"


class DoubtingForm(forms.Form):
    """A form that doubts some answers. The question whether to keep them is there only where something is doubted."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.doubted: list[str] = []
        if self.is_bound or self.initial.get(KEEP):
            self.fields[KEEP] = forms.BooleanField(label="It is right: keep it as I typed it", required=False)

    def doubts(self, answers: dict[str, Any]) -> Iterator[tuple[str, str]]:
        """The names of answers that look wrong, each with why; those that look right have an empty sentence. Each form says which."""
        yield from ()

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        keeps = answers.pop(KEEP, False)
        for name, sentence in self.doubts(answers):
            if sentence and name in self.fields:
                self.doubted.append(name)
                if not keeps:
                    self.add_error(name, sentence)
        if self.doubted:
            self._ask_beside(self.doubted[-1])
        else:
            self.fields.pop(KEEP, None)
        return answers

    def _ask_beside(self, name: str) -> None:
        names = [one for one in self.fields if one != KEEP]
        names.insert(names.index(name) + 1, KEEP)
        self.order_fields(names)
