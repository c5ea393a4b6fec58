"""The questions of closing."""

import hashlib
from collections.abc import Sequence
from datetime import date

from django import forms

from access import clock
from cases.models.case import OF_THE_WORK
from earlyhelp.govuk import DateField


class CloseForm(forms.Form):
    """When the work ended, how, and why. `seen` says what the page showed that closing so would mean."""

    on = DateField(label="When did the work end?", hint="For example, 27 3 2026")
    outcome = forms.ChoiceField(
        label="How did it end?",
        choices=[(one.value, one.label) for one in OF_THE_WORK],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how it ended"},
    )
    because = forms.CharField(
        label="Why is the case closing?",
        widget=forms.Textarea,
        max_length=2_000,
        error_messages={"required": "Write why the case is closing"},
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def said(self) -> tuple[date | None, str]:
        """The day and the outcome, as far as they are answered and can be: no day to come."""
        answers = getattr(self, "cleaned_data", {})
        on = answers.get("on")
        return (on if on and on <= clock.today() else None), answers.get("outcome", "")

    def digest_of(self, meaning: Sequence[str]) -> str:
        """A mark of what is answered about the day and the outcome, and of what that means: sent back, it says what was shown."""
        said = [str(self.cleaned_data["on"]), self.cleaned_data["outcome"], *meaning]
        return hashlib.sha256("\n".join(said).encode()).hexdigest()[:16]

    def carry(self, digest: str) -> None:
        """Let the page go on with the mark of what it shows now."""
        self.data = {**self.data.dict(), "seen": digest}  # type: ignore[attr-defined]  # what was posted
