"""For what information may leave, as the pages offer it."""

from earlyhelp.policy import Policy
from sharing.operations.lawfulness import OF_THE_WORK


def purposes(policy: Policy, *, at_front_door: bool) -> list[tuple[str, str]]:
    """What information may leave for, in the notice's order: what it allows some recipient, and at the front door what it names for that.

    Where it allows nobody anything, whatever the work itself is for: a ground may still ask for it.
    """
    paired = {purpose for _, purpose in policy.allowed_pairs()}
    paired = paired or {purpose.code for purpose in policy.purposes if purpose.scope in OF_THE_WORK}
    door = {purpose.code for purpose in policy.purposes_of("front_door")}
    offered = paired | door if at_front_door else paired - door
    return [(purpose.code, purpose.label) for purpose in policy.purposes if purpose.code in offered]
