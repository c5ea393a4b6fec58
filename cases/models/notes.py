"""Notes: what happened, when, who was there, and when it was written down."""

from django.conf import settings
from django.db import models

from access.records import Record
from cases.models.case import Case
from cases.models.people import Person


class NoteKind(models.TextChoices):
    """What sort of event a note is about."""

    VISIT = "visit", "Visit"
    CALL = "call", "Telephone call"
    LETTER = "letter", "Letter"
    EMAIL = "email", "E-mail"
    MEETING = "meeting", "Meeting"


class Note(Record):
    """One event in a family's life with us. Never overwritten: a correction is a note of its own, with a reason.

    A correction without text takes the earlier words back: what shows is that they were taken back, by whom and why.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="notes")
    kind = models.CharField(max_length=20, choices=NoteKind)
    happened_on = models.DateField("when it happened")
    happened_at = models.TimeField("at what time", null=True, blank=True)
    recorded_at = models.DateTimeField("when it was written")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notes")
    place = models.CharField("where", max_length=120, blank=True)
    purpose = models.CharField("what it was for", max_length=200, blank=True)
    text = models.TextField(blank=True)
    said = models.TextField("what was said", blank=True)
    next_steps = models.TextField("what happens next", blank=True)
    also_present = models.CharField("who else was there", max_length=300, blank=True)
    needs_met = models.CharField("how communication needs were met, or why not", max_length=300, blank=True)
    sensitive = models.BooleanField("sensitive", default=False)
    about_someone_else = models.BooleanField("contains something about someone outside the family", default=False)
    corrects = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrections")
    because = models.CharField("why it is corrected", max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["case", "-happened_on", "-id"], name="notes_of_case")]
        constraints = [
            models.CheckConstraint(
                name="a_correction_has_its_reason", condition=models.Q(corrects=None) | ~models.Q(because="")
            ),
            models.CheckConstraint(
                name="a_note_says_something", condition=~models.Q(text="") | models.Q(corrects__isnull=False)
            ),
            models.UniqueConstraint(fields=["corrects"], name="a_note_is_corrected_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.happened_on:%d %B %Y}"


class NotePerson(Record):
    """Somebody of the family whom a note is about: whether they were there, were seen, were seen alone."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="note_people")
    note = models.ForeignKey(Note, on_delete=models.PROTECT, related_name="people")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="in_notes")
    present = models.BooleanField(default=False)
    seen = models.BooleanField(default=False)
    seen_alone = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["note", "person"], name="in_a_note_once"),
            models.CheckConstraint(
                name="seen_alone_is_seen", condition=models.Q(seen_alone=False) | models.Q(seen=True)
            ),
        ]

    def __str__(self) -> str:
        return str(self.note_id)
