"""The notices that were in force, the pairs they allow, and what the council itself had to say where they are silent."""

from django.conf import settings
from django.db import models

from access.records import Record


class NoticeVersion(models.Model):
    """One version of a council's notice, as loaded from its policy file. Decisions keep its fingerprint."""

    council = models.CharField(max_length=80)
    version = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    effective_from = models.DateField()
    fingerprint = models.CharField(max_length=64, unique=True)
    in_force = models.BooleanField(default=False, help_text="the one that was loaded last")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["in_force"], condition=models.Q(in_force=True), name="one_notice_in_force")
        ]

    def __str__(self) -> str:
        return f"{self.title}, version {self.version}"


class AllowedPair(models.Model):
    """A kind of recipient and a purpose that the notice allows it. Disclosures point here, so no other pair can be stored."""

    notice = models.ForeignKey(NoticeVersion, on_delete=models.PROTECT, related_name="pairs")
    recipient_kind = models.CharField(max_length=60)
    purpose = models.CharField(max_length=60)
    conditions = models.JSONField(default=list, help_text="codes of what has to be so; a disclosure names each")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["notice", "recipient_kind", "purpose"], name="one_row_a_pair")]

    def __str__(self) -> str:
        return f"{self.recipient_kind} for {self.purpose}"


class AllowedValue(models.Model):
    """A code that the notice names, by what it is: basis, ground, category, purpose, power, a test that sharing has to pass, or a
    country where recipients may be; the classes of information that may be asked, by themselves or once the council has said so,
    those of which each item needs its reason, and those that wait for a condition of Article 9, with what gives it (`if_condition`,
    `condition_if_read`, `explicit_consent`); and a study's terms, each behind the study's code and a colon. Purposes of the
    front door stand here once more as that. What a disclosure is held to besides, earlyhelp/policy/held.py says.

    The database's triggers hold every person, case, disclosure and extract to these rows, whatever path wrote them.
    """

    notice = models.ForeignKey(NoticeVersion, on_delete=models.PROTECT, related_name="values")
    kind = models.CharField(max_length=20)
    value = models.CharField(max_length=260)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["notice", "kind", "value"], name="one_row_a_value")]

    def __str__(self) -> str:
        return f"{self.kind} {self.value}"


class Light(models.TextChoices):
    """How a promise stands. Said in words too: a colour alone tells nobody anything."""

    RED = "red", "Not kept"
    AMBER = "amber", "Waiting"
    GREEN = "green", "Kept"


class PromiseState(Record):
    """How one promise of a notice stood when it was last looked at; its versions are the nights before. No personal data."""

    notice = models.ForeignKey(NoticeVersion, on_delete=models.PROTECT, related_name="promises")
    code = models.CharField(max_length=12)
    light = models.CharField(max_length=6, choices=Light)
    because = models.TextField(help_text="what was found, in sentences, a line each")
    href = models.CharField(max_length=200, blank=True, help_text="where what does not fit can be seen")
    wrong = models.PositiveIntegerField(default=0)
    looked_at = models.PositiveIntegerField(default=0)
    checked_at = models.DateTimeField()
    red_since = models.DateField(null=True, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="promises"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["notice", "code"], name="one_state_a_promise")]

    def __str__(self) -> str:
        return self.code


class CouncilReading(Record):
    """What the council says where its notice is silent: who decided, why, since when. Withdrawn, not deleted."""

    key = models.CharField(max_length=60, help_text="a reading that the policy asks for")
    subject = models.CharField(max_length=80, blank=True, help_text="which inquiry, where there may be several")
    value = models.CharField(max_length=60)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_on = models.DateField()
    because = models.TextField()
    withdrawn_on = models.DateField(null=True, blank=True)
    change = models.ForeignKey(
        "access.SettingChange", null=True, blank=True, on_delete=models.PROTECT, related_name="readings"
    )  # proposed by one person and approved by another; older ones were entered by one

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["key", "subject"],
                condition=models.Q(withdrawn_on=None),
                name="one_reading_in_force",
            )
        ]

    def __str__(self) -> str:
        return self.key
