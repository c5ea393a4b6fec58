"""Services that a family receives, from us or from others, from when until when."""

from django.conf import settings
from django.db import models

from access.records import Record
from cases.models.case import Case
from cases.models.people import Person


class ServiceReceived(Record):
    """One service for the family or one of them: a service of the catalogue, or another in words. Ended with what came of it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="services_received")
    person = models.ForeignKey(
        Person,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="empty for the whole family",
    )
    service = models.CharField(max_length=60, blank=True, help_text="a service of the policy")
    other = models.CharField("another service", max_length=120, blank=True)
    provider = models.CharField("who provides it", max_length=120)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    outside_because = models.CharField("why, outside its ages", max_length=300, blank=True)
    came_of_it = models.CharField("what came of it", max_length=300, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "services received"
        constraints = [
            models.CheckConstraint(name="a_service_has_a_name", condition=~models.Q(service="") | ~models.Q(other="")),
            models.CheckConstraint(
                name="a_service_ends_with_what_came_of_it", condition=models.Q(until=None) | ~models.Q(came_of_it="")
            ),
        ]

    def __str__(self) -> str:
        return self.service or self.other
