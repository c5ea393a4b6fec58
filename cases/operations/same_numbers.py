"""Two people who have one number: it is wrong for one of them, or they are one person. Shown, and never refused."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from access.grants import may
from access.models import User
from cases.models import Person
from cases.operations import matches
from cases.operations.likeness import REASONS
from cases.operations.matches import Asked, Candidate

NUMBERS = ("nhs_number", "upn", "ni_number")


@dataclass(frozen=True)
class Shared:
    """Somebody else who has a number of this person, and which."""

    other: Candidate
    numbers: tuple[str, ...]

    @property
    def words(self) -> str:
        """Which numbers, in words."""
        return " and ".join(REASONS[code] for code in self.numbers)


def same_numbers(people: Sequence[Person], by: User) -> dict[UUID, list[Shared]]:
    """By person, whoever else has one of their numbers: of those whose case `by` may open. The hub is told of everybody it may find."""
    having = [person for person in people if any(getattr(person, name) for name in NUMBERS)]
    if not having:
        return {}
    asked = [Asked(**{name: getattr(person, name) for name in NUMBERS}) for person in having]
    found = matches.candidates_of_each(asked, by)
    everybody = may(by, "cases.triage_case")
    return {
        person.pk: [_shared(one) for one in others if one.person_key != person.pk and _may_be_told(one, everybody)]
        for person, others in zip(having, found, strict=True)
    }


def _may_be_told(one: Candidate, everybody: bool) -> bool:
    """Of a restricted record nobody else is told even that one of its family has this number."""
    return not one.restricted and (one.may_open or everybody)


def _shared(one: Candidate) -> Shared:
    return Shared(one, tuple(code for code in one.reasons if code in NUMBERS))
