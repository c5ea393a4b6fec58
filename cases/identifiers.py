"""The numbers that other services know somebody by: without spaces and in capitals, or a sentence on why one cannot be right."""

import re

from stdnum.gb import nhs

LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"  # of a pupil number: no I, O or S
PUPIL = re.compile(rf"[{LETTERS}]\d{{11}}[\d{LETTERS}]", re.ASCII)
INSURANCE = re.compile(r"(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]\d{6}[A-D]", re.ASCII)


class Wrong(ValueError):
    """What was typed cannot be a number of its kind; the words say why."""


def nhs_number(typed: str) -> str:
    """Ten digits whose last fits the others. One digit ten times fits as well, and is a number that nobody has."""
    digits = _bare(typed)
    if not digits:
        return ""
    if not (digits.isascii() and digits.isdigit() and len(digits) == 10):
        raise Wrong("An NHS number has ten digits, such as 943 476 5919")
    if len(set(digits)) == 1:
        raise Wrong("This is no NHS number: the same digit ten times is given to nobody")
    if not nhs.is_valid(digits):
        raise Wrong("This is no NHS number: a digit is wrong or two are swapped")
    return digits


def in_groups(number: str) -> str:
    """An NHS number as it is read aloud: 3-3-4."""
    return f"{number[:3]} {number[3:6]} {number[6:]}" if number else ""


def upn(typed: str) -> str:
    """A pupil number by its check letter. Its council is not looked up: new ones are made, and lists of them age."""
    number = _bare(typed)
    if not number:
        return ""
    if not PUPIL.fullmatch(number):
        raise Wrong("A unique pupil number has a letter and 12 digits, the last of which may be a letter")
    total = sum(place * _worth(sign) for place, sign in enumerate(number[1:], start=2))
    if number[0] != LETTERS[total % 23]:
        raise Wrong("This is no unique pupil number: its first letter does not fit the rest")
    return number


def ni_number(typed: str) -> str:
    """Two letters of those in use, six digits and a letter from A to D; the dummy of printed forms is none."""
    number = _bare(typed)
    if number and not INSURANCE.fullmatch(number):
        raise Wrong("This is no National Insurance number: it has two letters, six digits and a letter from A to D")
    return number


def _worth(sign: str) -> int:
    return int(sign) if sign.isdigit() else LETTERS.index(sign)


def _bare(typed: str) -> str:
    return "".join(typed.split()).replace("-", "").upper()
