"""The classes of personal information that the product can hold, and what the law says of each.

A class is the product's word; a category is the notice's. Each council's file says which of its categories covers which class
(`covers`, `covered_by_reason`, `covered_if_read` of `[[category]]`). What is covered by none is not asked.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class InformationClass:
    """What it is, what the law calls it, and whether a record can be kept without it: then every file has to cover it."""

    label: str
    law: str = "ordinary"
    needed: bool = False


CLASSES = {
    "name": InformationClass("Names", needed=True),
    "birth": InformationClass("Dates of birth, of a birth to come and of death"),
    "address": InformationClass("Addresses", needed=True),
    "contact_details": InformationClass("Telephone numbers and e-mail addresses"),
    "communication": InformationClass("Which interpreter or format somebody needs"),
    "language": InformationClass("Language spoken at home"),
    "sex": InformationClass("Sex or gender"),
    "nationality": InformationClass("Nationality"),
    "ethnicity": InformationClass("Ethnicity", law="special"),
    "religion": InformationClass("Religion or belief", law="special"),
    "disability": InformationClass("Disability and health", law="special"),
    "surgery": InformationClass("GP surgery", law="special"),
    "school": InformationClass("School or nursery"),
    "nhs_number": InformationClass("NHS number"),
    "ni_number": InformationClass("National Insurance number"),
    "upn": InformationClass("Unique pupil number"),
    "family": InformationClass("Who belongs together, and who has parental responsibility", needed=True),
    "risk": InformationClass("What everybody has to know first, and whose whereabouts are protected", needed=True),
    "circumstances": InformationClass("What is told of how a family lives", needed=True),
    "contact_records": InformationClass("Notes, visits, calls, events and decisions", needed=True),
    "assessments": InformationClass("Needs, plans and reviews", needed=True),
    "services": InformationClass("Help that is asked for, offered and given", needed=True),
    "professionals": InformationClass("Who else works with the family", needed=True),
    "offences": InformationClass("Offences, alleged ones too, and reports of the police", law="criminal"),
}
NEEDED = tuple(code for code, one in CLASSES.items() if one.needed)
ASKED = "asked"  # the answer to the reading `asks_<class>` that opens the class


def reading_of(what: str) -> str:
    """The code of the reading by which a council opens a class that its notice leaves open."""
    return f"asks_{what}"
