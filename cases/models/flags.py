"""What stands out among the readings, found at night by a written rule, until the Data Protection Officer has looked at it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from access.records import Record


class FlagState(models.TextChoices):
    """How far a flag is."""

    NEW = "new", "Not looked at"
    ASKED = "asked", "The person is asked"
    ANSWERED = "answered", "The person has answered"
    FINE = "fine", "Fine"
    INCIDENT = "incident", "An incident"


TO_REVIEW = (FlagState.NEW, FlagState.ANSWERED)  # what waits for the officer
UNDECIDED = (*TO_REVIEW, FlagState.ASKED)


class Flag(Record):
    """One person, one day, one rule, and one case where the rule is about one. Never a mark of the person: it says what was seen.

    Its evidence is numbers. Where it is about a family it goes with the case.
    """

    rule = models.CharField(max_length=20, help_text="a code of cases/operations/flag_rules.py")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="flags")
    on = models.DateField(help_text="the day of the readings")
    case_key = models.UUIDField(null=True, blank=True)
    case_reference = models.CharField(max_length=12, blank=True)
    evidence = models.JSONField(help_text="numbers by name: what the rule counted")
    found_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=FlagState, default=FlagState.NEW)
    question = models.CharField(max_length=500, blank=True, help_text="what the person is asked")
    answer = models.CharField(max_length=1_000, blank=True, help_text="what the person says")
    because = models.CharField(max_length=500, blank=True, help_text="why it is fine, or an incident")
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reviewed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["on", "id"], condition=Q(state__in=["new", "asked", "answered"]), name="flags_waiting"
            ),
            models.Index(fields=["-reviewed_at"], condition=Q(state__in=["fine", "incident"]), name="flags_decided"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "user", "on", "case_key"], nulls_distinct=False, name="found_once_by_a_rule"
            ),
            models.CheckConstraint(
                name="nobody_reviews_their_own_flag", condition=Q(reviewed_by=None) | ~Q(reviewed_by=F("user"))
            ),
            models.CheckConstraint(
                name="a_flag_is_reviewed_whole",
                condition=Q(state="new", reviewed_by=None, reviewed_at=None)
                | ~Q(state="new") & Q(reviewed_by__isnull=False, reviewed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule} on {self.on:%-d %B %Y}"

    @property
    def mark(self) -> str:
        """What it is called where two of one rule and day have to be told apart, and nobody is to be named: the end of its key."""
        return self.pk.hex[-6:].upper()


class FlagRule(Record):
    """Whether a rule is on. A rule without a row is: somebody has to switch it off, with a reason."""

    code = models.CharField(max_length=20, unique=True, help_text="a code of cases/operations/flag_rules.py")
    is_on = models.BooleanField()
    because = models.CharField(max_length=500)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.code
