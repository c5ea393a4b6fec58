"""The chronology: significant events in the children's lives, good ones too, apart from the log of what we did."""

from django.conf import settings
from django.db import models

from access.records import Record
from cases.models.case import Case
from cases.models.notes import Note
from cases.models.people import Person, Precision


class SignificantEvent(Record):
    """A fact, briefly, what it meant for the child, and where it comes from. Corrected by a new entry, never overwritten."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="significant_events")
    happened_on = models.DateField("when it happened", help_text="the first day that it may be")
    precision = models.CharField(max_length=5, choices=Precision, default=Precision.DAY)
    what = models.CharField("what happened", max_length=500)
    impact = models.CharField("what it meant for the child", max_length=500, blank=True)
    source = models.CharField("who says so", max_length=120)
    note = models.ForeignKey(Note, null=True, blank=True, on_delete=models.PROTECT, related_name="significant_events")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    corrects = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrections")
    because = models.CharField("why it is corrected", max_length=300, blank=True)
    withdrawn = models.BooleanField("takes the earlier entry back", default=False)

    class Meta:
        indexes = [models.Index(fields=["case", "happened_on", "id"], name="chronology_of_case")]
        constraints = [
            models.CheckConstraint(
                name="a_corrected_event_has_its_reason", condition=models.Q(corrects=None) | ~models.Q(because="")
            ),
            models.UniqueConstraint(fields=["corrects"], name="an_event_is_corrected_once"),
        ]

    def __str__(self) -> str:
        return f"Event of {self.happened_on:%d %B %Y}"


class EventPerson(Record):
    """A child whom a significant event is about."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="event_people")
    event = models.ForeignKey(SignificantEvent, on_delete=models.PROTECT, related_name="people")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="in_events")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "person"], name="in_an_event_once")]

    def __str__(self) -> str:
        return str(self.event_id)
