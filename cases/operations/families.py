"""Everybody who belongs to a family or once did: what is written about it may name somebody who has left."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from cases.models import Case, Person
from cases.models.families import Part

CHILDREN = (Part.CHILD, Part.UNBORN)


@dataclass(frozen=True)
class Known:
    """Somebody of a family, in their last part in it; and since when they are not any more."""

    person: Person
    part: str
    left_on: date | None = None
    apart: str = ""  # what tells them from somebody of the same name

    @property
    def child(self) -> bool:
        """Whether they are one of its children, born or not."""
        return self.part in CHILDREN

    @property
    def unborn(self) -> bool:
        """Whether they are still to come: nobody has seen them yet."""
        return self.part == Part.UNBORN

    @property
    def in_words(self) -> str:
        """Their name; with what they are in the family and their birth where somebody else has the name too; the day on which they left."""
        said = ", ".join(filter(None, (self.person.full_name, self.apart)))
        return f"{said} (left on {self.left_on:%-d %B %Y})" if self.left_on else said


def everybody(case: Case) -> list[Known]:
    """Who belongs to it now, eldest first, then who has left, the last to leave first. Who has come back is here."""
    members = list(case.family.members.select_related("person").order_by("person__born", "pk"))
    here = {one.person_id: Known(one.person, one.part) for one in members if one.until is None}
    gone: dict[object, Known] = {}
    for one in sorted((one for one in members if one.until), key=lambda one: one.until or date.min, reverse=True):
        if one.person_id not in here:
            gone.setdefault(one.person_id, Known(one.person, one.part, one.until))
    found = [*here.values(), *gone.values()]
    shared = _shared(one.person for one in found)
    return [replace(one, apart=_apart(one)) if one.person.full_name.casefold() in shared else one for one in found]


def choices(people: Mapping[str, Person]) -> list[tuple[str, str]]:
    """Key and words of each of them where somebody has to choose one: their name, and their birth where two share it."""
    shared = _shared(people.values())
    return [
        (key, f"{one.full_name}, {_birth(one)}" if one.full_name.casefold() in shared else one.full_name)
        for key, one in people.items()
    ]


def _shared(people: Iterable[Person]) -> set[str]:
    """The names that more than one of them has, in small letters."""
    counted = Counter(one.full_name.casefold() for one in people)
    return {name for name, times in counted.items() if times > 1}


def _apart(one: Known) -> str:
    return f"{Part(one.part).label.lower()}, {_birth(one.person)}"


def _birth(person: Person) -> str:
    """Their birth as whoever sees the family reads it in its banner: it tells nobody where they are."""
    if person.expected:
        return person.birth
    return f"born {person.birth}" if person.born else "date of birth not recorded"


def births(case: Case) -> dict[UUID, tuple[date | None, date | None]]:
    """Of everybody who belongs to it or once did, by their key: when they were born, and when they are expected to be."""
    found = case.family.members.values_list("person_id", "person__born", "person__expected")
    return {key: (born, expected) for key, born, expected in found}
