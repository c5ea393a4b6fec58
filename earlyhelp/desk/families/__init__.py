"""The council's privacy notice for families, in plain words: out of the policy file that the program itself obeys, and out of what
the council has said where its notice leaves something open."""

from __future__ import annotations

from collections.abc import Iterable

from earlyhelp.desk.families import about, information, keeping, rights, sharing
from earlyhelp.desk.families.known import Entered, Known
from earlyhelp.desk.families.prose import Section, in_its_words
from earlyhelp.policy import Policy

__all__ = ["Entered", "Section", "contacts_for_families", "notice_for_families"]

# In the order in which people ask.
SECTIONS = (
    about.who,
    information.what,
    information.from_where,
    information.what_for,
    information.consent,
    sharing.sharing,
    sharing.grounds,
    sharing.research,
    keeping.places,
    keeping.how_long,
    rights.rights,
    about.care,
)


def notice_for_families(policy: Policy, entered: Iterable[Entered] = ()) -> list[Section]:
    """Every section that the notice, or the council with what it has entered, has something to say in."""
    known = Known.of(policy, entered)
    made = [one(known) for one in SECTIONS]
    return [in_its_words(section, policy) for section in made if section.says_something]


def contacts_for_families(policy: Policy, entered: Iterable[Entered] = ()) -> list[tuple[str, tuple[str, ...]]]:
    """Whom families can ask, and in which ways."""
    return about.contacts(Known.of(policy, entered))
