"""What must not be destroyed for now, whatever its date says."""

from django.conf import settings
from django.db import models

from access.records import Record


class HoldKind(models.TextChoices):
    """Why something is held."""

    INQUIRY = "inquiry", "Inquiry"
    LITIGATION = "litigation", "Legal claim"
    RIGHTS_REQUEST = "rights_request", "Rights request or complaint"
    POLICE = "police", "Police"
    CASE_REVIEW = "case_review", "Case review"
    OWN_WISH = "own_wish", "The person's own wish"


class Hold(Record):
    """A stop on one case, or on everything where no case is named. Released, never deleted."""

    case_key = models.UUIDField(null=True, blank=True, help_text="empty: everything")
    case_reference = models.CharField(max_length=12, blank=True)
    kind = models.CharField(max_length=20, choices=HoldKind)
    because = models.TextField()
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    placed_at = models.DateTimeField()
    review_on = models.DateField()
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    released_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["case_key"], condition=models.Q(released_at=None), name="holds_in_force")]

    def __str__(self) -> str:
        return self.get_kind_display()
