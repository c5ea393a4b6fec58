"""Agreement to take part: help is voluntary. Not a consent to use information, and never the basis of it."""

from django.conf import settings
from django.db import models

from access.records import Record
from cases.models import Case, Person


class Agreement(Record):
    """Somebody's agreement that the family takes part, and its end."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="agreements")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="agreements")
    agreed_on = models.DateField()
    needs_met = models.CharField("how communication needs were met, or why not", max_length=300, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    ended_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return f"Agreement of {self.agreed_on:%d %B %Y}"
