"""Samples for quality assurance: which cases may be looked at, for which purpose of the notice, until when. No words of a record.

The database draws, at the moment at which a sample is stored (earlyhelp_draw_sample); nobody else may add a case to one.
"""

from datetime import date
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from access import clock
from access.models import NoticeVersion, Team
from access.records import Record, RecordQuerySet
from cases.models.case import Case

MOST_CASES, MOST_DAYS = 20, 28


class QualitySampleQuerySet(RecordQuerySet):
    """By where they stand."""

    def live(self, today: date) -> Self:
        """Those that may be read on this day."""
        return self.filter(ended_at=None, until__gte=today)


class QualitySample(Record):
    """A few cases drawn at random, to be read for one purpose until a day. Never rewritten: it ends by itself, or somebody ends it."""

    purpose = models.CharField(max_length=60, help_text="a code of the policy: a purpose of assurance")
    notice = models.ForeignKey(NoticeVersion, on_delete=models.PROTECT, related_name="quality_samples")
    because = models.TextField(help_text="what is looked at, and why; it names no family")
    received_from = models.DateField(help_text="the first day on which its referrals came")
    received_to = models.DateField(help_text="the last of them")
    team = models.ForeignKey(
        Team, null=True, blank=True, on_delete=models.PROTECT, related_name="quality_samples", help_text="empty: all"
    )
    number = models.PositiveSmallIntegerField(help_text="how many cases at most")
    until = models.DateField(help_text="the last day on which it may be read")
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    drawn_on = models.DateField()
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_because = models.TextField("why it ended early", blank=True)

    objects: ClassVar[Any] = QualitySampleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="sample_is_small", condition=Q(number__gte=1, number__lte=MOST_CASES)),
            models.CheckConstraint(name="sample_has_a_period", condition=Q(received_to__gte=F("received_from"))),
            models.CheckConstraint(name="sample_has_a_reason", condition=~Q(because="")),
            models.CheckConstraint(
                name="sample_is_short", condition=Q(until__gte=F("drawn_on"), until__lte=F("drawn_on") + MOST_DAYS)
            ),
            models.CheckConstraint(
                name="sample_ended_with_a_reason",
                condition=Q(ended_by=None, ended_at=None, ended_because="")
                | (Q(ended_by__isnull=False, ended_at__isnull=False) & ~Q(ended_because="")),
            ),
        ]

    def __str__(self) -> str:
        return f"Sample of {self.drawn_on.day} {self.drawn_on:%B %Y}"

    @property
    def is_live(self) -> bool:
        """Whether it may still be read."""
        return self.ended_at is None and self.until >= clock.today()


class DrawnCase(Record):
    """One case of a sample. It goes with the case; it is out of sight once the sample has ended."""

    sample = models.ForeignKey(QualitySample, on_delete=models.PROTECT, related_name="drawn")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="drawn")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sample", "case"], name="in_a_sample_once")]

    def __str__(self) -> str:
        return str(self.pk)
