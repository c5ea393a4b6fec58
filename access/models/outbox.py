"""What must happen after a transaction: a row written in it, worked off by a tick. A lost broker loses nothing."""

from django.db import models

from access.records import uuid7


class OutboxMessage(models.Model):
    """A kind of message and the key of what it is about; never a name."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=60)
    about = models.UUIDField(null=True, blank=True)
    written_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["id"], condition=models.Q(done_at=None), name="outbox_waiting")]

    def __str__(self) -> str:
        return self.kind
