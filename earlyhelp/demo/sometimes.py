"""What happens to some families of the invented year and not to others: letters, corrections, other names, a home that nobody may know."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any

from access import clock
from access.models import User
from access.records import uuid7
from cases.models import Case, Person
from cases.models.families import Part
from cases.operations import asking, needs, notes, people
from earlyhelp.demo import names
from earlyhelp.demo.families import InventedFamily

Happening = Callable[[Case, InventedFamily, Random, User], Any]
ORDINARY = notes.Event()
BACKGROUNDS = (
    "White British",
    "Bangladeshi",
    "Black Caribbean",
    "Irish",
    "Mixed, White and Asian",
    "Roma",
    "Pakistani",
)


def _write(case: Case, text: str, by: User, kind: str = "call", marked: notes.Event = ORDINARY) -> notes.Note:
    event = replace(marked, needs_met="An interpreter rang back." if needs.needs_of(case) else "")
    return notes.add(case, kind=kind, happened_on=clock.today(), text=text, event=event, by=by, key=uuid7())


def _letter(case: Case, family: InventedFamily, chance: Random, by: User) -> None:
    _write(case, family.words("Wrote to {carer} with the day of the next visit, and what we agreed."), by, "letter")


def _email(case: Case, family: InventedFamily, chance: Random, by: User) -> None:
    _write(case, family.words("The school asks whether {child} may join on Tuesdays. {carer} agrees."), by, "email")


def _sensitive(case: Case, family: InventedFamily, chance: Random, by: User) -> None:
    text = "{carer} told me something about the past that the children do not know. It stays between us."
    _write(case, family.words(text), by, marked=notes.Event(sensitive=True))


def _somebody_else(case: Case, family: InventedFamily, chance: Random, by: User) -> None:
    _write(
        case, "A neighbour rang, and spoke about their own family too.", by, marked=notes.Event(about_someone_else=True)
    )


def _correction(case: Case, family: InventedFamily, chance: Random, by: User) -> None:
    note = notes.standing(case).filter(author=by).order_by("-recorded_at").first()
    if note is not None:
        text = f"{note.text} It was in the morning."
        notes.correct(note, text=text, because="The time of day was left out.", by=by, key=uuid7())


def _another_name(case: Case, family: InventedFamily, chance: Random, by: User) -> None:
    """A parent was called otherwise before."""
    carer = _carer(case)
    other = f"{carer.full_name.split()[0]} {names.surname(chance)}"
    people.add_former_name(case, carer, full_name=other, by=by, key=uuid7())


def _hidden_home(case: Case, family: InventedFamily, chance: Random, by: User) -> None:
    """The whole family lives where somebody must not find them."""
    for member in case.household:
        people.change(
            case,
            member.person,
            answers={"whereabouts_protected": True},
            because="They moved away from somebody who must not find them.",
            by=by,
        )


def _background(case: Case, family: InventedFamily, chance: Random, by: User) -> None:
    """What the family says of where it comes from, as far as the notice lets it be asked of them."""
    said, may = chance.choice(BACKGROUNDS), asking.Asking(case)
    for member in case.household:
        if may.may_ask("ethnicity", asking.about(member.part)):
            because = "The family told us."
            people.change(case, member.person, answers={"ethnicity": said}, because=because, by=by)


def _alert(case: Case, family: InventedFamily, chance: Random, by: User) -> None:
    words = chance.choice(
        ("Ring before you come: there is a dog.", "The bell is broken: knock.", "Not on Thursdays: nobody is at home.")
    )
    people.warn(case, words=words, review_on=clock.today() + timedelta(days=90), by=by, key=uuid7())


SOMETIMES: dict[Happening, float] = {
    _letter: 0.3,
    _email: 0.4,
    _background: 0.3,
    _alert: 0.08,
    _correction: 0.08,
    _sensitive: 0.05,
    _another_name: 0.05,
    _somebody_else: 0.04,
    _hidden_home: 0.02,
}


def happen(case: Case, family: InventedFamily, chance: Random, *, by: User) -> None:
    """Whatever chance has in store for a family with whom somebody works."""
    for happening, likely in SOMETIMES.items():
        if chance.random() < likely:
            happening(case, family, chance, by)


def _carer(case: Case) -> Person:
    return next(member.person for member in case.household if member.part == Part.MAIN_CARER)
