"""Facts of signing in: sessions, invitations, letters. Not records: they say nothing of a family, and end."""

from typing import Any

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from access.records import uuid7


class Session(AbstractBaseSession):
    """A browser's session. Its key is a secret; `handle` names it on the page of one's own sessions."""

    handle = models.UUIDField(null=True, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="sessions")
    browser = models.CharField(max_length=30, blank=True, help_text="the browser's family, and no more of it")
    opened_at = models.DateTimeField(null=True, help_text="wall clock: when its owner signed in")
    seen_at = models.DateTimeField(null=True, help_text="wall clock: when it was last used, to the minute")

    class Meta:
        indexes = [models.Index(fields=["user", "-seen_at"], name="sessions_of_somebody")]

    @classmethod
    def get_session_store_class(cls) -> Any:
        from access.sessions import SessionStore

        return SessionStore


class Invitation(models.Model):
    """A link by which a new person sets a password, once. The link itself stands nowhere: it is the signed key."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="invitations")
    made_at = models.DateTimeField(help_text="wall clock")
    expires_at = models.DateTimeField(help_text="wall clock")
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=20, blank=True, help_text="accepted, withdrawn or replaced")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=models.Q(ended_at=None), name="one_open_invitation_of_a_person"
            )
        ]

    def __str__(self) -> str:
        return f"invitation of {self.user_id}"


class Letter(models.Model):
    """A letter about signing in that the worker is to write. One for a new password is noted for an unknown address too, so that
    both take the same way: the worker tells them apart.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    asked_at = models.DateTimeField(help_text="wall clock")

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
