"""Give a case to a team and its lead practitioner."""

from django.db import transaction

from access import clock, outbox
from access.errors import Refused
from access.grants import require
from access.models import Membership, Staff, Team, User
from access.records import acting
from cases.models import Allocation, Case
from cases.operations import basis, grants
from cases.stages import Stage, check_move


@transaction.atomic
def allocate(case: Case, *, team: Team, worker: Staff, by: User, because: str) -> Allocation:
    """Open the work: `worker` of `team` leads from now on, and the mover's own team lets go.

    Raises Refused where the notice asks for consent that is not recorded, or the worker is not of the team.
    """
    case = Case.objects.for_change().get(pk=case.pk)
    require(by, "cases.allocate_case", case)
    if not worker.is_active or not Membership.objects.filter(user=worker.user, group=team.group).exists():
        raise Refused(f"{worker} is not at work in {team}. Choose somebody of that team.", "worker")
    _open(case, by, because)
    with acting(by, because):
        case.allocations.filter(until=None).update(until=clock.now())
    allocation = Allocation(
        case=case, team=team, worker=worker, decided_by=by, because=because, since=clock.now()
    ).write(by=by, because=because)
    outbox.leave("case.allocated", case.pk)
    kept = grants.give_team(case, team, by=by, because=because)
    grants.end_others(case, kept, by=by, because=because)  # last: it may end the mover's own sight of the case
    return allocation


def _open(case: Case, by: User, because: str) -> None:
    case.work_basis = basis.for_allocation(case)
    if case.stage != Stage.OPEN:
        check_move(case.stage, Stage.OPEN)
        case.stage = Stage.OPEN
    case.changed_at = clock.now()
    case.write(by=by, because=because)
