"""The family's plan: what is hoped for, and who does what by when; and the reviews that look at it."""

from django.conf import settings
from django.db import models

from access.models import Staff
from access.records import Record
from cases.models.case import Case


class PlanOutcome(Record):
    """A need, and what will be different. Ended as reached or dropped, with the reason."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="plan_outcomes")
    need = models.TextField()
    hoped_for = models.TextField("what will be different")
    target_on = models.DateField("by when", null=True, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reached = models.BooleanField(null=True, blank=True, help_text="empty while it is worked on")
    ended_on = models.DateField(null=True, blank=True)
    because = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="an_outcome_ends_whole",
                condition=models.Q(reached=None, ended_on=None)
                | models.Q(reached__isnull=False, ended_on__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"Outcome {str(self.pk)[-4:]}"


class Action(Record):
    """Who does what by when. The owner is somebody at work here, or somebody named in words, such as Mum or the school."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="actions")
    outcome = models.ForeignKey(PlanOutcome, null=True, blank=True, on_delete=models.PROTECT, related_name="actions")
    what = models.CharField(max_length=500)
    owner = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="actions")
    owner_words = models.CharField("somebody else", max_length=120, blank=True)
    due_on = models.DateField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    done = models.BooleanField(null=True, blank=True, help_text="empty while it is open, no where it was dropped")
    ended_on = models.DateField(null=True, blank=True)
    because = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["owner", "due_on"], condition=models.Q(done=None), name="open_actions_of"),
            models.Index(fields=["case", "due_on"], name="actions_of_case"),
        ]
        constraints = [
            models.CheckConstraint(
                name="an_action_has_an_owner", condition=models.Q(owner__isnull=False) | ~models.Q(owner_words="")
            ),
            models.CheckConstraint(
                name="an_action_ends_whole",
                condition=models.Q(done=None, ended_on=None) | models.Q(done__isnull=False, ended_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Action due {self.due_on:%d %B %Y}"


class ReviewOutcome(models.TextChoices):
    """What a review decided."""

    CONTINUE = "continue", "Go on with the plan"
    REASSESS = "reassess", "Assess again: the plan does not work, or there are new needs"
    CLOSE = "close", "Needs are met: close"


class Review(Record):
    """A look at the plan: due on a day, held on another. The one without a day held is the next."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="reviews")
    due_on = models.DateField()
    held_on = models.DateField(null=True, blank=True)
    progress = models.TextField("what has changed", blank=True)
    family_view = models.TextField("what the family says", blank=True)
    decided = models.CharField(max_length=10, choices=ReviewOutcome, blank=True)
    held_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["due_on"], condition=models.Q(held_on=None), name="reviews_to_come")]
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=models.Q(held_on=None), name="one_review_to_come"),
            models.CheckConstraint(
                name="a_review_that_was_held_decided_something",
                condition=models.Q(held_on=None) | ~models.Q(decided=""),
            ),
        ]

    def __str__(self) -> str:
        return f"Review due {self.due_on:%d %B %Y}"
