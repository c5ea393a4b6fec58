"""What people decide about a list: approve it, or stop it. The database stamps the moment and counts the wait."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from access import clock
from access.errors import Refused, need_reason
from access.grants import allows, require
from access.models import User
from retention.models import Decision, DisposalBatch
from retention.models.disposal import BatchState, DecisionKind
from retention.operations.proposals import digest_of

APPROVE = "retention.approve_disposal"
NEEDED = 2


@dataclass(frozen=True)
class Decided:
    """What was decided about one list so far, and until when it waits: nothing while an approval is missing or it was aborted."""

    batch: DisposalBatch
    made: list[Decision]
    waits_until: datetime | None = None

    @property
    def standing(self) -> list[Decision]:
        """The approvals that count: each of somebody who is a records manager at work today."""
        approved = [one for one in self.made if one.kind == DecisionKind.APPROVE and one.digest == self.batch.digest]
        return [one for one in approved if _may_still(one.by)]

    @property
    def aborted(self) -> Decision | None:
        """The decision that stopped the list, if there is one."""
        return next((one for one in self.made if one.kind == DecisionKind.ABORT), None)


def decided(batches: Sequence[DisposalBatch]) -> list[Decided]:
    """What was decided about each of several lists, in their order: the same two questions however many they are."""
    made, until = _made(batches), _waits(batches)
    return [Decided(one, made.get(one.pk, []), until.get(one.pk)) for one in batches]


def _made(batches: Sequence[DisposalBatch]) -> dict[UUID, list[Decision]]:
    """The decisions by list, oldest first, each with whoever made it as they are at work today."""
    found: dict[UUID, list[Decision]] = {}
    for one in Decision.objects.filter(batch__in=batches).select_related("by__staff").order_by("decided_at", "pk"):
        found.setdefault(one.batch_id, []).append(one)
    return found


def _waits(batches: Sequence[DisposalBatch]) -> dict[UUID, datetime | None]:
    """The last approval and seven days, as the database holds it."""
    with connection.cursor() as cursor:
        keys = [one.pk for one in batches]
        cursor.execute("SELECT key, earlyhelp_waits_until(key) FROM unnest(%s::uuid[]) AS key", [keys])
        return dict(cursor.fetchall())


def waiting_until(batch: DisposalBatch) -> datetime | None:
    """The last approval and seven days; None while an approval is missing or it was aborted."""
    return _waits([batch])[batch.pk]


def standing(batch: DisposalBatch) -> list[Decision]:
    """The approvals that count today."""
    return Decided(batch, _made([batch]).get(batch.pk, [])).standing


def _may_still(user: User) -> bool:
    staff = getattr(user, "staff", None)  # none for a robot, or where row security shows none
    at_work = staff is not None and staff.is_active and user.is_active
    return at_work and allows(staff, APPROVE)


def aborted(batch: DisposalBatch) -> Decision | None:
    """The decision that stopped the list, if there is one."""
    return Decided(batch, _made([batch]).get(batch.pk, [])).aborted


@transaction.atomic
def approve(batch: DisposalBatch, *, by: User, because: str, typed: str, seen: str | None = None) -> Decision:
    """One of two approvals. `typed` is the list's reference, typed by hand; `seen` the digest of the list that was shown.

    Raises Refused for a second approval by the same person, a list that changed, was aborted or has ended.
    """
    require(by, APPROVE)
    batch = DisposalBatch.objects.get(pk=batch.pk)
    _check_undecided(batch)
    if by.pk == batch.proposed_by_id or by.robot:
        raise Refused("Whoever proposed a list cannot approve it.")
    if batch.decisions.filter(by=by, kind=DecisionKind.APPROVE).exists():
        raise Refused("You have approved this list already. A second person has to approve it too.")
    if len(standing(batch)) >= NEEDED:
        raise Refused("Two people have approved this list already.")
    if typed.strip().upper() != batch.reference:
        raise Refused(f"Type {batch.reference} to confirm that you mean this list.", "typed")
    if seen not in (None, batch.digest) or digest_of(batch.items.all()) != batch.digest:
        raise Refused("This list is not the one that was shown to you. Go back and read it again.")
    return _decide(batch, DecisionKind.APPROVE, by, because)


@transaction.atomic
def abort(batch: DisposalBatch, *, by: User, because: str) -> Decision:
    """Stop the list: what is not destroyed yet stays. What is destroyed already is beyond recall."""
    require(by, APPROVE)
    batch = DisposalBatch.objects.get(pk=batch.pk)
    _check_undecided(batch)
    return _decide(batch, DecisionKind.ABORT, by, because)


def _check_undecided(batch: DisposalBatch) -> None:
    if batch.state == BatchState.FINISHED:
        raise Refused("Everything on this list has ended: there is nothing left to decide.")
    if aborted(batch):
        raise Refused("This list was aborted: nothing on it is destroyed.")


def _decide(batch: DisposalBatch, kind: DecisionKind, by: User, because: str) -> Decision:
    need_reason(because)
    decision = Decision(batch=batch, by=by, kind=kind, digest=batch.digest, because=because, decided_at=clock.now())
    return decision.write(by=by, because=because)  # the database puts its own moment in place of ours
