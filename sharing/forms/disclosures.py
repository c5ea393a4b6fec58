"""The questions about sharing, and the DPO's filters."""

from collections.abc import Iterable
from typing import Any

from django import forms

from access import clock, notice
from access.models import Organisation, Staff
from cases.models import Case, Person
from consent.models.notices import WhyNot
from earlyhelp.govuk import DateField
from earlyhelp.policy import Policy
from sharing.models.disclosures import Decision, Disclosure, Method
from sharing.operations.lawfulness import known_kind, offered, smallest

YES_NO = (("yes", "Yes"), ("no", "No"))


def recipients() -> dict[str, Organisation]:
    """Key to organisation: those at work whose kind the notice in force speaks of."""
    rows = Organisation.objects.filter(is_active=True).exclude(kind="council").order_by("name")
    return {str(row.pk): row for row in rows if known_kind(row.kind)}


def recipient_purposes(policy: Policy) -> list[tuple[str, str]]:
    """The purposes that the notice allows to any recipient, in its order."""
    allowed = {purpose for _, purpose in policy.allowed_pairs()}
    return [(purpose.code, purpose.label) for purpose in policy.purposes if purpose.code in allowed]


class DisclosureForm(forms.Form):
    """To whom, about whom, what, why, on which ground if any, how, when, told or not."""

    decision = forms.ChoiceField(
        label="What was decided?",
        choices=Decision.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what was decided"},
    )
    recipient = forms.ChoiceField(
        label="With whom?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose with whom"},
    )
    recipient_person = forms.CharField(label="Name of the person who received it", max_length=120, required=False)
    involved = forms.ChoiceField(
        label="Do they take part in supporting this family?",
        choices=YES_NO,
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether they take part"},
    )
    people = forms.MultipleChoiceField(
        label="About whom?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose whom it is about"},
    )
    kinds = forms.MultipleChoiceField(
        label="What kind of information?",
        help_text="As little as the purpose needs. Tick more only if they need it.",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose the kind of information"},
    )
    described = forms.CharField(label="What exactly?", max_length=300, error_messages={"required": "Say what exactly"})
    purpose = forms.ChoiceField(
        label="For which purpose?", widget=forms.RadioSelect, error_messages={"required": "Choose the purpose"}
    )
    why_needed = forms.CharField(
        label="Why do they need it?",
        widget=forms.Textarea,
        max_length=4_000,
        error_messages={"required": "Write why they need it"},
    )
    ground = forms.ChoiceField(
        label="Another ground, where the ordinary way does not fit", required=False, widget=forms.Select
    )
    ground_reference = forms.CharField(
        label="Reference of the ground, such as a court’s", max_length=80, required=False
    )
    method = forms.ChoiceField(
        label="How was it shared?",
        choices=Method.choices,
        help_text="A secure e-mail and a secure portal are encrypted; this is recorded too.",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how it was shared"},
    )
    shared_on = DateField(label="When?", hint="For example, 27 3 2026")
    weighed = forms.CharField(
        label="What spoke against sharing?",
        help_text="Needed where you decided not to share. Also write here why the family does not know, if that needs words.",
        widget=forms.Textarea,
        max_length=4_000,
        required=False,
    )
    told = forms.ChoiceField(
        label="Does the family know?",
        choices=YES_NO,
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether the family knows"},
    )
    why_not_told = forms.ChoiceField(
        label="If not, why?", choices=WhyNot.choices, widget=forms.RadioSelect, required=False
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        policy = notice.policy()
        self.recipients = recipients()
        members = case.family.members.filter(until=None).select_related("person").order_by("pk")
        self.family = {str(member.person.pk): member.person for member in members}
        self._choose("recipient", [(key, row.name) for key, row in self.recipients.items()])
        self._choose("people", [(key, person.full_name) for key, person in self.family.items()])
        self._choose("kinds", [(kind.code, kind.label) for kind in offered(policy)])
        self.fields["kinds"].initial = smallest(policy)
        self._choose("purpose", recipient_purposes(policy))
        self._choose("ground", [("", "None"), *[(ground.code, ground.label) for ground in policy.grounds]])

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if answers.get("told") == "no" and not answers.get("why_not_told"):
            self.add_error("why_not_told", "Say why the family does not know")
        if (day := answers.get("shared_on")) and day > clock.today():
            self.add_error("shared_on", "The day must not be in the future")
        return answers

    def chosen_recipient(self) -> Organisation:
        return self.recipients[self.cleaned_data["recipient"]]

    def chosen_people(self) -> list[Person]:
        return [self.family[key] for key in self.cleaned_data["people"]]


CONDITIONS = ("9(2)(g)", "9(2)(h)")  # those that a council's reading or a ground can bring in


class LogFilter(forms.Form):
    """The DPO's filters. All by GET, none with personal data, so that an address can be passed on."""

    partner = forms.ChoiceField(label="Partner", required=False)
    purpose = forms.ChoiceField(label="Purpose", required=False)
    basis = forms.ChoiceField(label="Basis or ground", required=False)
    condition = forms.ChoiceField(label="Condition for special category information", required=False)
    author = forms.ChoiceField(label="Recorded by", required=False)
    told = forms.ChoiceField(label="Family told", required=False, choices=(("", "Any"), *YES_NO))
    late = forms.ChoiceField(label="Recorded late", required=False, choices=(("", "Any"), *YES_NO))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        policy = notice.policy()
        self.partners = {row.pk: row for row in Organisation.objects.order_by("name") if _partner(row)}
        self._choose("partner", [(str(key), row.name) for key, row in self.partners.items()])
        self._choose("purpose", recipient_purposes(policy))
        bases = [(basis.code, basis.label) for basis in policy.bases]
        self._choose("basis", bases + [(ground.code, ground.label) for ground in policy.grounds])
        conditions = sorted({basis.article_9 for basis in policy.bases if basis.article_9} | set(CONDITIONS))
        self._choose("condition", [("none", "No special category information"), *((code, code) for code in conditions)])
        authors = Staff.objects.filter(user__pk__in=Disclosure.objects.values("recorded_by")).select_related("user")
        self._choose("author", [(str(one.pk), one.user.name) for one in authors.order_by("user__name")])
        self.fields["from"] = DateField(label="From", required=False)
        self.fields["to"] = DateField(label="To", required=False)

    def with_partners(self, rows: Iterable[Disclosure]) -> list[Disclosure]:
        """These entries, each with its partner, whom the filter knows already."""
        found = list(rows)
        for row in found:
            if partner := self.partners.get(row.recipient_id):
                row.recipient = partner
        return found

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "Any"), *choices]


def _partner(row: Organisation) -> bool:
    """Also one that is no longer active: what went to it stays in the log."""
    return row.kind != "council"
