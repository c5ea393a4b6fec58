"""Nightly jobs: a registry, and the tick that runs what is due by business time.

Beat only ticks. A job is due when app_now() has passed its row's `due_at`, so moving the demo's clock makes it due like a night
would. An advisory lock lets two workers or two beats do no harm; a killed run leaves the row due, and the next tick runs it again.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.db import connection, transaction

from access import clock, notice
from access.models import JobRun, Timetable, User

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Job:
    """A recurring job. `run` is safe to repeat and returns how many things it did."""

    name: str
    run: Callable[[], int]
    at: time | None = None  # a UK time of day; None: at every tick

    def next_after(self, moment: datetime) -> datetime:
        """The first time after `moment` (business time) when the job is due."""
        if self.at is None:
            return moment
        today = datetime.combine(moment.astimezone(clock.UK).date(), self.at, clock.UK)
        return today if today > moment else today + timedelta(days=1)


JOBS: dict[str, Job] = {}


def job(name: str, *, at: time | None = None) -> Callable[[Callable[[], int]], Callable[[], int]]:
    """Register a job under `name`, such as `retention.propose`."""

    def register(run: Callable[[], int]) -> Callable[[], int]:
        JOBS[name] = Job(name, run, at)
        return run

    return register


def robot() -> User:
    """The account that this process's database login writes as."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT earlyhelp_login()")
        return User.objects.robot(cursor.fetchone()[0])


def run_due() -> list[str]:
    """Run every job that is due, in the order of registration. Returns the names of those that ran."""
    return [job.name for job in JOBS.values() if _run_if_due(job)]


def _run_if_due(job: Job) -> bool:
    row, _ = Timetable.objects.get_or_create(job=job.name, defaults={"due_at": clock.now()})
    moment = clock.now()
    if row.due_at > moment or not _lock(job.name):
        return False
    run = JobRun(job=job.name, started_at=moment, heartbeat_at=datetime.now(UTC))
    try:
        with notice.as_of(notice.newest_in_the_database()):
            run.done = job.run()
        Timetable.objects.filter(job=job.name).update(due_at=job.next_after(moment))
    except Exception as error:
        run.failed, run.why = 1, type(error).__name__  # the message may quote a row: the class is enough here
        logger.exception("job.failed", extra={"job": job.name})
    finally:
        _unlock(job.name)
    if job.at is not None or run.done or run.failed:
        run.finished_at = clock.now()
        run.save(force_insert=True)
    return True


def _lock(name: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [name])
        return cursor.fetchone()[0]


def _unlock(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [name])


def beat() -> None:
    """Note that the timetable is alive."""
    alive("tick")


def last_beat() -> datetime | None:
    """When the tick last ran, by the wall clock."""
    row = last_alive("tick")
    return row.heartbeat_at if row else None


def alive(job: str, *, done: int = 0) -> None:
    """Note that something is alive that no run is noted of, and how far it is: machine time, one row."""
    with transaction.atomic():
        now: dict[str, Any] = {"heartbeat_at": datetime.now(UTC), "done": done}
        if not JobRun.objects.filter(job=job).update(**now):
            JobRun(job=job, started_at=clock.now(), **now).save(force_insert=True)


def last_alive(job: str) -> JobRun | None:
    """When it last was, and how far."""
    return JobRun.objects.filter(job=job).first()
