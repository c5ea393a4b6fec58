"""Whose whereabouts an address or words would tell. What is withheld then, the database says (earlyhelp_withheld)."""

import re
from collections.abc import Iterator, Mapping

from django.db.models import BooleanField, F, Func, Q, Value

from cases.models import Address, Case, Person

SHORT = 5  # letters: a school called “Hill” would be found in every other note
SHORT_NUMBER = 6  # digits: fewer are the end of a day or a time as well


def shares(case: Case, person: Person, lines: str, postcode: str) -> str:
    """A warning for whoever records where somebody lives, where one of the family is protected there, or was; else empty."""
    same = Func(
        Value(lines),
        Value(postcode),
        F("lines"),
        F("postcode"),
        function="earlyhelp_same_place",
        output_field=BooleanField(),
    )
    theirs = Address.objects.filter(person__memberships__family=case.family_id, person__whereabouts_protected=True)
    names = theirs.exclude(person=person).annotate(same=same).filter(same=True).values_list("person__full_name")
    told = " and ".join(sorted({name for (name,) in names}))
    if not told or person.whereabouts_protected:
        return ""
    return (
        f"This tells where {told} is or was, whose whereabouts are protected. If it is right, keep it: it is then withheld of {person} too,"
        " everywhere but on the People page."
    )


def told_in(case: Case, words: Mapping[str, str]) -> dict[str, str]:
    """A warning for each of these texts, by its name, that has in it where somebody protected of the family is or was.

    Read as people write it: case, spaces and points do not matter.
    """
    if not any(words.values()):
        return {}
    there = Q(memberships__family=case.family_id, whereabouts_protected=True)
    people = Person.objects.filter(there).prefetch_related("addresses").distinct()
    known = [(person.full_name, list(_marks(person))) for person in people]
    found = {name: [who for who, marks in known if _says(text, marks)] for name, text in words.items()}
    return {name: WARNING.format(" and ".join(sorted(whose))) for name, whose in found.items() if whose}


WARNING = (
    "These words tell where {} is or was, whose whereabouts are protected: an address, telephone number, e-mail address, school or "
    "surgery. Everybody who opens the case reads them, and they may be printed. Take it out, or keep it only if it has to stand here."
)


def _marks(person: Person) -> Iterator[str]:
    """What would tell where somebody is, in letters and digits alone."""
    for address in person.addresses.all():
        yield from (mark for mark in (_plain(address.lines), _plain(address.postcode)) if len(mark) >= SHORT)
    for known in (person.email, person.school, person.surgery):
        if len(_plain(known)) >= SHORT:
            yield _plain(known)
    digits = re.sub(r"\D", "", person.phone)
    if len(digits) >= SHORT_NUMBER:
        yield digits


def _says(text: str, marks: list[str]) -> bool:
    plain = _plain(text)
    return any(mark in plain for mark in marks)


def _plain(text: str) -> str:
    return re.sub(r"[\W_]", "", text).casefold()
