"""What the database holds a disclosure to, as rows of codes: on which law it may rest, who may receive it, how it must be marked.

A law is written as one value: the basis (or the ground that stands in its place), the point of Article 6, the condition of
Article 9 and that of Schedule 1, so that none of them can be exchanged for another's.
"""

from __future__ import annotations

from collections.abc import Iterator

from earlyhelp.policy.information import Basis
from earlyhelp.policy.schema import Policy
from earlyhelp.policy.sharing import Ground

CONSENT = "6(1)(a)"
# What a ground rests on where the notice's own bases do not cover it (it relies on consent alone): UK GDPR Article 6 by the
# ground's force. For special category information a statute's duty to keep a child safe brings its own condition (DPA 2018,
# Schedule 1, Part 2, paragraph 18); for the rest the council has to say which one holds.
BY_FORCE = {"duty": "6(1)(c)", "permission": "6(1)(e)"}
SAFEGUARDING = ("9(2)(g)", "Part 2, paragraph 18")
BY_READING = {"health_or_social_care": ("9(2)(h)", "Part 1, paragraph 2"), "substantial_public_interest": SAFEGUARDING}

Held = tuple[str, str]  # what it is about, and the value


def held(policy: Policy) -> list[Held]:
    """Everything of the notice that a disclosure is held to beside the codes it may name."""
    return [*_laws(policy), *_receiving(policy), *_marks(policy)]


def brings_its_own_condition(ground: Ground) -> bool:
    """Whether a statute's duty carries the condition for special category information with it."""
    return ground.force == "duty" and ground.authority == "statute"


def _laws(policy: Policy) -> Iterator[Held]:
    """`law`: purpose and basis. `ground_law`: ground, and the council's own basis or what the ground itself rests on."""
    for purpose in policy.purposes:
        yield from (("law", f"{purpose.code}|{_of_basis(policy.basis(code))}") for code in purpose.bases)
    for ground in policy.grounds:
        laws = [
            *(_of_basis(basis) for basis in policy.bases if basis.article_6 != CONSENT),
            *_of_ground(policy, ground),
        ]
        yield from (("ground_law", f"{ground.code}|{law}") for law in laws)


def _of_basis(basis: Basis) -> str:
    return "|".join((basis.code, basis.article_6, basis.article_9, basis.schedule_1))


def _of_ground(policy: Policy, ground: Ground) -> Iterator[str]:
    """For the council's readings every condition that it could have read: which one it did, the operation asks."""
    conditions = [("", "")]
    if brings_its_own_condition(ground):
        conditions.append(SAFEGUARDING)
    elif policy.topic("special_category_condition").reading:
        conditions += BY_READING.values()
    for condition in conditions:
        yield "|".join((ground.code, BY_FORCE[ground.force], *condition))


def _receiving(policy: Policy) -> Iterator[Held]:
    """Which kinds of partner the notice speaks of, which take part first, whom a ground is for, and which needs a reference."""
    yield from (("recipient", one.code) for one in policy.recipients)
    yield from (("recipient", one.code) for one in policy.outside_recipients)
    yield from (("involved", one.code) for one in policy.recipients if one.needs_involvement)
    for ground in policy.grounds:
        yield from (("ground_only_to", f"{ground.code}|{kind}") for kind in ground.only_to)
        if ground.reference_required:
            yield "ground_reference", ground.code


def _marks(policy: Policy) -> Iterator[Held]:
    """Which kinds of information are marked special, which are about offences, and the conditions that the latter may rest on."""
    yield from (("special", one.code) for one in policy.categories if one.protected)
    yield from (("criminal", one.code) for one in policy.categories if one.criminal)
    if key := policy.topic("criminal_offence_condition").reading:
        yield from (("criminal_condition", condition_of(choice.label)) for choice in policy.reading(key).choices)


def condition_of(label: str) -> str:
    """The condition itself, from the words of a council's reading: what stands before the colon."""
    return label.partition(":")[0]
