"""News for somebody at work: a kind and a reference, never a name or a word of a record."""

from django.conf import settings
from django.db import models

from access.records import uuid7


class Notification(models.Model):
    """One line of somebody's news. Not a record of the case: it goes when the case does, and holds nothing of it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notifications")
    kind = models.CharField(max_length=40, help_text="a kind of access/notifications.py")
    case_key = models.UUIDField(null=True, blank=True)
    case_reference = models.CharField(max_length=12, blank=True)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["user", "-at", "-id"], name="news_of_user"),
            models.Index(fields=["case_key"], name="news_of_case"),
        ]

    def __str__(self) -> str:
        return self.kind
