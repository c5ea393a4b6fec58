"""One box: what was typed into it is told apart by its shape, in any order."""

import re
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from stdnum.gb import nhs

from cases.operations.matches import Asked
from earlyhelp.govuk.dates import FIRST_YEAR, LAST_YEAR, real_date

EMPTY = (
    "Type a name, a date of birth, a postcode, the end of a telephone number, an NHS or National Insurance number, a UPN or a case"
    " reference"
)
REFERENCE = re.compile(r"\bEH-?([0-9A-Z]{7})\b", re.IGNORECASE)
UPN = re.compile(r"\b[A-Z]\d{11}[0-9A-Z]\b", re.IGNORECASE)
INSURANCE = re.compile(r"\b[A-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b", re.IGNORECASE)
POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b", re.IGNORECASE)
NUMBERS_DATE = re.compile(r"\b(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})\b")
TURNED_DATE = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
NUMBERS_MONTH = re.compile(r"\b(\d{1,2})/(\d{4})\b")
TURNED_MONTH = re.compile(r"\b(\d{4})-(\d{2})\b(?!-)")
WORDS_DATE = re.compile(r"\b(\d{1,2}) ([a-z]{3,9}) (\d{4})\b", re.IGNORECASE)
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WORDS_MONTH = re.compile(
    r"\b(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?) ((?:19|20|21)\d\d)\b",
    re.IGNORECASE,
)
NHS_LENGTH = 10
DIGITS = re.compile(r"\+?\d[\d \-]*\d\b")


@dataclass
class Typed:
    """What is left of the text while its parts are taken out."""

    text: str

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Take out the first that fits."""
        if found := pattern.search(self.text):
            self.text = self.text[: found.start()] + " " + self.text[found.end() :]
        return found


class FindForm(forms.Form):
    """Whom somebody looks for."""

    q = forms.CharField(
        label="Who are you looking for?",
        max_length=200,
        help_text="A name, date of birth, postcode, last four digits of a telephone number, NHS or National Insurance number, UPN or case reference",
        error_messages={"required": EMPTY},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_q(self) -> str:
        text: str = self.cleaned_data["q"]
        if not text.isprintable():
            raise ValidationError(EMPTY, code="unprintable")
        if not reference_in(text) and asked_in(text).empty:  # which says of a day or a number what is wrong with it
            raise ValidationError(EMPTY, code="nothing")
        return text


def reference_in(text: str) -> str:
    """The case reference in the text, or an empty string."""
    found = REFERENCE.search(text)
    return f"EH-{found[1].upper()}" if found else ""


def asked_in(text: str) -> Asked:
    """The parts of the text by their shape; what is left is a name. ValidationError for a day or a number that cannot be one."""
    typed = Typed(text)
    upn, insurance, postcode = typed.take(UPN), typed.take(INSURANCE), typed.take(POSTCODE)
    given: dict[str, Any] = {
        "upn": upn[0].upper() if upn else "",
        "ni_number": insurance[0].replace(" ", "").upper() if insurance else "",
        "postcode": postcode[0].upper() if postcode else "",
    }
    given |= _birth(typed)
    if number := typed.take(DIGITS):
        given |= _number(re.sub(r"\D", "", number[0]))
    name = " ".join(typed.text.split())
    return Asked(names=(name,) if any(letter.isalpha() for letter in name) else (), **given)


def _number(digits: str) -> dict[str, str]:
    """An NHS number where its check digit is right, else a telephone number by its end: those of ten digits begin with 0."""
    if nhs.is_valid(digits):
        return {"nhs_number": digits}
    if len(digits) == NHS_LENGTH and not digits.startswith("0"):
        wrong = f"{nhs.format(digits)} is not an NHS number: check its ten digits"
        raise ValidationError(f"{wrong}. For a telephone number type its last four", code="invalid")
    return {"phone_end": digits[-4:]} if len(digits) >= 4 else {}


def _birth(typed: Typed) -> dict[str, Any]:
    """The first day, day first, or else the first month: `born` and whether it stands for its whole month. ValidationError for neither."""
    if parts := _day(typed):
        return {"born": real_date(*parts)}
    if month := _month(typed):
        return {"born": real_date("1", *month), "to_month": True}
    return {}


def _day(typed: Typed) -> tuple[str, str, str] | None:
    """Day, month and year as they were typed."""
    if found := typed.take(TURNED_DATE):
        return found[3], found[2], found[1]
    if (found := NUMBERS_DATE.search(typed.text)) and not _of_a_telephone(found):
        typed.take(NUMBERS_DATE)
        return found[1], found[2], found[3]
    if (found := WORDS_DATE.search(typed.text)) and found[2][:3].lower() in MONTHS:
        typed.take(WORDS_DATE)
        return found[1], _number_of(found[2]), found[3]
    return None


def _month(typed: Typed) -> tuple[str, str] | None:
    """Month and year as they were typed."""
    if found := typed.take(TURNED_MONTH):
        return found[2], found[1]
    if found := typed.take(NUMBERS_MONTH):
        return found[1], found[2]
    if found := typed.take(WORDS_MONTH):
        return _number_of(found[1]), found[2]
    return None


def _number_of(month: str) -> str:
    return str(MONTHS.index(month[:3].lower()) + 1)


def _of_a_telephone(found: re.Match[str]) -> bool:
    """Whether three numbers with spaces between them are no date by their size, as the end of a telephone number is."""
    day, month, year = (int(one) for one in found.groups())
    return " " in found[0] and not (day <= 31 and month <= 12 and FIRST_YEAR <= year <= LAST_YEAR)
