"""What a referrer sent, as it was sent; and what the hub and the referrer wrote to each other about it."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from access import notice
from access.models import Organisation
from access.records import Record
from cases.models.case import Case
from earlyhelp.policy.vocabulary import INFORMANTS


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
    informant = models.CharField(
        max_length=20, default="referrer", help_text="an informant of the policy: who came to us"
    )
    informant_words = models.CharField(
        max_length=80,
        blank=True,
        help_text="who they are, where the notice leaves room for others and the list has no word",
    )
    taken_from = models.CharField(max_length=160, blank=True, help_text="who rang or wrote, where the hub took it down")
    gave_no_name = models.BooleanField("whoever told us gave no name", default=False)
    happening = models.TextField("what worries you")
    going_well = models.TextField("what is going well", blank=True)
    child_words = models.TextField("what the child says", blank=True)
    help_wanted = models.TextField("what would help", blank=True)
    services = ArrayField(
        models.CharField(max_length=60), default=list, help_text="services of the policy that would help"
    )
    outside_because = models.CharField("why a service outside its ages", max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="who_gave_no_name_is_not_named", condition=models.Q(gave_no_name=False) | models.Q(taken_from="")
            )
        ]

    @property
    def whence(self) -> str:
        """Who came to us, in the notice's words, where it was taken down for somebody else: their name stands apart, or that they gave none."""
        if not (self.taken_from or self.gave_no_name):
            return ""
        told = self.informant_words or (INFORMANTS | notice.policy().informant_choices()).get(
            self.informant, self.informant
        )
        return f"{told}, who gave no name" if self.gave_no_name else told

    @property
    def services_wanted(self) -> list[str]:
        """The services that were asked for, in the notice's words; a code of an older notice is shown as it is."""
        labels = {one.code: one.label for one in notice.policy().services}
        return [labels.get(code, code) for code in self.services]

    def __str__(self) -> str:
        return f"Referral of {self.sent_at:%d %B %Y}"


class Message(Record):
    """A question of the hub to whoever sent the referral, an answer, or the news of what became of it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="messages")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    to_referrer = models.BooleanField()
    purpose = models.CharField(max_length=60, blank=True, help_text="a code of the policy: for what the hub asks")
    decides = models.BooleanField(
        default=False, help_text="whoever sent it hears what was decided, and need not hear more"
    )
    text = models.TextField()
    written_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["case", "written_at"], name="messages_of_case")]

    def __str__(self) -> str:
        return f"Message of {self.written_at:%d %B %Y}"

    @property
    def purpose_label(self) -> str:
        """For what it was asked, in the notice's words; a code of an older notice is shown as it is."""
        return next((one.label for one in notice.policy().purposes if one.code == self.purpose), self.purpose)
