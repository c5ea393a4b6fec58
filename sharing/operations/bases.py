"""On which of the notice's bases something may rest: those that hold now and have the condition that it needs."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from access.errors import Refused
from earlyhelp.policy import Policy
from earlyhelp.policy.held import CONSENT
from earlyhelp.policy.information import Basis
from earlyhelp.policy.sharing import Ground

EXPLICIT = "9(2)(a)"
One = TypeVar("One", Basis, Ground)


def of_purpose(policy: Policy, purpose: str, consents: frozenset[str], *, special: bool) -> list[Basis]:
    """The bases of the purpose that hold now and fit what is shared, in the notice's order: the first is proposed."""
    bases = [policy.basis(code) for code in policy.purpose(purpose).bases]
    if not bases:
        raise Refused(
            "The notice states no legal basis for this purpose, and the council has entered none. Choose another purpose, or name"
            " a ground.",
            "purpose",
        )
    if not (there := holding(bases, consents)):
        raise Refused(
            "The consent that this needs is not recorded, or was withdrawn. Name a ground if there is one.", "purpose"
        )
    if found := fitting(there, special=special):
        return found
    raise Refused(
        "The notice states no condition for special category information here. Leave that kind out, or name a ground.",
        "kinds",
    )


def holding(bases: Iterable[Basis], consents: frozenset[str]) -> list[Basis]:
    """Those that hold now. Consent holds while one stands, and as the condition for special information only while an explicit one does."""
    return [
        one
        for one in bases
        if one.article_6 != CONSENT or one.code in consents or (consents and one.article_9 != EXPLICIT)
    ]


def fitting(bases: Iterable[Basis], *, special: bool) -> list[Basis]:
    """Those with a condition for special category information where one is needed, and without where the notice has the same without."""
    there = list(bases)
    if special:
        return [one for one in there if one.covers_special]
    plain = {one.article_6 for one in there if not one.covers_special}
    return [one for one in there if not (one.covers_special and one.article_6 in plain)]


def taken(code: str, there: Sequence[One]) -> One:
    """The one that somebody chose out of those that fit; the first where nobody chose. Raises Refused for any other, and names them."""
    if not code:
        return there[0]
    for one in there:
        if one.code == code:
            return one
    named = "; ".join(one.label for one in there)
    raise Refused(f"“{code}” is no legal basis for this. The notice allows: {named}.", "lawful_basis")
