"""Kinds of information with permissions of their own: which roles read them, and which write them.

Opening a family's record is one thing; reading what its people believe, or what they live on, is another. A kind is a category of the
notice's words: what is special in law or by the word of a notice, what is about offences, and money. Whoever lacks the permission
reads that the answer is withheld. The first of somebody's roles that has it is enough.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from access.models import Staff
from access.roles import HUB, PRACTITIONER, TEAM_MANAGER, Role
from earlyhelp.policy.schema import Policy

WITHHELD = "Withheld: your role does not read this."
FINANCIAL = ("financial", "direct_payments")
WORKS, TRIAGES_TOO = (PRACTITIONER, TEAM_MANAGER), (PRACTITIONER, TEAM_MANAGER, HUB)


@dataclass(frozen=True)
class Own:
    """Who reads a kind, who writes it, and why no others do."""

    reads: tuple[Role, ...]
    writes: tuple[Role, ...]
    because: str


_NEEDS = "how much help, and by whom, is decided by what somebody needs"
_NO_PART = "it is no part of deciding who is helped, and whoever works with the family knows what it means to them"
_OFFENCES = "who comes to the door is decided with it; what is written of offences is for whoever works with the family"
KINDS: dict[str, Own] = {
    "gender": Own(TRIAGES_TOO, TRIAGES_TOO, "which child it is"),
    "health": Own(TRIAGES_TOO, TRIAGES_TOO, _NEEDS),
    "mental_health": Own(TRIAGES_TOO, TRIAGES_TOO, _NEEDS),
    "special_educational_needs": Own(TRIAGES_TOO, TRIAGES_TOO, _NEEDS),
    "specialist_services": Own(TRIAGES_TOO, TRIAGES_TOO, _NEEDS),
    "police_reports": Own(TRIAGES_TOO, WORKS, _OFFENCES),
    "youth_offending": Own(TRIAGES_TOO, WORKS, _OFFENCES),
    "criminal_offences": Own(TRIAGES_TOO, WORKS, _OFFENCES),
    "ethnicity": Own(WORKS, WORKS, _NO_PART),
    "religion": Own(WORKS, WORKS, _NO_PART),
    "genetic": Own(WORKS, WORKS, _NO_PART),
    "sexual_orientation": Own(WORKS, WORKS, _NO_PART),
    "financial": Own(WORKS, WORKS, "it is there to work out what somebody is entitled to, and for nothing else"),
    "direct_payments": Own(WORKS, WORKS, "it is there to account for what was spent, and for nothing else"),
}


def own_kinds(policy: Policy, codes: Iterable[str]) -> frozenset[str]:
    """Those of these categories that have permissions of their own under the notice in force: by its marks and the law's, and money."""
    marked = {one.code for each in policy.notices for one in each.categories if one.protected or one.criminal}
    return frozenset(code for code in codes if code in FINANCIAL or code in marked)


def may_read(staff: Staff | None, kinds: Collection[str]) -> bool:
    """Whether somebody reads all of these kinds. One that has no line in the table is read by nobody."""
    return all(_has(staff, KINDS[kind].reads if kind in KINDS else ()) for kind in kinds)


def may_write(staff: Staff | None, kinds: Collection[str]) -> bool:
    """Whether somebody writes all of these kinds: nobody writes what they do not read."""
    return may_read(staff, kinds) and all(_has(staff, KINDS[kind].writes) for kind in kinds)


def _has(staff: Staff | None, roles: Collection[Role]) -> bool:
    return staff is not None and any(role in roles for role in staff.known_roles)
