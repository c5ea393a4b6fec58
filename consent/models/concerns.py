"""A question or worry about how information is used: who answers it, by when, and what was said."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from access import clock
from access.records import Record, RecordQuerySet
from cases.models import Case


class Channel(models.TextChoices):
    """The way it came."""

    TALKED = "talked", "In a talk"
    TELEPHONE = "telephone", "By telephone"
    EMAIL = "email", "By e-mail"
    LETTER = "letter", "By letter"
    FORM = "form", "By a form"


class ConcernQuerySet(RecordQuerySet):
    """By where they stand."""

    def open(self) -> Self:
        """Those that nobody has closed."""
        return self.filter(closed_on=None)

    def unanswered(self) -> Self:
        """Those that whoever has the concern still waits for."""
        return self.filter(answered_on=None)

    def late(self) -> Self:
        """Those that nobody has answered by their day."""
        return self.open().unanswered().filter(answer_by__lt=clock.today())


class Concern(Record):
    """One concern. It may be about a case or about none; after it is recorded it only takes steps, each of them once."""

    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.PROTECT, related_name="concerns")
    received_on = models.DateField()
    channel = models.CharField(max_length=20, choices=Channel)
    from_whom = models.CharField(max_length=200, help_text="in words: it need not be somebody of the family")
    what = models.TextField()
    answer_by = models.DateField(help_text="the day by which it is acknowledged and should be answered")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    acknowledged_on = models.DateField(null=True, blank=True)
    answer = models.TextField(blank=True)
    answered_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)

    objects: ClassVar[Any] = ConcernQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["owner", "answer_by"], condition=Q(closed_on=None), name="open_concerns_of"),
        ]
        constraints = [
            models.CheckConstraint(
                name="concern_answered_in_words",
                condition=Q(answered_on=None, answer="")
                | (Q(answered_on__isnull=False, acknowledged_on__isnull=False) & ~Q(answer="")),
            ),
            models.CheckConstraint(
                name="concern_closed_once_answered", condition=Q(closed_on=None) | Q(answered_on__isnull=False)
            ),
            models.CheckConstraint(
                name="concern_steps_in_order",
                condition=(Q(acknowledged_on=None) | Q(acknowledged_on__gte=F("received_on")))
                & (Q(answered_on=None) | Q(answered_on__gte=F("acknowledged_on")))
                & (Q(closed_on=None) | Q(closed_on__gte=F("answered_on"))),
            ),
        ]

    def __str__(self) -> str:
        return f"Concern of {self.received_on:%-d %B %Y}"
