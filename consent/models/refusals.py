"""A clear “No” to the question whether somebody consents: an answer, and not the same as a question that nobody has asked."""

from django.conf import settings
from django.db import models

from access.models import NoticeVersion
from access.records import Record
from cases.models import Case, Person
from consent.models.notices import How


class Refusal(Record):
    """Somebody was asked on a day and did not consent. It stays as it was said: a later “Yes” is a consent of its own."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="refusals")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="refusals")
    notice = models.ForeignKey(NoticeVersion, on_delete=models.PROTECT, related_name="+")
    how = models.CharField(max_length=20, choices=How)
    asked_on = models.DateField()
    asked_by = models.CharField(max_length=120, blank=True, help_text="who asked them, where it was somebody else")
    needs_met = models.CharField("how communication needs were met, or why not", max_length=300, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"No consent, asked on {self.asked_on:%d %B %Y}"

    @property
    def asker(self) -> str:
        """Who asked: somebody named, or whoever wrote it down."""
        return self.asked_by or str(self.recorded_by)
