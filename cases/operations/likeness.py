"""How alike two people are, from what is known of each: a number to rank by, and the reasons in words. It decides nothing."""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from rapidfuzz.distance import JaroWinkler

REASONS = {
    "name": "the same name",
    "name_turned": "the same names the other way round",
    "name_alike": "a name that sounds or looks alike",
    "name_part": "a part of the name",
    "surnames": "both halves of the surname",
    "born": "the same date of birth",
    "born_turned": "the same date of birth with day and month swapped",
    "born_month": "born in the same month",
    "born_near": "a date of birth within a month",
    "born_year": "born within a year",
    "expected": "the same expected date of delivery",
    "expected_near": "an expected date of delivery close by",
    "postcode": "the same postcode",
    "nhs_number": "the same NHS number",
    "upn": "the same unique pupil number",
    "ni_number": "the same National Insurance number",
    "phone": "the same last four digits of a telephone number",
    "reference": "the case reference",
}
NUMBERS = {"nhs_number": 1.0, "upn": 1.0, "ni_number": 1.0, "phone": 0.35, "postcode": 0.25}  # what a shared one adds
OF_A_HOME = {"phone", "postcode"}  # a whole family shares these: they say nothing of which of them is meant
OF_A_BIRTH_TO_COME = {
    "born": "expected",
    "born_turned": "expected_near",
    "born_month": "expected_near",
    "born_near": "expected_near",
    "born_year": "expected_near",
}
SAME_NAME = {"name", "name_turned", "name_alike"}
SAME_BIRTH = {"born", "born_turned", "born_month", "born_near"}
ALIKE = 0.85  # names above this are worth a second look
A_YEAR = (364, 365, 366)  # days: the year is wrong, and the day right or a day out
TURNED = 0.97  # a name the other way round is nearly as good
ONE_WORD = 0.92  # a first name or a surname alone


class Known(NamedTuple):
    """One name of somebody who is known, as the matcher hands it over. A tuple: hundreds are made for each question."""

    forename: str
    surname: str
    born: date | None
    year: int | None


def of_names(asked: tuple[str, str], known: Known) -> tuple[float, str]:
    """From 0 to 1, and the code of the reason. `asked` is a first and a last name in small letters."""
    first, last = asked
    if first == last and known.forename != known.surname:
        return _of_one_word(first, known)
    straight = 0.45 * _of(first, known.forename) + 0.55 * _of(last, known.surname)
    turned = TURNED * (0.45 * _of(first, known.surname) + 0.55 * _of(last, known.forename))
    best = max(straight, turned)
    if best == 1.0:
        return best, "name"
    if straight < turned and turned > 0.999 * TURNED:
        return best, "name_turned"
    if best >= ALIKE:
        return best, "name_alike"
    return best, "name_part" if {first, last} & {known.forename, known.surname} else ""


def of_surnames(asked: tuple[str, str], surnames: Collection[str]) -> tuple[float, str]:
    """Two words that are both surnames of one person are the halves of a double-barrelled one: worth as much as a surname alone."""
    first, last = asked
    return (ONE_WORD, "surnames") if first != last and first in surnames and last in surnames else (0.0, "")


def _of_one_word(asked: str, known: Known) -> tuple[float, str]:
    """One word may be a first name or a surname: it is held against each, and is worth a little less than a whole name."""
    best = max(_of(asked, known.forename), _of(asked, known.surname))
    if best == 1.0:
        return ONE_WORD, "name_part"
    return ONE_WORD * best, "name_alike" if best >= ALIKE else ""


def _of(one: str, other: str) -> float:
    return 1.0 if one == other else JaroWinkler.similarity(one, other)


def of_births(asked: date | None, known: Known, *, to_month: bool = False) -> tuple[float, str]:
    """From 0 to 1, and the code of the reason. A half where either is not known: it speaks neither for nor against.

    `to_month`: of the day that is asked about the month alone is meant.
    """
    if asked is None or known.year is None:
        return 0.5, ""
    if known.born is None:
        return (0.6, "born_year") if abs(asked.year - known.year) <= 1 else (0.1, "")
    return (_of_months if to_month else _of_days)(asked, known.born)


def _of_months(asked: date, born: date) -> tuple[float, str]:
    apart = abs((asked.year - born.year) * 12 + asked.month - born.month)
    if apart == 0:
        return 0.95, "born_month"
    return (0.6, "born_year") if apart <= 12 else (max(0.0, 0.4 - apart / 120), "")


def _of_days(asked: date, born: date) -> tuple[float, str]:
    apart = abs((asked - born).days)
    if apart == 0:
        return 1.0, "born"
    if asked.year == born.year and (asked.day, asked.month) == (born.month, born.day):
        return 0.92, "born_turned"
    if apart in A_YEAR:
        return 0.85, "born_year"
    if apart <= 31:
        return 0.85 - apart / 300, "born_near"
    if asked.year == born.year:
        return 0.7, "born_year"
    return (0.55, "born_year") if apart <= 366 else (max(0.0, 0.4 - apart / 3650), "")
