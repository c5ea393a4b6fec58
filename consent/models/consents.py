"""Consent to the use of information, where the notice relies on it: explicit, for something, and as easy to take back."""

from django.conf import settings
from django.db import models

from access.models import NoticeVersion
from access.records import Record
from cases.models import Case, Person
from consent.models.notices import How


class Understanding(models.TextChoices):
    """On what it rests that somebody understands what they consent to."""

    GROWN_UP = "grown_up", "A grown-up"
    PRESUMED = "presumed", "16 or 17: presumed"
    JUDGED = "judged", "A child: somebody judged it"


class Consent(Record):
    """One person's consent. Withdrawing fills the last columns: what was done before stays lawful and stays recorded."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="consents")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="consents")
    notice = models.ForeignKey(NoticeVersion, on_delete=models.PROTECT, related_name="+")
    basis = models.CharField(max_length=40, help_text="a code of the policy")
    stages = models.CharField(max_length=200, help_text="what it was asked for: stages of the policy, comma-separated")
    explicit = models.BooleanField()
    how = models.CharField(max_length=20, choices=How)
    given_on = models.DateField()
    needs_met = models.CharField("how communication needs were met, or why not", max_length=300, blank=True)
    understanding = models.CharField(
        max_length=10, choices=Understanding, blank=True, help_text="empty where it was recorded before this was asked"
    )
    judged_by = models.CharField("who judged that the child understands", max_length=120, blank=True)
    judged_because = models.CharField("how they came to that", max_length=300, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    withdrawn_on = models.DateField(null=True, blank=True)
    withdrawn_recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "person"], condition=models.Q(withdrawn_on=None), name="one_consent_in_force"
            ),
            models.CheckConstraint(
                name="child_consents_only_where_somebody_judged",
                condition=~models.Q(understanding=Understanding.JUDGED)
                | (~models.Q(judged_by="") & ~models.Q(judged_because="")),
            ),
        ]

    def __str__(self) -> str:
        return f"Consent of {self.given_on:%d %B %Y}"
