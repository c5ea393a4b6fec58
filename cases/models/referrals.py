"""What a referrer sent, as it was sent."""

from django.conf import settings
from django.db import models

from access.models import Organisation
from access.records import Record
from cases.models.case import Case


class Channel(models.TextChoices):
    """How a referral came in."""

    ONLINE = "online", "Online form"
    TELEPHONE = "telephone", "Telephone"
    EMAIL = "email", "Secure e-mail"
    POST = "post", "Post"
    FACE_TO_FACE = "face_to_face", "Face to face"


class Referral(Record):
    """A request for help. Never changed afterwards: what the hub learns stands in the case."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="referrals")
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="referrals")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="referrals")
    channel = models.CharField(max_length=20, choices=Channel, default=Channel.ONLINE)
    sent_at = models.DateTimeField()
    happening = models.TextField("what is happening")
    going_well = models.TextField("what is going well", blank=True)
    help_wanted = models.TextField("what would help")

    def __str__(self) -> str:
        return f"Referral of {self.sent_at:%d %B %Y}"
