"""What may leave for research: for one study, one specification after another. None is ever rewritten: a new one takes its place.

It holds codes of the notice and names nobody of a family.
"""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from access.models import NoticeVersion
from access.records import Record, RecordQuerySet


class Travel(models.TextChoices):
    """How it goes to whoever does the research: never without being encrypted."""

    PORTAL = "portal", "By the recipient’s secure portal"
    TRANSFER = "transfer", "By encrypted file transfer"
    SECURE_EMAIL = "secure_email", "As an encrypted file by secure e-mail"


class ExtractQuerySet(RecordQuerySet):
    """By where they stand."""

    def waiting(self) -> Self:
        """Those that somebody has still to approve."""
        return self.filter(approved_at=None, ended_at=None)

    def in_force(self) -> Self:
        """Those that were approved and have not ended."""
        return self.filter(approved_at__isnull=False, ended_at=None)


class Extract(Record):
    """What exactly may leave for one study of the notice: to whom, about whom, which columns, how, and until when it is kept there."""

    study = models.CharField(max_length=60, help_text="a code of the policy's studies")
    number = models.PositiveSmallIntegerField(help_text="counts the specifications of one study")
    notice = models.ForeignKey(NoticeVersion, on_delete=models.PROTECT, related_name="extracts")
    recipient = models.CharField(max_length=200)
    commissioners = models.JSONField(default=list, help_text="on whose behalf, as the notice names them")
    purpose = models.CharField(max_length=60)
    cohort = models.CharField(max_length=40)
    columns = models.JSONField(default=list, help_text="codes of the columns that the notice lists for the study")
    anonymised = models.CharField(max_length=20, help_text="who takes the names away, and when")
    travels = models.CharField(max_length=20, choices=Travel)
    leaves_on = models.DateField()
    destroy_by = models.DateField(help_text="the last day on which the recipient may have it")
    source = models.CharField(max_length=200, help_text="the paragraph of the notice about the study")
    because = models.TextField(help_text="why the study needs these columns")
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    end_because = models.TextField(blank=True)

    objects: ClassVar[Any] = ExtractQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["study", "number"], name="one_extract_a_number"),
            models.UniqueConstraint(
                fields=["study"], condition=Q(approved_at=None, ended_at=None), name="one_extract_waits"
            ),
            models.UniqueConstraint(
                fields=["study"], condition=Q(approved_at__isnull=False, ended_at=None), name="one_extract_in_force"
            ),
            models.CheckConstraint(name="extract_has_columns", condition=~Q(columns=[])),
            models.CheckConstraint(name="extract_destroyed_after", condition=Q(destroy_by__gt=F("leaves_on"))),
            models.CheckConstraint(
                name="extract_approved_by_another",
                condition=Q(approved_by=None, approved_at=None)
                | (Q(approved_by__isnull=False, approved_at__isnull=False) & ~Q(approved_by=F("proposed_by"))),
            ),
            models.CheckConstraint(
                name="extract_ended_with_a_reason",
                condition=Q(ended_by=None, ended_at=None, end_because="")
                | (Q(ended_by__isnull=False, ended_at__isnull=False) & ~Q(end_because="")),
            ),
        ]

    def __str__(self) -> str:
        return f"Specification {self.number}"

    @property
    def state(self) -> str:
        """`waiting`, `approved` or `ended`."""
        if self.ended_at:
            return "ended"
        return "approved" if self.approved_at else "waiting"
