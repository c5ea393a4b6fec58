"""How somebody without a grant comes to read a family's record: they ask for it, or they break the glass."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.expressions import RawSQL

from access.records import Record
from cases.models.case import Case


class Answer(models.TextChoices):
    """What was answered to a request."""

    READ = "read", "They may read it"
    WORK = "work", "They may read it and record in it"
    NO = "no", "No"


class AccessRequest(Record):
    """Somebody asks whoever holds a case to let them see it, and is answered once."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="access_requests")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="access_requests")
    because = models.CharField(max_length=500)
    asked_at = models.DateTimeField()
    answer = models.CharField(max_length=4, choices=Answer, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    answer_because = models.CharField(max_length=500, blank=True)
    until = models.DateField(null=True, blank=True, help_text="the last day on which it opens the case")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["asked_by", "case"], condition=Q(answered_at=None), name="one_request_waits"
            ),
            models.CheckConstraint(
                name="a_yes_has_an_end", condition=Q(until__isnull=False) | Q(answer__in=["", Answer.NO])
            ),
            models.CheckConstraint(
                name="nobody_answers_themselves", condition=Q(answered_by=None) | ~Q(answered_by=models.F("asked_by"))
            ),
        ]

    def __str__(self) -> str:
        return f"Request of {self.asked_at:%-d %B %Y}"


class Finding(models.TextChoices):
    """What somebody outside the line thinks of an opening by break-glass."""

    RIGHT = "right", "It was right to open it"
    WRONG = "wrong", "It should not have been opened"


class BreakGlass(Record):
    """Somebody opened a case without a grant, to read it, for an hour at most. The database sets its times and the grant."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="broken_glass")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="broken_glass")
    because = models.CharField(max_length=500)
    opened_at = models.DateTimeField(help_text="the database's moment, whatever is sent")
    ends_at = models.DateTimeField(help_text="the database's moment, whatever is sent")
    machine_at = models.DateTimeField(help_text="the wall clock's moment, whatever is sent")
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reviewed_at = models.DateTimeField(null=True, blank=True)
    finding = models.CharField(max_length=5, choices=Finding, blank=True)
    review_because = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = [models.Index(fields=["opened_at"], condition=Q(reviewed_at=None), name="glass_to_review")]
        constraints = [
            models.CheckConstraint(
                name="nobody_reviews_themselves", condition=Q(reviewed_by=None) | ~Q(reviewed_by=models.F("user"))
            ),
            models.CheckConstraint(
                name="glass_is_reviewed_whole",
                condition=Q(reviewed_at=None, reviewed_by=None, finding="")
                | Q(reviewed_at__isnull=False, reviewed_by__isnull=False, finding__in=Finding.values),
            ),
        ]

    def __str__(self) -> str:
        return f"Opened {self.opened_at:%-d %B %Y}"


def who_opened_what_is_sealed() -> RawSQL:
    """The keys of whoever broke the glass of a record that is sealed by now, where that waits for the officer who is looking."""
    return RawSQL("SELECT who FROM earlyhelp_hidden_glass()", [])
