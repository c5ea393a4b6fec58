"""Give a case to a team and its lead practitioner."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Subquery

from access import clock, notice, outbox
from access.errors import Refused, need_reason
from access.grants import allows, require
from access.labels import worded
from access.models import Membership, Staff, Team, User
from access.notifications import notify
from access.records import acting
from cases.models import Allocation, Case
from cases.models.triage import Decision, Triage
from cases.operations import basis, cover, grants, joining, services, standing, telling
from cases.operations.exclusions import is_excluded
from cases.stages import WAITING, Stage, check_move


@transaction.atomic
def allocate(
    case: Case,
    *,
    team: Team,
    worker: Staff,
    by: User,
    because: str,
    service: str = "",
    outside_because: str = "",
    seen: str = "",
) -> Allocation:
    """Open the work: `worker` of `team` leads from now on, and the mover's own team lets go.

    Where work has stopped until the family consents, a colleague of the same team may answer for it instead; it stays stopped.

    `seen` is what stood about the case as the page showed it (`standing`). Referrals that were joined to the case go with it.

    Raises Refused where the case is closed, the hub has not decided that it may be allocated, the notice asks for consent that is
    not recorded, the worker is not of the team, the service is not in the policy's catalogue, another part of the directorate offers
    it, or it is outside its ages and nothing says why; Overtaken where somebody else decided or allocated since the page was opened.
    """
    case = Case.objects.for_change().get(pk=case.pk)
    require(by, "cases.allocate_case", case)
    need_reason(because)
    if case.stage == Stage.CLOSED:
        raise Refused("This case is closed and stays closed. Where the family needs help again, log a new referral.")
    if is_excluded(case, worker.user):
        raise Refused(f"{worker} cannot lead this case. Choose somebody else.", "worker")
    if not worker.is_active or not Membership.objects.filter(user=worker.user, group=team.group).exists():
        raise Refused(f"{worker} is not at work in {team}. Choose somebody of that team.", "worker")
    if not allows(worker, "cases.work_case"):
        raise Refused(f"{worker} does not work with families. Choose somebody of {team} who does.", "worker")
    if service and service not in {one.code for one in notice.policy().services}:
        raise Refused("Choose a service of the catalogue.", "service")
    if service and not notice.policy().service(service).opens_records:
        raise Refused(
            f"{notice.policy().service(service).label} is not of {notice.policy().label('service')}: being of the same"
            " directorate opens no record. Share with it what it needs instead.",
            "service",
        )
    outside_because = services.reason_outside(service, services.children_of([case])[case.pk], outside_because)
    before, was_waiting = case.lead, case.stage in WAITING
    if before and _says(before) == (team.pk, worker.pk, service, because):
        return before  # the page was sent twice
    standing.need_unchanged(case, seen)
    if undecided(case):
        raise Refused(worded("Decide first: the {hub} has not decided yet that this referral may be allocated."))
    stopped = case.stage == Stage.AWAITING_CONSENT and before is not None and not case.work_basis
    if not stopped or team != grants.team_of(case):
        _open(case, by, because)
    with acting(by, because):
        case.allocations.filter(until=None).update(until=clock.now())
    allocation = Allocation(
        case=case,
        team=team,
        worker=worker,
        service=service,
        outside_because=outside_because,
        decided_by=by,
        because=because,
        since=clock.now(),
    ).write(by=by, because=because)
    outbox.leave("case.allocated", case.pk)
    _news(case, before, worker, by)
    if was_waiting and not stopped:
        telling.tell_allocated(case, by)
    _who_stands_in(case, before, worker, by, because)
    grants.put_on_the_list(case, worker.user, by=by, because=because)
    kept = grants.give_team(case, team, by=by, because=because)
    joining.follow(case, team, by=by, because=because)
    grants.end_others(case, kept, by=by, because=because)  # last: it may end the mover's own sight of the case
    return allocation


def _who_stands_in(case: Case, before: Allocation | None, worker: Staff, by: User, because: str) -> None:
    """Whoever stood in for the last lead does not for the next; whoever stands in for the next sees this case too, unless it is shut."""
    if before is not None and before.worker_id == worker.pk:
        return
    grants.end_cover(case, by=by, because=because)
    for one in cover.of(worker).select_related("covering__user"):
        if not is_excluded(case, one.covering.user):
            grants.let_stand_in(case, one.covering.user, since=one.since, ends=one.until, by=by, because="cover")


def undecided(case: Case) -> bool:
    """Whether the hub has still to decide that it may be allocated: for a meeting, it has. Of work that stopped, the next lead is decided here."""
    if case.stage not in WAITING or case.stage == Stage.FOR_MEETING:
        return False
    led = Exists(Allocation.objects.filter(case=OuterRef("pk")))
    newest = Triage.objects.filter(case=OuterRef("pk")).order_by("-decided_at", "-pk").values("decision")[:1]
    was_led, decision = Case.objects.filter(pk=case.pk).values_list(led, Subquery(newest)).get()
    return not was_led and decision not in (Decision.ALLOCATE, Decision.MEETING)


def _says(allocation: Allocation) -> tuple[UUID, UUID, str, str]:
    """What an allocation says, to be told from another."""
    return allocation.team_id, allocation.worker_id, allocation.service, allocation.because


@transaction.atomic
def allocate_many(
    cases: Sequence[Case],
    *,
    team: Team,
    worker: Staff,
    by: User,
    because: str,
    service: str = "",
    outside_because: str = "",
    seen: Mapping[UUID, str] | None = None,
) -> list[Allocation]:
    """Allocate exactly these cases, or none of them: one that may not be allocated refuses them all, and says which."""
    made = []
    for case in cases:
        try:
            made.append(
                allocate(
                    case,
                    team=team,
                    worker=worker,
                    by=by,
                    because=because,
                    service=service,
                    outside_because=outside_because,
                    seen=(seen or {}).get(case.pk, ""),
                )
            )
        except standing.Overtaken as overtaken:
            raise standing.Overtaken(
                f"{case.reference}: {overtaken.sentence} None of them was allocated.", standing.standing(cases)
            ) from overtaken
        except Refused as refusal:
            raise Refused(
                f"{case.reference}: {refusal.sentence} None of them was allocated.", refusal.field
            ) from refusal
    return made


@dataclass(frozen=True)
class Load:
    """How much somebody leads, and how much they have room for."""

    families: int
    children: int
    capacity: int | None

    @property
    def words(self) -> str:
        """“leads 4 of 12 families, 7 children”."""
        of = f" of {self.capacity}" if self.capacity is not None else ""
        one = self.families == 1 and self.capacity is None
        return f"leads {self.families}{of} famil{'y' if one else 'ies'}, {self.children} child{'' if self.children == 1 else 'ren'}"

    @property
    def full(self) -> bool:
        """Whether there is no room for another family."""
        return self.capacity is not None and self.families >= self.capacity


def loads(team: Team, staff: Iterable[Staff] | None = None) -> dict[int, Load]:
    """What everybody of a team leads over all cases, by the key of their account; or those of its `staff` who are found already."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT worker, families, children FROM earlyhelp_caseloads(%s)", [[team.pk]])
        counted = {worker: (families, children) for worker, families, children in cursor.fetchall()}
    if staff is None:
        staff = Staff.objects.at_work().filter(user__memberships__group=team.pk)
    return {one.user_id: Load(*counted.get(one.user_id, (0, 0)), capacity=one.capacity) for one in staff}


def _news(case: Case, before: Allocation | None, worker: Staff, by: User) -> None:
    if worker.user != by:
        notify(worker.user, "case.allocated", case)
    if before is not None and before.worker_id != worker.pk and before.worker.user != by:
        notify(before.worker.user, "case.reallocated", case)


def _open(case: Case, by: User, because: str) -> None:
    case.work_basis = basis.for_allocation(case)
    if case.stage != Stage.OPEN:
        check_move(case.stage, Stage.OPEN)
        case.stage = Stage.OPEN
    case.changed_at = clock.now()
    case.write(by=by, because=because)
