"""The questions of an access review: two for each line that is open. Nothing is chosen beforehand; what is left out stays open."""

from collections.abc import Sequence
from typing import Any

from django import forms

from access.models import AccessAnswer, AccessReviewLine, ReviewedKind
from cases.operations.access_reviews import Answer
from earlyhelp.govuk import not_optional

CHOICES = {
    ReviewedKind.MEMBER: ("Keep in the team", "Take out of the team"),
    ReviewedKind.GRANT: ("Keep the grant", "End the grant"),
}
REASON = "If it is taken away: why?"


class AnswersForm(forms.Form):
    """One pair of boxes for each line: what becomes of it, and why where it is taken away."""

    def __init__(self, *args: Any, lines: Sequence[AccessReviewLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = lines
        for line in lines:
            self.fields[f"answer_{line.pk.hex}"] = self._answer(line)
            self.fields[f"because_{line.pk.hex}"] = forms.CharField(label=REASON, max_length=300, required=False)

    @staticmethod
    def _answer(line: AccessReviewLine) -> forms.ChoiceField:
        keep, take = CHOICES[ReviewedKind(line.kind)]
        about = line.person.name + (f" on {line.case_reference}" if line.case_reference else "")
        field = forms.ChoiceField(
            label=f"What becomes of it: {about}",
            choices=((AccessAnswer.KEEP, keep), (AccessAnswer.TAKE_AWAY, take)),
            widget=forms.RadioSelect,
            required=False,
        )
        not_optional(field)  # saved without, and asked for again
        return field

    def clean(self) -> dict[str, Any]:
        """A reason without an answer is a slip: somebody wanted to take something away."""
        for line in self.lines:
            because = self.cleaned_data.get(f"because_{line.pk.hex}")
            if because and self.cleaned_data.get(f"answer_{line.pk.hex}") != AccessAnswer.TAKE_AWAY:
                self.add_error(
                    f"answer_{line.pk.hex}",
                    f"Say whether {line.person.name} keeps it. A reason stands beside what is taken away",
                )
        return self.cleaned_data

    def answers(self) -> list[Answer]:
        """Those that were given."""
        return [
            Answer(line, found, self.cleaned_data[f"because_{line.pk.hex}"], f"because_{line.pk.hex}")
            for line in self.lines
            if (found := self.cleaned_data[f"answer_{line.pk.hex}"])
        ]

    def asked(self) -> list[dict[str, Any]]:
        """Each line with its boxes, for the page."""
        return [
            {"line": line, "answer": self[f"answer_{line.pk.hex}"], "because": self[f"because_{line.pk.hex}"]}
            for line in self.lines
        ]
