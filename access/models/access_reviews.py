"""Who belongs to a team and may see its families, looked through each quarter: the review, and a line for each thing that it asks."""

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from access import clock
from access.models.staff import Team
from access.records import Record
from access.roles import ROLES


class ReviewedKind(models.TextChoices):
    """What a line of an access review is about."""

    MEMBER = "member", "A place in the team"
    LEAVER = "leaver", "Somebody who left the team"
    GRANT = "grant", "A single grant that was not used"


class AccessAnswer(models.TextChoices):
    """What whoever reviews says to a line."""

    KEEP = "keep", "Keep"
    TAKE_AWAY = "take_away", "Take away"


class AccessReview(Record):
    """One team's access in one quarter: opened at night, answered line by line, signed once. Then nothing of it changes."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="access_reviews")
    begins = models.DateField(help_text="the first day of the quarter")
    ends = models.DateField(help_text="its last day")
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    late_told_at = models.DateTimeField(null=True, blank=True, help_text="when its reviewers had news that it is late")
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    signed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["due_at"], condition=Q(signed_at=None), name="access_reviews_open")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["team", "begins"], name="one_access_review_of_a_quarter"),
            models.CheckConstraint(
                name="an_access_review_is_signed_whole",
                condition=Q(signed_by=None, signed_at=None) | Q(signed_by__isnull=False, signed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team}, {self.quarter}"

    @property
    def quarter(self) -> str:
        """The quarter in words: “July to September 2026”."""
        return f"{self.begins:%B} to {self.ends:%B %Y}"


class AccessReviewLine(Record):
    """One person's place in the team, somebody who left it, or a single grant on one of its cases that nobody used.

    What is shown is what stood when the review was opened. A line about a grant goes with its case.
    """

    review = models.ForeignKey(AccessReview, on_delete=models.PROTECT, related_name="lines")
    kind = models.CharField(max_length=6, choices=ReviewedKind)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    roles = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    since = models.DateTimeField(null=True, blank=True, help_text="of the place in the team, or of the grant")
    signed_in_at = models.DateTimeField(null=True, blank=True, help_text="the last time")
    leads = models.PositiveSmallIntegerField(default=0, help_text="how many of the team's families")
    grants = models.PositiveSmallIntegerField(default=0, help_text="how many single grants, on whatever family's case")
    opened_at = models.DateTimeField(null=True, blank=True, help_text="when a family of these was opened last")
    off_at = models.DateTimeField(null=True, blank=True, help_text="when the account was switched off")
    left_at = models.DateTimeField(null=True, blank=True, help_text="when the place in the team ended")
    case_key = models.UUIDField(null=True, blank=True)
    case_reference = models.CharField(max_length=12, blank=True)
    grant_key = models.UUIDField(null=True, blank=True)
    came_from = models.CharField(max_length=12, blank=True, help_text="a code of cases.models.grants.CameFrom")
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    why = models.CharField(max_length=200, blank=True, help_text="why the grant was given")
    until = models.DateTimeField(null=True, blank=True, help_text="when the grant ends by itself")
    answer = models.CharField(max_length=9, choices=AccessAnswer, blank=True)
    because = models.CharField(max_length=300, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["case_key"], condition=~Q(case_key=None), name="reviewed_of_case")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["review", "kind", "person", "grant_key"], nulls_distinct=False, name="asked_once_in_a_review"
            ),
            models.CheckConstraint(
                name="only_a_grant_names_a_case",
                condition=Q(kind="grant", case_key__isnull=False, grant_key__isnull=False)
                | ~Q(kind="grant") & Q(case_key=None, grant_key=None, case_reference="", why=""),
            ),
            models.CheckConstraint(
                name="nobody_answers_for_their_own_access",
                condition=Q(answered_by=None) | ~Q(answered_by=F("person")),
            ),
            models.CheckConstraint(
                name="what_is_answered_is_whole",
                condition=Q(answer="", because="", answered_by=None, answered_at=None)
                | ~Q(kind="leaver")
                & Q(answered_by__isnull=False, answered_at__isnull=False)
                & (Q(answer="keep") | Q(answer="take_away") & ~Q(because="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.review_id}"

    @property
    def joined(self) -> bool:
        """Whether the place in the team began in the quarter, or since."""
        began = self.since
        return began is not None and clock.uk_date(began) >= self.review.begins

    @property
    def role_labels(self) -> list[str]:
        """The roles that the person had, in words."""
        return [ROLES[code].label for code in self.roles if code in ROLES]

    @property
    def last_day(self) -> date | None:
        """The last day on which the grant opens the case."""
        return clock.uk_date(self.until) if self.until else None
