"""When nightly jobs are due, and how each run went. Beat only ticks; these rows are the timetable and the progress."""

from django.db import models

from access.records import uuid7


class Timetable(models.Model):
    """A job that recurs. It is due when business time has passed `due_at`, however that came about."""

    job = models.CharField(max_length=60, primary_key=True)
    due_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.job


class JobRun(models.Model):
    """One run of a job: started, how far, finished or failed and why. Counts only, no personal data."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    job = models.CharField(max_length=60)
    started_at = models.DateTimeField()
    heartbeat_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    done = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    why = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["job", "-started_at"], name="jobrun_latest")]

    def __str__(self) -> str:
        return f"{self.job} at {self.started_at:%Y-%m-%d %H:%M}"
