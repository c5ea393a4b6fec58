"""Relationships that cannot both hold: refused where it is plain, said where it has to be found out."""

from collections.abc import Iterable

from access.errors import Refused
from cases.models import Person, Relationship
from cases.models.families import Responsibility, Tie

ONE_WAY = {  # the tie goes from the older generation, or whoever takes its place, to the younger
    Tie.PARENT,
    Tie.STEP_PARENT,
    Tie.FOSTER_CARER,
    Tie.GUARDIAN,
    Tie.GRANDPARENT,
}
BOTH_WAYS = {Tie.SIBLING, Tie.HALF_SIBLING, Tie.STEP_SIBLING, Tie.PARTNER, Tie.FORMER_PARTNER}


def check(held: Iterable[Relationship], one: Person, other: Person, tie: str) -> None:
    """Raise Refused where the same is recorded already, or the other way round."""
    for there in held:
        same = (there.one_id, there.other_id) == (one.pk, other.pk)
        turned = (there.one_id, there.other_id) == (other.pk, one.pk)
        if there.tie == tie and (same or (turned and tie in BOTH_WAYS)):
            raise Refused("This is recorded already.", "tie")
        if turned and tie in ONE_WAY and there.tie in ONE_WAY:
            raise Refused(
                f"{other} is recorded as the {there.get_tie_display().lower()} of {one}: it cannot be the other way round too. If that does"
                " not hold, end it first.",
                "tie",
            )


def contradictions(held: Iterable[Relationship]) -> list[str]:
    """Where sources disagree about parental responsibility, in a sentence for each two people."""
    said: dict[tuple[Person, Person], dict[str, list[str]]] = {}
    for tie in held:
        if tie.responsibility in (Responsibility.YES, Responsibility.NO):
            of = said.setdefault((tie.one, tie.other), {})
            of.setdefault(tie.get_responsibility_display().lower(), []).append(tie.responsibility_source or "no source")
    return [
        f"Whether {one} has parental responsibility for {other} is not clear: "
        + ", but ".join(f"{answer} ({', '.join(sources)})" for answer, sources in of.items())
        + ". Find out which holds, and end the other."
        for (one, other), of in said.items()
        if len(of) > 1
    ]
