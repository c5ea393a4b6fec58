"""Who a referral is about: the child with a parent or carer on the first page, everybody else on a page each."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django import forms

from access import clock
from access.errors import Refused
from access.forms.words import in_words
from cases import contacts, identifiers
from cases.forms.doubts import KEEP, DoubtingForm
from cases.models.families import Part, Responsibility, Tie
from cases.models.people import Precision
from cases.operations import days
from cases.operations.asking import Asking, about, not_asked
from cases.operations.referrals import SomeoneNamed
from earlyhelp.govuk import DateField

OF_A_CHILD = (
    Tie.PARENT,
    Tie.STEP_PARENT,
    Tie.GRANDPARENT,
    Tie.AUNT_OR_UNCLE,
    Tie.FOSTER_CARER,
    Tie.GUARDIAN,
    Tie.OTHER,
)
PARTS = (
    (Part.CHILD.value, "A child"),
    (Part.UNBORN.value, "An unborn child"),
    (Part.CARER.value, "A parent or carer"),
    (Part.FOSTER_CARER.value, "A private foster carer"),
    (Part.OTHER.value, "Somebody else in the family"),
)
NOT_KNOWN = ("", "Not known")
# The fields of both pages that tell where somebody is, and that it must be kept from somebody: where it must, they are not printed.
TELL_WHERE = ("address", "postcode", "child_school", "school", "carer_phone", "phone", "protected")


class AboutPeople(DoubtingForm):
    """What both kinds of page share: other people's data, and how each kind of answer is checked."""

    groups: tuple[tuple[str, tuple[str, ...]], ...] = ()
    asked: dict[str, tuple[str, str]] = {}  # field to the person's field that it fills, and whom it is about
    may_lack: tuple[str, ...] = ()  # fields that may be empty where little is known
    only_little: tuple[str, ...] = ()  # fields that are asked only there

    def __init__(self, *args: Any, little: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.little = little
        for name in self.may_lack if little else ():
            self.fields[name].required = False
        for name in () if little else self.only_little:
            del self.fields[name]
        self.asking = Asking()
        for name, (column, whom) in self.asked.items():
            if not self.asking.may_ask(column, whom):
                del self.fields[name]
            elif not whom:
                self.fields[name].help_text = self.fields[name].help_text or self.asking.only_of(column)
        for field in self.fields.values():
            field.widget.attrs.setdefault("autocomplete", "off")  # somebody else's data, never the browser's to offer

    @property
    def grouped(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields under their headings; the question whether to keep what is doubted beside what is, or last."""
        beside = self.doubted[-1] if self.doubted else self.groups[-1][1][-1]
        return [
            (words, [self[one] for name in names for one in (name, *([KEEP] * (name == beside))) if one in self.fields])
            for words, names in self.groups
        ]

    def doubts(self, answers: dict[str, Any]) -> Iterator[tuple[str, str]]:
        """Postcodes and telephone numbers that look wrong."""
        yield "postcode", contacts.doubt_postcode(answers.get("postcode", ""))
        for name in ("carer_phone", "phone"):
            yield name, contacts.doubt_phone(answers.get(name, ""))

    def _check_birth(self, answers: dict[str, Any], prefix: str = "") -> None:
        """One of: a date of birth, a year of birth, a date to come."""
        born, year, expected = (answers.get(f"{prefix}{what}") for what in ("born", "year", "expected"))
        today = clock.today()
        try:
            days.check_birth(born, expected)
        except Refused as refusal:
            self.add_error(f"{prefix}{refusal.field}", refusal.sentence)
        if year and not today.year - 120 <= int(year) <= today.year:
            self.add_error(f"{prefix}year", f"The year of birth must be between {today.year - 120} and {today.year}")
        if born and year and born.year != int(year):
            self.add_error(f"{prefix}year", "The year is another one than in the date of birth: leave it empty")
        if (born or year) and expected:
            self.add_error(f"{prefix}expected", "Enter a date of birth or an expected date of delivery, not both")

    def _check_name(self, answers: dict[str, Any], name: str, described: str) -> None:
        """Somebody has a name, or, where little is known, is described."""
        if self.little and not (answers.get(name) or answers.get(described)):
            self.add_error(name, "Enter the name, or describe them below")

    def _birth(self, prefix: str = "") -> tuple[date | None, str]:
        """The first day that it may be, and how exactly that is known."""
        born, year = (self.cleaned_data.get(f"{prefix}{what}") for what in ("born", "year"))
        if born or not year:
            return born, Precision.DAY
        return date(int(year), 1, 1), Precision.YEAR


def number_of(typed: str) -> str:
    """An NHS number without spaces, or why it cannot be one."""
    try:
        return identifiers.nhs_number(typed)
    except identifiers.Wrong as wrong:
        raise forms.ValidationError(str(wrong)) from wrong


def _year(label: str) -> forms.RegexField:
    return forms.RegexField(
        r"^\s*[12][0-9]{3}\s*$",
        label=label,
        max_length=4,
        required=False,
        error_messages={"invalid": "The year must have four numbers"},
    )


def _words(label: str, size: int, hint: str = "", needed: str = "") -> forms.CharField:
    told = {"required": needed} if needed else {}
    return forms.CharField(label=label, max_length=size, help_text=hint, required=bool(needed), error_messages=told)


def _choice(label: str, choices: Iterable[tuple[str, str]]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[NOT_KNOWN, *choices], required=False)


class PeopleForm(AboutPeople):
    """The first child, where they live, and a parent or carer."""

    child_name = _words(
        "Child’s full name", 160, "One name is enough if that is all you know.", "Enter the child’s name"
    )
    child_described = _words(
        "If the name is not known, who is it?",
        160,
        "Such as: a boy, about six. It is kept as a description, not as a name.",
    )
    child_born = DateField(label="Child’s date of birth", hint="For example, 27 3 2019", required=False)
    child_year = _year("Year of birth, if you do not know the day")
    child_expected = DateField(
        label="Expected date of delivery, for an unborn child",
        hint="Leave empty for a child who is born",
        required=False,
    )
    child_school = _words("School or nursery", 120)
    child_nhs_number = _words("NHS number", 12, "Ten digits. Leave it empty if you do not have it to hand.")
    address = in_words("Address", "Enter the address, or write “no fixed abode”", longest=300)
    postcode = _words("Postcode", 10)
    protected = forms.BooleanField(
        label="Where they live must be kept from somebody",
        required=False,
    )
    carer_name = _words("Parent or carer’s full name", 160, needed="Enter the parent or carer’s name")
    carer_tie = _choice("What are they to the child?", [(tie.value, tie.label) for tie in OF_A_CHILD])
    carer_responsibility = _choice("Do they have parental responsibility?", Responsibility.choices[:2])
    carer_phone = _words("Telephone of the parent or carer", 40)
    carer_interpreter = _words("Do they need an interpreter?", 80, "Which language or signs. Leave empty if not.")

    groups = (
        (
            "The child",
            (
                "child_name",
                "child_described",
                "child_born",
                "child_year",
                "child_expected",
                "child_school",
                "child_nhs_number",
            ),
        ),
        ("Where the child lives", ("address", "postcode", "protected")),
        (
            "A parent or carer",
            ("carer_name", "carer_tie", "carer_responsibility", "carer_phone", "carer_interpreter"),
        ),
    )
    asked = {
        **dict.fromkeys(("child_born", "child_year", "child_expected"), ("born", "child")),
        "child_school": ("school", "child"),
        "child_nhs_number": ("nhs_number", "child"),
        "carer_phone": ("phone", "adult"),
        "carer_interpreter": ("interpreter", "adult"),
    }
    may_lack = ("child_name", "address", "carer_name")
    only_little = ("child_described",)

    def clean_postcode(self) -> str:
        return contacts.postcode(self.cleaned_data["postcode"])

    def clean_child_nhs_number(self) -> str:
        return number_of(self.cleaned_data["child_nhs_number"])

    def clean(self) -> dict[str, Any]:
        answers = super().clean()
        self._check_name(answers, "child_name", "child_described")
        self._check_birth(answers, "child_")
        return answers

    def people(self) -> tuple[SomeoneNamed, ...]:
        """The people named, the child first. Where little is known there may be no carer."""
        told = self.cleaned_data
        born, precision = self._birth("child_")
        child = SomeoneNamed(
            told["child_name"] or told["child_described"],
            Part.UNBORN if told.get("child_expected") else Part.CHILD,
            born,
            told.get("child_expected"),
            key="child",
            born_precision=precision,
            school=told.get("child_school", ""),
            nhs_number=told.get("child_nhs_number", ""),
            whereabouts_protected=told["protected"],
            unnamed=not told["child_name"],
        )
        if not told["carer_name"]:
            return (child,)
        carer = SomeoneNamed(
            told["carer_name"],
            Part.CARER,
            key="carer",
            phone=told.get("carer_phone", ""),
            interpreter=told.get("carer_interpreter", ""),
            tie=told["carer_tie"],
            responsibility=told["carer_responsibility"],
            whereabouts_protected=told["protected"],
        )
        return (child, carer)


class PersonForm(AboutPeople):
    """One more person, with the household's address as it was typed before."""

    part = forms.ChoiceField(
        label="Who is it?",
        choices=PARTS,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who it is"},
    )
    full_name = _words("Full name", 160, "One name is enough if that is all you know.", "Enter the name")
    described = _words(
        "If the name is not known, who is it?",
        160,
        "Such as: a boy, about six. It is kept as a description, not as a name.",
    )
    born = DateField(label="Date of birth", hint="For example, 27 3 2019", required=False)
    year = _year("Year of birth, if you do not know the day")
    expected = DateField(label="Expected date of delivery, for an unborn child", required=False)
    tie = _choice("What are they to the first child?", Tie.choices)
    responsibility = _choice("Do they have parental responsibility for the first child?", Responsibility.choices[:2])
    school = _words("School or nursery", 120)
    nhs_number = _words("NHS number", 12)
    phone = _words("Telephone", 40)
    address = in_words("Address", "Enter the address, or write “no fixed abode”", longest=300)
    postcode = _words("Postcode", 10)
    protected = forms.BooleanField(label="Where they live must be kept from somebody", required=False)

    groups = (
        ("Who", ("part", "full_name", "described", "born", "year", "expected", "tie", "responsibility")),
        ("More about them", ("school", "nhs_number", "phone")),
        ("Where they live", ("address", "postcode", "protected")),
    )
    asked = {name: (name, "") for name in ("born", "expected", "school", "nhs_number", "phone")} | {
        "year": ("born", "")
    }
    may_lack = ("full_name", "address")
    only_little = ("described",)

    def clean_postcode(self) -> str:
        return contacts.postcode(self.cleaned_data["postcode"])

    def clean_nhs_number(self) -> str:
        return number_of(self.cleaned_data["nhs_number"])

    def _check_to_come(self, answers: dict[str, Any]) -> None:
        year = answers.get("year")
        born = answers.get("born") or (date(int(year), 1, 1) if year else None)
        try:
            days.check_to_come(answers["part"], born, answers.get("expected"))
        except Refused as refusal:
            self.add_error(refusal.field, refusal.sentence)

    def clean(self) -> dict[str, Any]:
        answers = super().clean()
        self._check_name(answers, "full_name", "described")
        self._check_birth(answers)
        if answers.get("part") and "expected" not in self.errors:
            self._check_to_come(answers)
        if answers.get("part"):
            self._check_asked(answers, about(answers["part"]))
        return answers

    def _check_asked(self, answers: dict[str, Any], whom: str) -> None:
        """What the notice does not let be asked of somebody with this part in the family."""
        for name, (column, _) in self.asked.items():
            if answers.get(name) and not self.asking.may_ask(column, whom):
                self.add_error(name, not_asked(self.asking, column, whom))

    def someone(self, key: str) -> SomeoneNamed:
        """The person, known to other pages by `key`."""
        told = self.cleaned_data
        born, precision = self._birth()
        return SomeoneNamed(
            told["full_name"] or told["described"],
            Part(told["part"]),
            born,
            told.get("expected"),
            key=key,
            born_precision=precision,
            phone=told.get("phone", ""),
            school=told.get("school", ""),
            nhs_number=told.get("nhs_number", ""),
            whereabouts_protected=told["protected"],
            tie=told["tie"],
            responsibility=told["responsibility"],
            unnamed=not told["full_name"],
            address=told["address"],
            postcode=told["postcode"],
        )
