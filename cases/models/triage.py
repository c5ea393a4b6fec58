"""What the hub decided about a referral, and the times during which its clock stood still."""

from django.conf import settings
from django.db import models

from access.labels import CalledChoices
from access.records import Record
from cases.models.case import Case


class Decision(CalledChoices):
    """What the hub may decide."""

    ADVICE = "advice", "Advice given, and closed"
    SINGLE_SERVICE = "single_service", "One service can help by itself"
    MEETING = "meeting", "For the {hub_meeting}"
    ALLOCATE = "allocate", "Allocate now"
    ASK = "ask", "Ask the referrer"
    ATTACH = "attach", "Belongs to a case that is open"
    STEP_UP = "step_up", "Step up to social care"
    NO_ACTION = "no_action", "No further action"
    SEPARATE = "separate", "Taken back: it was joined to the wrong case"


OFFERED = tuple(one for one in Decision if one is not Decision.SEPARATE)  # that has a page of its own


class Triage(Record):
    """One decision of the hub, with its reason. Never changed: the hub decides anew."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="triages")
    decision = models.CharField(max_length=20, choices=Decision)
    because = models.TextField()
    not_known = models.TextField("what we did not know", blank=True)
    service = models.CharField(max_length=60, blank=True, help_text="a service of the policy")
    outside_because = models.CharField("why this service, outside its ages", max_length=300, blank=True)
    other_case_key = models.UUIDField(null=True, blank=True, help_text="the open case that it belongs to: a value")
    other_case_reference = models.CharField(max_length=12, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["case", "-decided_at"], name="newest_triage"),
            models.Index(fields=["other_case_key"], name="attached_to_case"),
        ]

    def __str__(self) -> str:
        return self.get_decision_display()

    def get_decision_display(self) -> str:  # type: ignore[no-redef]  # Django would write one of its own
        """The decision in this council's words."""
        return Decision(self.decision).worded


class Pause(Record):
    """A time during which the hub's clock on a case stands still, with its reason. Open while `until` is empty."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="pauses")
    because = models.CharField(max_length=300)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    paused_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=models.Q(until=None), name="one_pause_at_a_time")
        ]

    def __str__(self) -> str:
        return f"Pause since {self.since:%d %B %Y}"
