"""Postcodes and telephone numbers as they are typed: put in order where they are British, doubted where they look wrong, never refused."""

import re

# One or two letters and one or two digits, or a digit and a letter; then a digit and two letters that are read for nothing else.
POSTCODE = re.compile(r"(GIR|[A-Z]{1,2}[0-9][0-9A-Z]?) ?([0-9][ABD-HJLNP-UW-Z]{2})")
EXTENSION = re.compile(r"(?:ext(?:ension)?|x)[.:]?\s*\d{1,6}\s*$", re.IGNORECASE)
AT_HOME = (10, 11)  # digits of a British number with its first 0
ABROAD = range(
    7, 16
)  # digits of any number with its country's, as the International Telecommunication Union counts them


def postcode(typed: str) -> str:
    """In capitals, with one space where it goes if it is a whole British one."""
    plain = " ".join(typed.upper().split())
    found = POSTCODE.fullmatch(plain)
    return f"{found[1]} {found[2]}" if found else plain


def doubt_postcode(typed: str) -> str:
    """Why this may not be a postcode, in a sentence; empty where it looks right."""
    if not typed or POSTCODE.fullmatch(postcode(typed)):
        return ""
    return f"“{typed}” does not look like a whole UK postcode. Check it, or keep it: it may be one of another country."


def doubt_phone(typed: str) -> str:
    """Why this may not be a telephone number, in a sentence; empty where it looks right."""
    digits = re.sub(r"\D", "", EXTENSION.sub("", typed))
    abroad = typed.strip().startswith(("+", "00"))
    if not typed or (
        len(digits.removeprefix("00")) in ABROAD if abroad else digits[:1] == "0" and len(digits) in AT_HOME
    ):
        return ""
    return (
        f"“{typed}” does not look like a whole telephone number. A UK one has 10 or 11 digits and starts with 0, one of another country"
        " starts with +. Check it, or keep it."
    )
