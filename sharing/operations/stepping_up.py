"""What is proposed to whoever writes down a step-up: what the hub decided, and of the notice what has one clear answer."""

from collections.abc import Mapping
from typing import Any

from access import notice
from access.models import Organisation
from cases.models import Case
from cases.operations import triage
from cases.stages import WAITING
from earlyhelp.policy import Policy
from earlyhelp.policy.vocabulary import COLLEAGUES, SOCIAL_CARE
from sharing.models.disclosures import Method
from sharing.operations.purposes import purposes


def goes_to(policy: Policy) -> str:
    """The kind of recipient that a step-up goes to: social care, or the council's colleagues where the notice knows it only so.

    Empty where the notice knows neither.
    """
    known = {one.code for one in policy.recipients} | {one.code for one in policy.outside_recipients}
    return next((kind for kind in (SOCIAL_CARE, COLLEAGUES) if kind in known), "")


def proposed(case: Case, partners: Mapping[str, Organisation]) -> dict[str, Any]:
    """What the hub told social care by telephone, when it has just decided to: why they need it is what it decided for.

    To whom, for which purpose and on which ground only where the notice and the council's partners leave no choice: nothing is
    chosen for somebody who would have to choose.
    """
    newest = triage.latest(case)
    if newest is None or newest.decision != triage.Decision.STEP_UP or case.stage not in WAITING:
        return {}
    policy = notice.policy()
    kind, said = goes_to(policy), {"why_needed": newest.because, "method": Method.SPOKEN}
    choices = {
        "recipient": [key for key, one in partners.items() if one.kind == kind],
        "purpose": _purposes(policy, kind),
        "ground": _grounds(policy, kind),
    }
    return said | {name: found[0] if len(found) == 1 else "" for name, found in choices.items()}


def _purposes(policy: Policy, kind: str) -> list[str]:
    """For what it may be: what the notice allows social care at the front door; where it allows it nothing, whatever it shares for there."""
    there = [code for code, _ in purposes(policy, at_front_door=True)]
    allowed = [code for code in there if (kind, code) in policy.allowed_pairs()]
    return allowed or there


def _grounds(policy: Policy, kind: str) -> list[str]:
    """The grounds that name social care; where none does, those that are open to anybody."""
    named = [ground.code for ground in policy.grounds if kind in ground.only_to]
    return named or [ground.code for ground in policy.grounds if not ground.only_to]
