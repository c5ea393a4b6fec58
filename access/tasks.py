"""The tick: work off the outbox, run what is due, say that we live."""

import logging

from celery import shared_task

from access import jobs, outbox

logger = logging.getLogger(__name__)


@shared_task(name="access.tick", queue="worker")
def tick() -> None:
    """Every few seconds. Losing one loses nothing: the state is in the database."""
    jobs.beat()
    outbox.work_off()
    if (waits := outbox.waiting_for()) > outbox.LATE:
        logger.warning("outbox.waiting", extra={"seconds": int(waits.total_seconds())})
    jobs.run_due()
