"""The questions about a family: who left or came back, where they live, how they are related, who else is involved, what to beware of."""

from collections.abc import Iterator
from typing import Any

from django import forms

from access.forms.once import OnceForm
from access.forms.words import in_words
from access.models import Organisation
from cases import contacts
from cases.forms.doubts import DoubtingForm
from cases.models import Case, Person
from cases.models.families import Part, Responsibility, Tie
from cases.models.professionals import Agrees
from cases.operations import families, whereabouts
from earlyhelp.govuk import DateField


class EndForm(forms.Form):
    """Why something ends."""

    because = forms.CharField(label="Why?", max_length=300, error_messages={"required": "Write why"})


class EndMemberForm(EndForm):
    """Since when somebody does not belong to the family, and why."""

    until = DateField(label="Since when?", hint="For example, 27 3 2026")


class ReturnMemberForm(EndForm):
    """What somebody who came back is in the family now, since when, and why."""

    part = forms.ChoiceField(
        label="What are they in the family now?",
        choices=[(part.value, part.label) for part in Part if part != Part.UNBORN],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what they are in the family"},
    )
    since = DateField(label="Since when?", hint="For example, 27 3 2026")
    field_order = ("part", "since", "because")


class MoveForm(DoubtingForm, OnceForm):
    """Where somebody lives or lived, since when, and until when if it is not where they live now."""

    lines = in_words("Address", "Enter the address, or write “no fixed abode”", longest=300)
    postcode = forms.CharField(label="Postcode", max_length=10, required=False)
    since = DateField(label="Since when?", hint="For example, 27 3 2026")
    until = DateField(label="Until when?", hint="Leave empty if they live there now", required=False)

    def __init__(self, *args: Any, case: Case, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case, self.person = case, person

    def clean_postcode(self) -> str:
        return contacts.postcode(self.cleaned_data["postcode"])

    def doubts(self, answers: dict[str, Any]) -> Iterator[tuple[str, str]]:
        """A postcode that looks wrong; and a place that would tell where somebody protected is."""
        lines, postcode = answers.get("lines", ""), answers.get("postcode", "")
        yield "lines", whereabouts.shares(self.case, self.person, lines, postcode)
        yield "postcode", contacts.doubt_postcode(postcode)


class FormerNameForm(OnceForm):
    """Another name."""

    full_name = forms.CharField(label="The other name", max_length=160, error_messages={"required": "Enter the name"})


class RelationshipForm(OnceForm):
    """Who is what to whom."""

    one = forms.ChoiceField(label="Who?", error_messages={"required": "Choose somebody"})
    tie = forms.ChoiceField(
        label="Is the", choices=[("", "Choose"), *Tie.choices], error_messages={"required": "Choose what they are"}
    )
    other = forms.ChoiceField(label="Of whom?", error_messages={"required": "Choose somebody"})
    in_words = forms.CharField(label="In words, if it is something else", max_length=80, required=False)
    responsibility = forms.ChoiceField(
        label="Do they have parental responsibility?",
        choices=[("", "Not asked"), *Responsibility.choices],
        required=False,
    )
    responsibility_source = forms.CharField(
        label="How do you know?",
        max_length=120,
        required=False,
        help_text="Such as the birth certificate, or an order of a court.",
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = case.family.members.filter(until=None).select_related("person").order_by("pk")
        self.people: dict[str, Person] = {str(one.person_id): one.person for one in members}
        for name in ("one", "other"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", "Choose"), *families.choices(self.people)]

    def clean_one(self) -> Person:
        return self.people[self.cleaned_data["one"]]

    def clean_other(self) -> Person:
        return self.people[self.cleaned_data["other"]]


class ProfessionalForm(DoubtingForm, OnceForm):
    """Who else works with the family, and whether we may speak to them."""

    name = forms.CharField(label="Name", max_length=120, error_messages={"required": "Enter the name"})
    job = forms.CharField(label="What do they do?", max_length=80, required=False)
    organisation = forms.ChoiceField(label="Which of our partners do they work for?", required=False)
    works_for = forms.CharField(label="Or where else do they work?", max_length=120, required=False)
    phone = forms.CharField(label="Telephone", max_length=40, required=False)
    email = forms.EmailField(label="E-mail address", required=False)
    agrees = forms.ChoiceField(
        label="Does the family agree that we speak to them?",
        choices=Agrees.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether the family agrees"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.partners = {str(one.pk): one for one in Organisation.objects.filter(is_active=True).order_by("name")}
        field = self.fields["organisation"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "None of them"), *((key, one.name) for key, one in self.partners.items())]

    def doubts(self, answers: dict[str, Any]) -> Iterator[tuple[str, str]]:
        """Their telephone number."""
        yield "phone", contacts.doubt_phone(answers.get("phone", ""))

    def clean_organisation(self) -> Organisation | None:
        return self.partners.get(self.cleaned_data["organisation"])


class AlertForm(OnceForm):
    """What everybody has to know first, and when somebody looks at it again."""

    words = forms.CharField(
        label="What does everybody have to know?",
        max_length=200,
        error_messages={"required": "Write what everybody has to know"},
    )
    review_on = DateField(label="When is it looked at again?", hint="For example, 27 3 2027")
