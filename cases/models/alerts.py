"""Alerts: what everybody who opens the case has to know first. Each has an author and a day by which somebody looks at it again."""

from django.conf import settings
from django.db import models

from access.records import Record
from cases.models.case import Case
from cases.models.people import Person


class Alert(Record):
    """One warning, about the family or one person of it. Ended with a reason; past its review day it says so."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="alerts")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="alerts")
    words = models.CharField("what everybody has to know", max_length=200)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    review_on = models.DateField("look at it again by")
    ended_on = models.DateField(null=True, blank=True)
    because = models.CharField("why it ended", max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="an_alert_ends_with_a_reason", condition=models.Q(ended_on=None) | ~models.Q(because="")
            )
        ]

    def __str__(self) -> str:
        return f"Alert, to be looked at by {self.review_on:%d %B %Y}"
