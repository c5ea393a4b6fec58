"""Who accepted the duty of staff: added, and never changed."""

from django.conf import settings
from django.db import models

from access.records import Record


class DutyAcceptance(Record):
    """One person's acceptance of one text. The words stand here too: the file that they came from may be gone one day."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="duty_acceptances")
    notice = models.CharField(max_length=200, help_text="the title of the notice whose text it is")
    dated = models.DateField(help_text="the day of the text")
    text = models.TextField()
    digest = models.CharField(max_length=64, help_text="SHA-256 of the day and the words: access/duty.py")
    accepted_at = models.DateTimeField(help_text="business time")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "digest"], name="a_text_is_accepted_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.dated}"
