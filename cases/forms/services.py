"""The questions about a service that the family receives, and how a service outside its ages is offered."""

from collections.abc import Sequence
from typing import Any

from django import forms

from access import notice
from access.forms.once import OnceForm
from cases.models import Case, Person
from cases.operations import families, services
from cases.operations.services import Offer, Wanted
from earlyhelp.govuk import DateField


def why_outside(label: str = "If the service is outside its ages, why this one?") -> forms.CharField:
    """Asked only where a service of the list is outside the ages of the children."""
    return forms.CharField(label=label, max_length=300, required=False)


def offer(field: forms.Field, offers: Sequence[Offer]) -> None:
    """The catalogue as choices, each with whom it is for. What does not fit says why, and stays to be chosen."""
    assert isinstance(field, forms.ChoiceField)
    field.choices = [(one.service.code, one.service.label) for one in offers]
    hints = {one.service.code: _hint(one) for one in offers}
    field.choice_hints = {code: hint for code, hint in hints.items() if hint}  # type: ignore[attr-defined]  # read by earlyhelp/govuk


def _hint(one: Offer) -> str:
    outside = f"Outside its ages: {one.outside}." if one.outside else ""
    return " ".join(filter(None, (one.service.for_whom and f"{one.service.for_whom}.", outside)))


class ServiceForm(OnceForm):
    """Which service, from whom, for whom, since when."""

    service = forms.ChoiceField(label="Which service?", required=False)
    other = forms.CharField(label="If another, which?", max_length=120, required=False)
    outside_because = why_outside()
    provider = forms.CharField(
        label="Who provides it?", max_length=120, error_messages={"required": "Write who provides it"}
    )
    person = forms.ChoiceField(label="For whom?", required=False)
    since = DateField(label="Since when?", hint="For example, 27 3 2026")

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people: dict[str, Person] = {str(one.person_id): one.person for one in case.household}
        offers = services.offers(services.ages_in(services.children_of([case])[case.pk]))
        service, person = self.fields["service"], self.fields["person"]
        assert isinstance(service, forms.ChoiceField) and isinstance(person, forms.ChoiceField)
        service.choices = [("", "Another, named below"), *((one.service.code, one.in_words) for one in offers)]
        person.choices = [("", "The whole family"), *families.choices(self.people)]
        self.initial = {"provider": notice.policy().council.name, **self.initial}

    def clean_person(self) -> Person | None:
        return self.people.get(self.cleaned_data["person"])

    def wanted(self) -> Wanted:
        """What was written down."""
        names = ("service", "other", "outside_because", "provider", "person", "since")
        return Wanted(**{name: self.cleaned_data[name] for name in names})


class EndServiceForm(forms.Form):
    """When it ended, and what came of it."""

    until = DateField(label="When did it end?", hint="For example, 27 3 2026")
    came_of_it = forms.CharField(
        label="What came of it?", max_length=300, error_messages={"required": "Write what came of it"}
    )
