"""The questions of standing in for somebody, and of its end."""

from typing import Any

from django import forms

from access.forms.once import OnceForm
from access.models import Staff, Team
from cases.forms.family import EndForm
from earlyhelp.govuk import DateField


class CoverForm(OnceForm):
    """Who is away, who stands in, until when, and why."""

    absent = forms.ChoiceField(label="Who is away?", error_messages={"required": "Choose who is away"})
    covering = forms.ChoiceField(label="Who stands in?", error_messages={"required": "Choose who stands in"})
    until = DateField(label="Until when?", hint="The last day of the cover. For example, 27 3 2027")
    because = forms.CharField(label="Why?", max_length=300, error_messages={"required": "Write why"})

    def __init__(self, *args: Any, teams: list[Team], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everybody = Staff.objects.who_may("cases.work_case").filter(
            user__memberships__group__in=[one.pk for one in teams]
        )
        self.staff = {str(one.pk): one for one in everybody.select_related("user").order_by("user__name")}
        for name in ("absent", "covering"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            there = self.staff if name == "absent" else {key: one for key, one in self.staff.items() if one.is_active}
            field.choices = [("", "Choose somebody"), *((key, one.user.name) for key, one in there.items())]

    def clean_absent(self) -> Staff:
        return self.staff[self.cleaned_data["absent"]]

    def clean_covering(self) -> Staff:
        return self.staff[self.cleaned_data["covering"]]


class EndMyCoverForm(EndForm):
    """Why one's own cover ends, and which: there may be another after it."""

    which = forms.UUIDField(widget=forms.HiddenInput, required=False)
