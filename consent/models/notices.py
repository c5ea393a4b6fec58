"""Who was told what about their information, by whom, how and when; or why not yet."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from access.models import NoticeVersion
from access.records import Record
from cases.models import Case, Person


class How(models.TextChoices):
    """The way somebody was told or asked."""

    TALKED = "talked", "Talked it through"
    LEAFLET = "leaflet", "Gave the leaflet"
    LETTER = "letter", "Sent a letter"
    INTERPRETER = "interpreter", "Through an interpreter"


class WhyNot(models.TextChoices):
    """Why somebody has not been told yet."""

    UNSAFE = "unsafe", "It would not be safe"
    NOT_REACHED = "not_reached", "They could not be reached"
    OTHER = "other", "Another reason"


class NoticeGiven(Record):
    """One person told of one version of the notice, or not told and why. A later telling is a row of its own."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="notices_given")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="notices_given")
    notice = models.ForeignKey(NoticeVersion, on_delete=models.PROTECT, related_name="+")
    told = models.BooleanField()
    how = models.CharField(max_length=20, choices=How, blank=True)
    why_not = models.CharField(max_length=20, choices=WhyNot, blank=True)
    why_words = models.CharField("the other reason, in words", max_length=200, blank=True)
    told_on = models.DateField(null=True, blank=True)
    told_by = models.CharField(max_length=120, blank=True, help_text="who told them, where it was somebody else")
    needs_met = models.CharField("how communication needs were met, or why not", max_length=300, blank=True)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="told_how_and_when_or_why_not",
                condition=(Q(told=True, told_on__isnull=False, why_not="") & ~Q(how=""))
                | (Q(told=False, told_on=None, how="") & ~Q(why_not="")),
            )
        ]

    def __str__(self) -> str:
        return "Told" if self.told else "Not told yet"

    @property
    def reason(self) -> str:
        """Why they have not been told yet, in words; empty where they were told."""
        return self.why_words or (self.get_why_not_display() if self.why_not else "")
