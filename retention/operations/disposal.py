"""The machine that destroys what two people approved: claim, check again, erase, certify; one case, one transaction.

The state is in the database and Celery only wakes it: a process that dies leaves a case whole or gone, never half, and the next
tick goes on. The database asks for itself whether a case is ripe (earlyhelp_ripe), whatever this module thinks.
"""

import logging
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection, transaction

from access import clock
from access.jobs import robot
from access.operations import settings_in_force
from access.records import acting
from cases.models import Case
from retention.models import BatchItem, Certificate, DisposalBatch
from retention.models.disposal import BatchState, ItemState
from retention.operations import ledger, rechecks
from retention.operations.decisions import abort, aborted, approve, standing, waiting_until
from retention.operations.erasure import Gone, erase, forget, step
from retention.operations.proposals import digest_of

__all__ = ["abort", "approve", "claim", "claimable", "destroy", "finish", "free_stale", "waiting_until"]
logger = logging.getLogger(__name__)
STALE_AFTER = timedelta(minutes=10)  # machine time
OPEN_STATES = (ItemState.LISTED, ItemState.DESTROYING)


def claimable(limit: int = 500) -> list[BatchItem]:
    """The next items of lists whose wait is over, oldest list first. None while a setting whose day has come is not in force yet:
    it may be that what is on them has to be kept longer."""
    found: list[BatchItem] = []
    if settings_in_force.due().exists():
        return found
    for batch in DisposalBatch.objects.exclude(state=BatchState.FINISHED).order_by("proposed_at", "pk"):
        if is_ready(batch):
            found += batch.items.filter(state=ItemState.LISTED).order_by("pk")[: limit - len(found)]
        if len(found) >= limit:
            break
    return found


def is_ready(batch: DisposalBatch) -> bool:
    """Whether the wait is over, and the list is still the one that was approved."""
    until = waiting_until(batch)
    if until is None or until > clock.now():
        return False
    if digest_of(batch.items.all()) != batch.digest:
        logger.error("disposal.list_differs", extra={"batch": batch.reference})
        return False
    return True


@transaction.atomic
def claim(item: BatchItem) -> bool:
    """Take an item for this process, by machine time. False where another has it, or it has ended."""
    mine = BatchItem.objects.select_for_update(skip_locked=True).filter(pk=item.pk, state=ItemState.LISTED).first()
    if mine is None:
        return False
    with acting(robot(), "claimed"):
        DisposalBatch.objects.filter(pk=mine.batch_id, state=BatchState.PROPOSED).update(state=BatchState.DESTROYING)
        BatchItem.objects.filter(pk=mine.pk).update(state=ItemState.DESTROYING, claimed_at=datetime.now(UTC))
    step("claimed", mine.case_key)
    return True


def free_stale() -> int:
    """Give back what a process claimed and died over. A claim that is being worked on is locked, and skipped."""
    old = BatchItem.objects.filter(state=ItemState.DESTROYING, claimed_at__lt=datetime.now(UTC) - STALE_AFTER)
    with transaction.atomic(), acting(robot(), "claim given back after ten minutes"):
        keys = list(old.select_for_update(skip_locked=True).values_list("pk", flat=True))
        return BatchItem.objects.filter(pk__in=keys).update(state=ItemState.LISTED, claimed_at=None)


def destroy(item: BatchItem) -> bool:
    """Destroy a claimed case, or keep it after all and say why. One transaction: all of it or nothing. True if destroyed."""
    with acting(robot(), f"approved disposal, list {item.batch.reference}"):
        mine = _locked(item)
        if mine is None:
            return False
        step("locked", mine.case_key)
        case = Case.objects.filter(pk=mine.case_key).first()
        if why := rechecks.why_keep(mine, case):
            return _end(mine, ItemState.KEPT, why)
        step("checked again", mine.case_key)
        assert case is not None  # why_keep has asked
        if not is_ready(mine.batch):
            return _give_back(mine)
        _certify(mine, case, erase(case))
        _end(mine, ItemState.DESTROYED)
        step("before the commit", mine.case_key)
    step("after the commit", item.case_key)
    return True


def _locked(item: BatchItem) -> BatchItem | None:
    """The claimed item with its case, locked until the end; None where the claim is not ours any more."""
    with connection.cursor() as cursor:
        mine = (
            BatchItem.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("batch")
            .filter(pk=item.pk, state=ItemState.DESTROYING)
            .first()
        )
        if mine is not None:
            cursor.execute("SELECT earlyhelp_lock_case(%s)", [mine.case_key])
    return mine


def _certify(item: BatchItem, case: Case, gone: Gone) -> None:
    """The line outside the database first, then what remains of the case: no name of anybody."""
    entry = ledger.enter(case.reference)
    step("in the ledger", item.case_key)
    certificate = Certificate(
        item=item,
        case_reference=item.case_reference,
        record_class=item.record_class,
        rule_source=item.rule_source,
        fingerprint=item.fingerprint,
        closed_on=item.closed_on,
        due_from=item.dispose_from,
        approved_by=[{"user": one.by_id, "at": one.decided_at.isoformat()} for one in standing(item.batch)],
        batch_digest=item.batch.digest,
        rows=gone.rows,
        people_kept=gone.people_kept,
        ledger_position=entry.position,
        destroyed_at=clock.now(),
    )
    certificate.save(force_insert=True)
    step("certified", item.case_key)
    forget(gone, certificate.pk)
    step("salts destroyed", item.case_key)


def _end(item: BatchItem, state: ItemState, why: str = "") -> bool:
    BatchItem.objects.filter(pk=item.pk).update(state=state, kept_because=why, ended_at=clock.now())
    if why:
        logger.info("disposal.kept", extra={"case": str(item.case_key)})
    return state == ItemState.DESTROYED


def _give_back(item: BatchItem) -> bool:
    """An approval fell away meanwhile: the item waits, as it did before."""
    BatchItem.objects.filter(pk=item.pk).update(state=ItemState.LISTED, claimed_at=None)
    return False


def finish() -> int:
    """End the lists of which nothing is left to do; on one that was aborted, keep what is not destroyed. Returns how many."""
    ended = 0
    for batch in DisposalBatch.objects.exclude(state=BatchState.FINISHED):
        with transaction.atomic(), acting(robot(), "nothing left to do"):
            if stopped := aborted(batch):
                _keep_the_rest(batch, rechecks.was_aborted(stopped))
            if not batch.items.filter(state__in=OPEN_STATES).exists():
                ended += DisposalBatch.objects.filter(pk=batch.pk).update(
                    state=BatchState.FINISHED, finished_at=clock.now()
                )
    return ended


def _keep_the_rest(batch: DisposalBatch, why: str) -> None:
    left = batch.items.filter(state=ItemState.LISTED)
    keys: list[Any] = list(left.select_for_update(skip_locked=True).values_list("pk", flat=True))
    BatchItem.objects.filter(pk__in=keys).update(state=ItemState.KEPT, kept_because=why, ended_at=clock.now())
