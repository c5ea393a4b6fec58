"""The tick: work off the outbox, run what is due, say that we live."""

from celery import shared_task

from access import jobs, outbox


@shared_task(name="access.tick", queue="worker")
def tick() -> None:
    """Every few seconds. Losing one loses nothing: the state is in the database."""
    jobs.beat()
    outbox.work_off()
    jobs.run_due()
