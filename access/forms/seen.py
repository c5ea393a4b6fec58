"""What stood in a record when its page was made: carried by the page, asked by the operation."""

from typing import Any

from django import forms


class SeenForm(forms.Form):
    """`cleaned_data["seen"]` is the mark of what the page showed (access/operations/standing.py)."""

    seen = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    def carry(self, now: str) -> None:
        """The next press is made knowing what stands now."""
        carry(self, "seen", now)


def carry(form: forms.Form, name: str, value: str) -> None:
    """What was sent, but for one hidden value: the page comes again with this one."""
    sent: Any = form.data
    form.data = changed = sent.copy()
    changed[name] = value
