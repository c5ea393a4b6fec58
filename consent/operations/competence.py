"""Whether a child may consent for themselves: not by an age, but where somebody judged that they understand.

No age is fixed in England and Wales (Gillick v West Norfolk and Wisbech Area Health Authority, House of Lords 1985): a child whose
understanding is enough for this decision makes it, and it is judged for each. In practice that is considered from 12 or 13. Whoever is
16 is presumed to be able to decide (Mental Capacity Act 2005, sections 1 and 2; Family Law Reform Act 1969, section 8, for treatment).
Where a notice says who consents for a child, that stands before this.
"""

from datetime import date

from django.db.models import F

from access.errors import Refused
from cases.models import Case, Member, Person, Relationship
from cases.models.families import Part, Responsibility
from cases.operations.services import youngest
from consent.models.consents import Understanding

USUALLY_FROM = 12
PRESUMED_FROM = 16
GROWN_UP = 18
HINT = (
    f"Only for somebody under {PRESUMED_FROM}. No age is fixed: it is usually considered from {USUALLY_FROM} or {USUALLY_FROM + 1}, for each"
    " decision by itself."
)


def age_of(case: Case, person: Person, on: date | None = None) -> int | None:
    """How old somebody of the case's family is at least on a day; None for a grown-up whose date of birth nobody knows."""
    places = Member.objects.filter(family=case.family_id, person=person).order_by(F("until").desc(nulls_first=True))
    part = places.values_list("part", flat=True).first() or Part.OTHER
    return youngest(part, person.born, person.born_precision, on)


def is_young(age: int | None) -> bool:
    """Whether they are under 18, or may be."""
    return understanding(age) != Understanding.GROWN_UP


def understanding(age: int | None) -> str:
    """On what it rests that somebody of this age understands what they consent to."""
    if age is None or age >= GROWN_UP:
        return Understanding.GROWN_UP
    return Understanding.PRESUMED if age >= PRESUMED_FROM else Understanding.JUDGED


def need_judgement(
    who: str, age: int | None, judged_by: str, judged_because: str, *, others: str = "", prefix: str = ""
) -> None:
    """Raise Refused, at a field whose name begins with `prefix`, for a child of whom nobody judged that they understand."""
    if understanding(age) != Understanding.JUDGED:
        return
    otherwise = f"Otherwise somebody with parental responsibility consents{f': {others}' if others else ''}."
    if not judged_by.strip():
        raise Refused(
            f"{who} may be under {PRESUMED_FROM}: write who judged that they understand what they consent to. {otherwise}",
            f"{prefix}judged_by",
        )
    if not judged_because.strip():
        raise Refused(
            f"Write how {judged_by.strip()} came to think that {who} understands it. {otherwise}",
            f"{prefix}judged_because",
        )


def responsible_for(case: Case, person: Person) -> str:
    """Who is recorded with parental responsibility for a child, by name; empty where nobody is."""
    ties = Relationship.objects.filter(
        family=case.family_id, other=person, until=None, responsibility=Responsibility.YES
    )
    return " or ".join(sorted(set(ties.values_list("one__full_name", flat=True))))
