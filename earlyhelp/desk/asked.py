"""What is asked under the notice in force, of whom, and by which entry of it; and what is not: for those who answer for the notice."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from access import notice
from access.views.pages import Page
from cases.operations.asking import Asking, field_of
from earlyhelp.policy.classes import CLASSES, reading_of
from earlyhelp.policy.covering import lifting
from earlyhelp.policy.information import Category
from earlyhelp.policy.vocabulary import ABOUT

ON_CONSENT = "Only on a case on which somebody’s explicit consent is in force, and never in a referral: the notice has no other condition"
MARKS = {"ordinary": "", "special": "Special in law", "criminal": "About offences, in law"}


@dataclass(frozen=True)
class Line:
    """One class of information: of whom it is asked, which entries of the notice let it be, what it waits for, what would open it."""

    label: str
    mark: str
    of: str
    by: tuple[str, ...]
    reading: str
    waits: str = ""  # what it waits for on each case, where the notice has nothing but consent for it
    lifts: str = ""  # the reading by which the council would name another condition


def lines() -> list[Line]:
    """Every class of which a person's record has a field."""
    asking = Asking()
    return [_line(asking, what) for what in CLASSES if field_of(what)]


def _line(asking: Asking, what: str) -> Line:
    whom = asking.of_whom(field_of(what))
    found = [asking.covering(field_of(what), one) for one in whom]
    categories = dict.fromkeys(category for by in found if by for category in by.categories)
    code = reading_of(what)
    return Line(
        label=CLASSES[what].label,
        mark=MARKS[CLASSES[what].law],
        of=", ".join(ABOUT[one] for one in whom),
        by=tuple(words for category in categories for words in _words(category, what)),
        reading=code if code in {one.code for one in asking.policy.readings} else "",
        **_condition(asking, field_of(what)),
    )


def _condition(asking: Asking, field: str) -> dict[str, str]:
    """What a class of information waits for on each case, beside the entry that lists it."""
    if not asking.needs_consent(field):
        return {}
    lifts = next((key for one in asking.policy.notices for key, _ in lifting(one)), "")
    return {"waits": ON_CONSENT, "lifts": lifts}


def _words(category: Category, what: str) -> Iterator[str]:
    """How an entry covers a class: because it lists it, by a reason, or by the council's reading."""
    if what in category.covers and category.of_every_case:
        yield f"{category.label} ({category.source})"
    elif what in category.covered_if_read:
        yield f"By the council’s reading, with {category.label.lower()} ({category.source})"
    for one in category.covered_by_reason:
        if one.what == what:
            yield f"Taken in by reason: {one.because} ({one.source})"


class Asked(Page):
    """Class by class, what is asked first."""

    template_name = "desk/asked.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = lines()
        return super().get_context_data(
            asked=[line for line in found if line.of],
            left_out=[line for line in found if not line.of],
            policy=notice.policy(),
            **kwargs,
        )
