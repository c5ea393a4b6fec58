"""Notes: what happened, when, and when it was written down."""

from django.conf import settings
from django.db import models

from access.records import Record
from cases.models.case import Case


class NoteKind(models.TextChoices):
    """What sort of event a note is about."""

    VISIT = "visit", "Visit"
    CALL = "call", "Telephone call"
    LETTER = "letter", "Letter"
    EMAIL = "email", "E-mail"
    MEETING = "meeting", "Meeting"


class Note(Record):
    """One event in a family's life with us. Never overwritten: a correction is a note of its own."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="notes")
    kind = models.CharField(max_length=20, choices=NoteKind)
    happened_on = models.DateField("when it happened")
    recorded_at = models.DateTimeField("when it was written")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notes")
    text = models.TextField()
    about_someone_else = models.BooleanField("contains something about someone outside the family", default=False)

    class Meta:
        indexes = [models.Index(fields=["case", "-happened_on", "-id"], name="notes_of_case")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.happened_on:%d %B %Y}"
