"""What people decide about a list: approve it, or stop it. The database stamps the moment and counts the wait."""

from datetime import datetime

from django.db import connection, transaction

from access import clock
from access.errors import Refused, need_reason
from access.grants import active_staff, require
from access.models import User
from retention.models import Decision, DisposalBatch
from retention.models.disposal import BatchState, DecisionKind
from retention.operations.proposals import digest_of

APPROVE = "retention.approve_disposal"
NEEDED = 2


def waiting_until(batch: DisposalBatch) -> datetime | None:
    """The last approval and seven days, as the database holds it; None while an approval is missing or it was aborted."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT earlyhelp_waits_until(%s)", [batch.pk])
        return cursor.fetchone()[0]


def standing(batch: DisposalBatch) -> list[Decision]:
    """The approvals that count: each of somebody who is a records manager at work today."""
    found = batch.decisions.filter(kind=DecisionKind.APPROVE, digest=batch.digest).select_related("by")
    return [decision for decision in found.order_by("decided_at", "pk") if _may_still(decision.by)]


def _may_still(user: User) -> bool:
    staff = active_staff(user)
    return staff is not None and any(APPROVE in role.may for role in staff.known_roles)


def aborted(batch: DisposalBatch) -> Decision | None:
    """The decision that stopped the list, if there is one."""
    return batch.decisions.filter(kind=DecisionKind.ABORT).select_related("by").order_by("decided_at").first()


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
