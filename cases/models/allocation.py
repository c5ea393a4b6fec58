"""Who leads the work on a case, decided by whom and why."""

from datetime import date, timedelta

from django.conf import settings
from django.db import models

from access import clock
from access.models import Staff, Team
from access.records import Record
from cases.models.case import Case


class Allocation(Record):
    """A case given to a team and its lead practitioner. The newest without an end is the one in force."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="allocations")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="allocations")
    worker = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="allocations")
    service = models.CharField(max_length=60, blank=True, help_text="a service of the policy")
    outside_because = models.CharField("why this service, outside its ages", max_length=300, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    because = models.TextField()
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=models.Q(until=None), name="one_lead_at_a_time")
        ]

    def __str__(self) -> str:
        return f"{self.team}: {self.worker}"


class Cover(Record):
    """Somebody covers another's cases for a time: their single grants end with it."""

    absent = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="covered")
    covering = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="covers")
    because = models.CharField(max_length=300)
    since = models.DateTimeField()
    until = models.DateTimeField()
    ended_because = models.CharField("why it ended early", max_length=300, blank=True)
    arranged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(name="nobody_covers_themselves", condition=~models.Q(absent=models.F("covering")))
        ]

    def __str__(self) -> str:
        return f"{self.covering} for {self.absent}"

    @property
    def last_day(self) -> date:
        """The last day on which somebody stands in: it ends with that day, or during it where it ended early."""
        return clock.uk_date(self.until - timedelta(microseconds=1))
