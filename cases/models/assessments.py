"""Early help assessments: sections of the policy, saved as they are typed, signed off by a manager or given up, and then read-only."""

from django.conf import settings
from django.db import models

from access.labels import worded
from access.records import Record
from cases.models.case import Case
from cases.models.people import Person


class AssessmentState(models.TextChoices):
    """Where an assessment stands."""

    WRITING = "writing", "Being written"
    SUBMITTED = "submitted", "Waiting for sign-off"
    SIGNED = "signed", "Signed off"
    GIVEN_UP = "given_up", "Given up"


IN_HAND = (AssessmentState.WRITING, AssessmentState.SUBMITTED)


class Assessment(Record):
    """One version of a family's assessment. A later one starts from the words of the one before."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="assessments")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=AssessmentState, default=AssessmentState.WRITING)
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(null=True, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="assessments_are_numbered"),
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(state__in=IN_HAND), name="one_assessment_in_hand"
            ),
        ]

    def __str__(self) -> str:
        return worded("{Assessment} {number}", number=self.number)


class Section(Record):
    """The words of one section; for a section about each child, one row a child."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="assessment_sections")
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="sections")
    code = models.CharField(max_length=60, help_text="a section of the policy")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(blank=True)
    because = models.CharField(
        "why it matters",
        max_length=300,
        blank=True,
        help_text="asked where the notice lets it be kept only where it matters",
    )
    complete = models.BooleanField(default=False)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "code", "person"], nulls_distinct=False, name="one_row_a_section"
            )
        ]

    def __str__(self) -> str:
        return self.code


class StepKind(models.TextChoices):
    """What somebody did with an assessment."""

    SUBMIT = "submit", "Sent for sign-off"
    RETURN = "return", "Returned with comments"
    SIGN = "sign", "Signed off"
    GIVE_UP = "give_up", "Given up"


class AssessmentStep(Record):
    """An assessment was sent for sign-off, returned, signed off or given up: by whom, when, with what words."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="assessment_steps")
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=10, choices=StepKind)
    words = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.get_kind_display()
