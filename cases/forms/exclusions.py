"""The questions of keeping somebody out of a record, and of saying so about oneself."""

from typing import Any

from django import forms

from access.forms.once import OnceForm
from access.forms.words import in_words
from access.models import Staff, User
from cases.models.restrictions import Conflict


def _kind(label: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=Conflict.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what ties them to the family"},
    )


class DeclareForm(OnceForm):
    """What ties oneself to the family."""

    kind = _kind("What ties you to this family?")
    because = in_words(
        "What do others need to know?",
        "Write what others need to know",
        hint="No more than needed. Your manager and the Data Protection Officer see it.",
    )


class ExcludeForm(OnceForm):
    """Who is kept out, and why."""

    user = forms.ChoiceField(label="Who is kept out?", error_messages={"required": "Choose who is kept out"})
    kind = _kind("What ties them to this family?")
    because = in_words("How do you know?", "Write how you know")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = Staff.objects.filter(is_active=True).select_related("user", "organisation").order_by("user__name")
        self.people = {str(one.user_id): one for one in found}
        self.fields["user"].choices = [("", "Choose")] + [  # type: ignore[attr-defined]  # a ChoiceField
            (key, f"{one.user.name}, {one.job_title or one.organisation}") for key, one in self.people.items()
        ]

    def clean_user(self) -> User:
        return self.people[self.cleaned_data["user"]].user


class EndForm(forms.Form):
    """Why it holds no more."""

    because = in_words("Why may they see it again?", "Write why they may see it again")
