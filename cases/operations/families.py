"""Everybody who belongs to a family or once did: what is written about it may name somebody who has left."""

from dataclasses import dataclass
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

    @property
    def child(self) -> bool:
        """Whether they are one of its children, born or not."""
        return self.part in CHILDREN

    @property
    def in_words(self) -> str:
        """Their name; of somebody who has left with the day."""
        return f"{self.person.full_name} (left on {self.left_on:%-d %B %Y})" if self.left_on else self.person.full_name


def everybody(case: Case) -> list[Known]:
    """Who belongs to it now, eldest first, then who has left, the last to leave first. Who has come back is here."""
    members = list(case.family.members.select_related("person").order_by("person__born", "pk"))
    here = {one.person_id: Known(one.person, one.part) for one in members if one.until is None}
    gone: dict[object, Known] = {}
    for one in sorted((one for one in members if one.until), key=lambda one: one.until or date.min, reverse=True):
        if one.person_id not in here:
            gone.setdefault(one.person_id, Known(one.person, one.part, one.until))
    return [*here.values(), *gone.values()]


def births(case: Case) -> dict[UUID, tuple[date | None, date | None]]:
    """Of everybody who belongs to it or once did, by their key: when they were born, and when they are expected to be."""
    found = case.family.members.values_list("person_id", "person__born", "person__expected")
    return {key: (born, expected) for key, born, expected in found}
