"""The log of readings: who opened what, when, why. Values, not foreign keys: it must survive what it speaks of."""

from datetime import datetime
from typing import Any, ClassVar, Self
from uuid import UUID

from django.db import models
from django.db.models.fields.tuple_lookups import Tuple, TupleLessThan

from access.records import uuid7


class EventQuerySet(models.QuerySet):
    """How a log of events is looked through: in the order of an index, and on from a place in it."""

    def between(self, begins: datetime, ends: datetime) -> Self:
        """From one moment on and before another, newest first."""
        return self.filter(at__gte=begins, at__lt=ends).order_by("-at", "-id")

    def older_than(self, at: datetime, key: UUID) -> Self:
        """Those that come after this one in the log. Both columns are compared at once: an index finds the place in one step."""
        return self.filter(TupleLessThan(Tuple("at", "id"), (at, key)))


class AccessEvent(models.Model):
    """One page about a case shown, one list, one download, one refusal. Written by the audit login alone."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    at = models.DateTimeField(help_text="business time")
    machine_at = models.DateTimeField(help_text="wall clock, as the web process saw it")
    kind = models.CharField(max_length=30)
    outcome = models.CharField(max_length=20)
    user_key = models.BigIntegerField(null=True)
    user_name = models.CharField(max_length=120, blank=True)
    route = models.CharField(max_length=80)
    case_key = models.UUIDField(null=True)
    case_reference = models.CharField(max_length=12, blank=True)
    fields = models.JSONField(default=list, help_text="special-category fields that the page showed; keys of a list")
    purpose = models.CharField(
        max_length=20, blank=True, help_text="what the page opened for: access.readings.PURPOSES"
    )
    because = models.CharField(max_length=200, blank=True)
    mac = models.CharField(max_length=64, blank=True, help_text="that the program said so, and nobody else")
    tx = models.BigIntegerField(default=0, help_text="the transaction that wrote it: access/models/audit.py")

    objects: ClassVar[Any] = EventQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["-at", "-id"], name="readings_newest"),
            models.Index(fields=["kind", "-at", "-id"], name="readings_of_kind"),
            models.Index(fields=["-at", "-id"], condition=models.Q(outcome="refused"), name="readings_refused"),
            models.Index(
                fields=["case_reference", "-at", "-id"],
                condition=~models.Q(case_reference=""),
                name="readings_by_reference",  # of a case that is no more, whose key nobody has
            ),
            models.Index(fields=["tx"], name="readings_by_tx"),
            models.Index(fields=["case_key", "-at"], name="readings_of_case"),
            models.Index(fields=["user_key", "-at"], name="readings_by_user"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.route}"
