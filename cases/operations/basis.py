"""Why work on a case is lawful now. Upper floors tell it: consent given sets the basis, consent withdrawn clears it."""

from django.db import transaction

from access import clock, notice
from access.errors import Refused
from access.labels import worded
from access.models import User
from cases.models import Case
from cases.models.triage import Decision
from cases.operations import triage
from cases.stages import Stage, check_move
from earlyhelp.policy.held import CONSENT
from earlyhelp.policy.vocabulary import STAGES


@transaction.atomic
def set_basis(case: Case, code: str, *, by: User, because: str) -> Case:
    """Let the case rest on a lawful basis of the policy.

    A case that waited for consent opens again if it has a lead, and goes to the meeting if the hub had decided so.
    """
    case = Case.objects.for_change().get(pk=case.pk)
    case.work_basis = notice.policy().basis(code).code
    if case.stage == Stage.AWAITING_CONSENT and case.lead is not None:
        check_move(case.stage, Stage.OPEN)
        case.stage = Stage.OPEN
    elif (
        case.stage == Stage.AWAITING_CONSENT
        and (decided := triage.latest(case))
        and decided.decision == Decision.MEETING
    ):
        check_move(case.stage, Stage.FOR_MEETING)
        case.stage = Stage.FOR_MEETING
    case.changed_at = clock.now()
    return case.write(by=by, because=because)


@transaction.atomic
def clear(case: Case, *, by: User, because: str) -> Case:
    """Take the basis away: work stops, the record stays. A closed case only loses the basis."""
    case = Case.objects.for_change().get(pk=case.pk)
    case.work_basis = ""
    if case.stage in (Stage.OPEN, Stage.RECEIVED, Stage.ASKED, Stage.FOR_MEETING):
        check_move(case.stage, Stage.AWAITING_CONSENT)
        case.stage = Stage.AWAITING_CONSENT
    case.changed_at = clock.now()
    return case.write(by=by, because=because)


def stages_that_wait() -> str:
    """The stages before which the notice asks for consent, in words; nothing where it names none."""
    return " and before ".join(worded(STAGES[stage]) for stage in notice.policy().intake.ask_consent_before)


def for_allocation(case: Case) -> str:
    """The basis on which this case may be allocated. Raises Refused where the notice relies on consent that is not there."""
    policy = notice.policy()
    if case.work_basis:
        return case.work_basis
    others = [basis.code for basis in policy.bases if basis.article_6 != CONSENT]
    if not others or not {"triage", "allocation"}.isdisjoint(policy.intake.ask_consent_before):
        raise Refused(f"{_relies_on_consent()} Until then the case waits here.")
    return others[0]


def need_consent_before(stage: str, case: Case) -> None:
    """Raise Refused where the notice asks for consent before this stage of the work, and the case rests on none."""
    policy = notice.policy()
    if stage not in policy.intake.ask_consent_before:
        return
    if case.work_basis not in {basis.code for basis in policy.bases if basis.article_6 == CONSENT}:
        raise Refused(_relies_on_consent())


def _relies_on_consent() -> str:
    return (
        f"{notice.policy().council.name} relies on the family's consent before {stages_that_wait()}, and no consent is recorded on"
        " this case. Record the consent first."
    )
