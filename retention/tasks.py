"""The disposer's tick: go on with what two people approved. Losing it loses nothing, for the state is in the database."""

import logging

from celery import shared_task
from django.db import transaction

from access import clock
from access.models import Draft
from retention.models import BatchItem
from retention.operations import disposal
from retention.operations.ledger import LedgerBroken

logger = logging.getLogger(__name__)


@shared_task(name="retention.destroy_approved", queue="disposer")
def destroy_approved(limit: int = 500) -> None:
    """Every few seconds. One case that cannot be destroyed stops no other: its claim comes back after ten minutes."""
    disposal.free_stale()
    disposal.finish()
    for item in disposal.claimable(limit):
        if disposal.claim(item):
            _destroy(item)
    disposal.finish()
    remove_old_drafts()


def _destroy(item: BatchItem) -> None:
    try:
        disposal.destroy(item)
    except LedgerBroken:
        raise  # nothing at all may be destroyed until somebody has looked
    except Exception as error:  # its message may quote a row: the kind of error is enough here
        logger.error("disposal.failed", extra={"case": str(item.case_key), "error": type(error).__name__})


def remove_old_drafts() -> int:
    """Take away unfinished work whose time is up. Only this login may, and only such drafts (row security)."""
    old = Draft.objects.filter(remove_at__lte=clock.now())
    with transaction.atomic():
        return old._raw_delete(old.db)
