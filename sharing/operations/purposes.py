"""For what information may leave, as the pages offer it."""

from earlyhelp.policy import Policy
from sharing.operations.lawfulness import OF_THE_WORK


def purposes(policy: Policy, *, at_front_door: bool, besides: str = "") -> list[tuple[str, str]]:
    """What information may leave for, in the notice's order: what it allows some recipient, and at the front door what it names for that.

    Where it allows nobody anything, whatever the work itself is for: a ground may still ask for it. A purpose for which the notice
    states no legal basis is not offered beside one that has one; `besides` is what stands in an entry already.
    """
    paired = {purpose for _, purpose in policy.allowed_pairs()}
    paired = paired or {purpose.code for purpose in policy.purposes if purpose.scope in OF_THE_WORK}
    door = {purpose.code for purpose in policy.purposes_of("front_door")}
    offered = paired | door if at_front_door else paired - door
    rested = {purpose.code for purpose in policy.purposes if purpose.bases} & offered or offered
    return [(purpose.code, purpose.label) for purpose in policy.purposes if purpose.code in rested | {besides}]


def shared_for(policy: Policy) -> list[tuple[str, str]]:
    """For what an entry of the log may be: whatever the notice names for a case, with a basis or on a ground."""
    return [
        (purpose.code, purpose.label) for purpose in policy.purposes if purpose.scope in (*OF_THE_WORK, "front_door")
    ]
