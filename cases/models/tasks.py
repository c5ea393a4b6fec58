"""Tasks: what somebody has to do on a case that no plan says."""

from django.conf import settings
from django.db import models

from access.labels import CalledChoices
from access.records import Record
from cases.models.case import Case


class TaskKind(CalledChoices):
    """Why there is a task. A kind that the program made is done by doing the thing."""

    TELL_FAMILY = "tell_family", "Tell the family about the referral"
    SETTLE_MATCH = "settle_match", "Settle a possible match"
    RETURNED = "returned", "Answer the comments on {an_assessment}"
    SIGN_OFF = "sign_off", "Sign off {an_assessment}"
    CLOSE = "close", "Close the case: the review found the needs met"
    REASSESS = "reassess", "Assess again, as the review decided"
    OWN = "own", "Task"


class Task(Record):
    """One thing to do. For one person, or for whoever leads the case while nobody is named."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="tasks")
    kind = models.CharField(max_length=20, choices=TaskKind, default=TaskKind.OWN)
    about_key = models.UUIDField(null=True, blank=True, help_text="what it is about: a value")
    what = models.CharField(max_length=300, blank=True)
    for_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="tasks"
    )
    due_on = models.DateField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    because = models.CharField("why it ended without being done", max_length=300, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["for_user", "due_on"], condition=models.Q(done_at=None), name="open_tasks_of"),
            models.Index(fields=["case", "due_on"], condition=models.Q(done_at=None), name="open_tasks_of_case"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "kind", "about_key"],
                condition=models.Q(done_at=None) & ~models.Q(kind="own"),
                nulls_distinct=False,
                name="one_open_task_of_a_kind",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, due {self.due_on:%d %B %Y}"

    def get_kind_display(self) -> str:  # type: ignore[no-redef]  # Django would write one of its own
        """Why there is a task, in this council's words."""
        return TaskKind(self.kind).worded
