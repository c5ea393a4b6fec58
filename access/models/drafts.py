"""Unfinished work: one encrypted row of its author, with a removal date. Not a record, so no history keeps its words."""

from django.conf import settings
from django.db import models

from access.records import uuid7


class Draft(models.Model):
    """What somebody has typed and not sent. Only `sealed` holds content, and only its author's pages unseal it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="drafts")
    kind = models.CharField(max_length=40)
    sealed = models.BinaryField()
    changed_at = models.DateTimeField()
    remove_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["author", "kind", "-changed_at"], name="draft_of_author")]

    def __str__(self) -> str:
        return f"{self.kind} draft"
