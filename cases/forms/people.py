"""The questions about people. A field whose class of information the notice does not cover is not asked; none is a must."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms

from access.forms.once import OnceForm
from access.kinds import WITHHELD
from cases import contacts, identifiers
from cases.forms.doubts import DoubtingForm
from cases.models import Address, Person
from cases.models.families import Part
from cases.models.people import Absent, Precision, Sex
from cases.operations.asking import REASON, Asking, about
from earlyhelp.govuk import DateField

NUMBERS: dict[str, Callable[[str], str]] = {
    "nhs_number": identifiers.nhs_number,
    "ni_number": identifiers.ni_number,
    "upn": identifiers.upn,
}


def may_ask(field: str, whom: str = "") -> bool:
    """Whether the notice in force lets this field be asked on a case, of somebody or of anybody."""
    return Asking().may_ask(field, whom)


class PersonForm(DoubtingForm):
    """What is known about somebody, as far as the notice lets it be asked of them. Nothing but a name is needed.

    `whom` is what they are to the notice (child, adult, household); empty where the form itself asks it. `unwritten` are the fields
    that whoever fills it in has no permission to write.
    """

    full_name = forms.CharField(
        label="Full name",
        max_length=160,
        help_text="One name is enough if that is all you know.",
        error_messages={"required": "Enter the name"},
    )
    unnamed = forms.BooleanField(label="The name is not known: this describes them", required=False)
    known_as = forms.CharField(label="Known as", max_length=80, required=False)
    born = DateField(
        label="Date of birth", hint="If only the month or the year is known, enter its first day", required=False
    )
    born_precision = forms.ChoiceField(
        label="How exactly is the date of birth known?",
        choices=Precision.choices,
        widget=forms.RadioSelect,
        initial=Precision.DAY,
    )
    expected = DateField(label="Expected date of delivery, for an unborn child", required=False)
    died_on = DateField(
        label="Date of death", hint="Leave empty, or empty it if it was entered by mistake", required=False
    )
    sex = forms.ChoiceField(label="Sex", choices=[("", "Not recorded"), *Sex.choices], required=False)
    ethnicity = forms.CharField(label="Ethnicity", max_length=40, required=False)
    nationality = forms.CharField(label="Nationality", max_length=80, required=False)
    religion = forms.CharField(label="Religion", max_length=80, required=False)
    language = forms.CharField(label="Language spoken at home", max_length=80, required=False)
    interpreter = forms.CharField(
        label="Interpreter needed",
        max_length=80,
        required=False,
        help_text="Which, such as Polish or British Sign Language.",
    )
    format_needed = forms.CharField(
        label="Format needed", max_length=80, required=False, help_text="Such as large print."
    )
    phone = forms.CharField(label="Telephone", max_length=40, required=False)
    email = forms.EmailField(label="E-mail address", required=False)
    school = forms.CharField(label="School or nursery", max_length=120, required=False)
    disability = forms.CharField(label="Disability", max_length=300, required=False)
    surgery = forms.CharField(label="GP surgery", max_length=120, required=False)
    health_because = forms.CharField(label="Why does their health matter to the help?", max_length=300, required=False)
    nhs_number = forms.CharField(label="NHS number", max_length=20, required=False)
    nhs_number_absent = forms.ChoiceField(
        label="If there is no NHS number, why?", choices=[("", "Not recorded"), *Absent.choices], required=False
    )
    ni_number = forms.CharField(label="National Insurance number", max_length=20, required=False)
    ni_number_absent = forms.ChoiceField(
        label="If there is no National Insurance number, why?",
        choices=[("", "Not recorded"), *Absent.choices],
        required=False,
    )
    upn = forms.CharField(label="Unique pupil number", max_length=20, required=False)
    upn_absent = forms.ChoiceField(
        label="If there is no unique pupil number, why?",
        choices=[("", "Not recorded"), *Absent.choices],
        required=False,
    )
    whereabouts_protected = forms.BooleanField(
        label="Their whereabouts are protected: address, school, telephone and surgery are shown on the People page alone",
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        whom: str = "",
        asking: Asking | None = None,
        unwritten: Collection[str] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.asking = asking or Asking()
        for name in unwritten:  # not theirs to write: neither asked nor shown
            self.fields.pop(name, None)
            self.initial.pop(name, None)
        for name in [name for name in self.fields if not self.asking.may_ask(name, whom)]:
            waits = self.asking.waits_for_consent(name, whom)
            if waits and self.data.get(self.add_prefix(name)):
                continue  # typed on a page on which consent still stood: it is shown again, and refused
            del self.fields[name]
        if not self.initial.get("unnamed"):  # everybody else is added, and kept, by a name
            del self.fields["unnamed"]
        for name, field in self.fields.items():
            only = "" if whom or name.endswith("_absent") else self.asking.only_of(name)
            told = [str(field.help_text), only, self.asking.why(name, whom)]
            field.help_text = " ".join(filter(None, told))
        if REASON in self.fields:
            self.fields[REASON].help_text = self._what_needs_it(whom)

    def _what_needs_it(self, whom: str) -> str:
        """Which fields need the reason."""
        named = [str(self.fields[name].label) for name in self.asking.reasoned(whom) if name in self.fields]
        return f"Needed only where you fill in: {', '.join(named)}."

    def doubts(self, answers: dict[str, Any]) -> Iterator[tuple[str, str]]:
        """A number of telephone that is typed now; what was kept before is not asked about again."""
        if "phone" in self.changed_data:
            yield "phone", contacts.doubt_phone(answers.get("phone", ""))

    def clean(self) -> dict[str, Any]:
        answers = super().clean()
        for name, clean in NUMBERS.items():
            if answers.get(name):
                try:
                    answers[name] = clean(answers[name])
                except identifiers.Wrong as wrong:
                    self.add_error(name, str(wrong))
                else:
                    answers[f"{name}_absent"] = ""
        return answers


class ChangePersonForm(PersonForm):
    """The same, which version the page showed, and why it changes."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    because = forms.CharField(
        label="Why does this change?",
        max_length=300,
        help_text="Such as: the family told us; it was entered by mistake.",
        error_messages={"required": "Write why this changes"},
    )


class AddMemberForm(PersonForm, OnceForm):
    """Somebody new, and what they are in the family."""

    part = forms.ChoiceField(
        label="What are they in the family?",
        choices=Part.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what they are in the family"},
    )


def initial_of(person: Person) -> dict[str, Any]:
    """What is known already, as the form shows it."""
    return {name: getattr(person, name) for name in PersonForm.base_fields}


def differing(form: forms.BaseForm, person: Person) -> list[tuple[str, Any]]:
    """What stands there now and is not what was typed, as pairs of words."""
    return [
        (str(field.label), _said(person, name))
        for name, field in form.fields.items()
        if name in PersonForm.base_fields and getattr(person, name) != form.cleaned_data.get(name)
    ]


def _said(person: Person, name: str) -> str:
    value = getattr(person, name)
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if name == "nhs_number":
        value = identifiers.in_groups(value)
    said = getattr(person, f"get_{name}_display", None)
    return (said() if said else f"{value:%-d %B %Y}" if isinstance(value, date) else str(value or "")) or "not recorded"


@dataclass(frozen=True)
class Fact:
    """One thing that is known about somebody, in words."""

    label: str
    words: str
    where: bool  # it may tell where somebody is whose whereabouts are protected
    kept: str  # why it was recorded before and cannot be changed here, if so


def shown(
    person: Person, part: str, asking: Asking, withheld: Collection[str] = (), unread: Collection[str] = ()
) -> list[Fact]:
    """What is known about somebody with this part in the family; what is not known is left out. `withheld` are the fields that are
    not printed, `unread` those that whoever looks does not read: these are named, whether or not anything is recorded.

    What the notice in force does not let be asked is not out of sight where it was recorded before.
    """
    whom, facts = about(part), list[Fact]()
    for name, field in PersonForm.base_fields.items():
        if name in unread:
            facts += [Fact(str(field.label), WITHHELD, where=False, kept="")] if asking.is_listed(name, whom) else []
            continue
        value = getattr(person, name)
        if name in ("full_name", "born", "born_precision", "expected", "whereabouts_protected") or value in (
            "",
            None,
            False,
        ):
            continue
        facts.append(Fact(str(field.label), _said(person, name), name in withheld, kept=_kept(asking, name, whom)))
    return facts


def lived(person: Person, withheld: Collection[str]) -> list[tuple[Address, bool]]:
    """Where somebody lives and lived, today's first and then the latest; and whether each is withheld."""
    found = sorted(
        person.addresses.all(), key=lambda one: (one.until or date.max, one.since or date.min, one.pk), reverse=True
    )
    return [(one, str(one.pk) in withheld) for one in found]


def _kept(asking: Asking, name: str, whom: str) -> str:
    """Why what was recorded before stays as it is; empty where it can be changed."""
    if asking.waits_for_consent(name, whom):
        return "Only explicit consent lets it be asked, and none is in force now"
    return "" if asking.may_ask(name, whom) else "It is not asked under the notice in force"
