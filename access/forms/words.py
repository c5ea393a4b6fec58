"""A box for words of one's own: a reason, what happened, what follows."""

from django import forms


def in_words(label: str, needed: str, *, longest: int = 500, rows: int = 3, hint: str = "") -> forms.CharField:
    """A box that has to be filled in; `needed` is said where it is not. `rows` and `longest` (characters) are what fits into it."""
    return forms.CharField(
        label=label,
        widget=forms.Textarea(attrs={"rows": rows}),
        max_length=longest,
        help_text=hint,
        error_messages={"required": needed},
    )
