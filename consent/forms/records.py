"""The questions about telling, agreeing and consenting. Each names somebody of the family."""

from typing import Any

from django import forms

from access.forms.once import OnceForm
from cases.models import Case, Person
from cases.models.families import Part
from cases.operations import families, needs
from consent.models.notices import How, WhyNot
from consent.operations import competence
from earlyhelp.govuk import DateField

SAID_NO = "said_no"


class AboutSomebody(OnceForm):
    """A form about one person of the case's family; `cleaned_data["person"]` is that person."""

    person = forms.ChoiceField(
        label="Who?", widget=forms.RadioSelect, error_messages={"required": "Choose who it is about"}
    )

    needs_met = forms.CharField(
        label="If they need a language or a format: how was this met, or why not?", max_length=300, required=False
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = case.family.members.filter(until=None).exclude(part=Part.UNBORN)
        members = members.select_related("person").order_by("pk")
        self.people = {str(member.person.pk): member.person for member in members}
        if needed := needs.needs_among(self.people.values()):
            self.fields["needs_met"].help_text = f"{needed}."
        else:
            del self.fields["needs_met"]
        self.order_fields([name for name in self.fields if name != "needs_met"])
        field = self.fields["person"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = families.choices(self.people)

    def clean_person(self) -> Person:
        return self.people[self.cleaned_data["person"]]


class NoticeForm(AboutSomebody):
    """Told or not, how, when, or why not."""

    told = forms.ChoiceField(
        label="Have they been told how their information is used?",
        choices=(("yes", "Yes"), ("no", "Not yet")),
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether they have been told"},
    )
    how = forms.ChoiceField(label="If yes, how?", choices=How.choices, widget=forms.RadioSelect, required=False)
    told_on = DateField(label="If yes, when?", hint="Leave empty for today", required=False)
    why_not = forms.ChoiceField(
        label="If not yet, why?", choices=WhyNot.choices, widget=forms.RadioSelect, required=False
    )

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if answers.get("told") == "yes" and not answers.get("how"):
            self.add_error("how", "Say how they were told")
        if answers.get("told") == "no" and not answers.get("why_not"):
            self.add_error("why_not", "Say why they have not been told yet")
        return answers


AGREES, NO_LONGER = "agrees", "no_longer"


class AgreementForm(AboutSomebody):
    """Who agreed to take part or no longer does, and when: stopping is as easy as starting."""

    said = forms.ChoiceField(
        label="What did they say?",
        choices=((AGREES, "They agree to take part"), (NO_LONGER, "They no longer want to take part")),
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what they said"},
    )
    agreed_on = DateField(label="When did they say so?", hint="For example, 27 3 2026")


class ConsentForm(AboutSomebody):
    """Who was asked, what they answered, how they were asked, and when."""

    explicit = forms.ChoiceField(
        label="What did they say, in words or in writing?",
        help_text="Only a clear yes counts, from somebody who knows that they can take it back at any time.",
        choices=(
            ("yes", "Yes, clearly"),
            ("no", "Nothing clear, but they went along with it"),
            (SAID_NO, "No: they do not consent"),
        ),
        widget=forms.RadioSelect,
        error_messages={"required": "Say what they said"},
    )
    how = forms.ChoiceField(
        label="How were they asked?",
        choices=How.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Say how they were asked"},
    )
    given_on = DateField(label="When did they say so?", hint="For example, 27 3 2026")
    judged_by = forms.CharField(
        label="If it is a child: who judged that they understand what they consent to?",
        max_length=120,
        required=False,
        help_text=f"{competence.HINT} Their name, and what they are to the child.",
    )
    judged_because = forms.CharField(
        label="If it is a child: how did they come to that?",
        max_length=300,
        required=False,
        help_text="What the child said about it in their own words, for example.",
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, case=case, **kwargs)
        ages = [competence.age_of(case, person) for person in self.people.values()]
        if not any(competence.is_young(age) for age in ages):  # on the day they may have been younger
            del self.fields["judged_by"], self.fields["judged_because"]


class WithdrawForm(forms.Form):
    """What they said, if anything: taking consent back needs no more than giving it did."""

    because = forms.CharField(
        label="What did they say?",
        help_text="They need not give a reason. Leave it empty then.",
        widget=forms.Textarea,
        max_length=2_000,
        required=False,
    )
