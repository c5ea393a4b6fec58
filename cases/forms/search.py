"""One box: what was typed into it is told apart by its shape, in any order."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from stdnum.gb import nhs

from cases.operations.matches import Asked
from earlyhelp.govuk.dates import real_date

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
WORDS_DATE = re.compile(r"\b(\d{1,2}) ([a-z]{3,9}) (\d{4})\b", re.IGNORECASE)
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
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
        if not reference_in(text) and asked_in(text).empty:
            raise ValidationError(EMPTY, code="nothing")
        return text


def reference_in(text: str) -> str:
    """The case reference in the text, or an empty string."""
    found = REFERENCE.search(text)
    return f"EH-{found[1].upper()}" if found else ""


def asked_in(text: str) -> Asked:
    """The parts of the text by their shape; what is left is a name."""
    typed = Typed(text)
    upn, insurance, postcode = typed.take(UPN), typed.take(INSURANCE), typed.take(POSTCODE)
    given: dict[str, Any] = {
        "upn": upn[0].upper() if upn else "",
        "ni_number": insurance[0].replace(" ", "").upper() if insurance else "",
        "postcode": postcode[0].upper() if postcode else "",
        "born": _date(typed),
    }
    if number := typed.take(DIGITS):
        given |= _number(re.sub(r"\D", "", number[0]))
    name = " ".join(typed.text.split())
    return Asked(names=(name,) if any(letter.isalpha() for letter in name) else (), **given)


def _number(digits: str) -> dict[str, str]:
    """An NHS number where its check digit is right, else a telephone number by its end."""
    if nhs.is_valid(digits):
        return {"nhs_number": digits}
    return {"phone_end": digits[-4:]} if len(digits) >= 4 else {}


def _date(typed: Typed) -> date | None:
    """The first real date, day first."""
    parts: tuple[str, str, str] | None = None
    if found := typed.take(TURNED_DATE):
        parts = (found[3], found[2], found[1])
    elif found := typed.take(NUMBERS_DATE):
        parts = (found[1], found[2], found[3])
    elif (found := WORDS_DATE.search(typed.text)) and found[2][:3].lower() in MONTHS:
        typed.take(WORDS_DATE)
        parts = (found[1], str(MONTHS.index(found[2][:3].lower()) + 1), found[3])
    try:
        return real_date(*parts) if parts else None
    except ValidationError:
        return None
