"""What the council says instead of its file: each change with its second person, and the layer that is in force."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from access.records import Record, uuid7


class ChangeState(models.TextChoices):
    """How far a change is."""

    PROPOSED = "proposed", "Waits for a second person"
    APPROVED = "approved", "Approved"
    REFUSED = "refused", "Refused"
    WITHDRAWN = "withdrawn", "Taken back"
    IN_FORCE = "in_force", "In force"


UNDECIDED = (ChangeState.PROPOSED, ChangeState.APPROVED)  # still to come: one at a time for a thing


class SettingChange(Record):
    """One change of one setting: what it is to be from which day, who proposed it and why, what it moves, and who decided.

    `preview` is what the second person saw and decided on. Whoever proposed never decides.
    """

    what = models.CharField(max_length=30, help_text="a kind of setting of the policy's layer")
    entry = models.CharField(max_length=130, help_text="which entry of the file")
    subject = models.CharField(max_length=80, blank=True, help_text="which inquiry, where there may be several")
    value = models.CharField(max_length=200, blank=True, help_text="empty: what the file says stands again")
    effective_from = models.DateField()
    because = models.TextField()
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    preview = models.JSONField(help_text="how many records move, by class, and some of them by reference")
    digest = models.CharField(max_length=64, help_text="SHA-256 of everything that the preview counted")
    state = models.CharField(max_length=20, choices=ChangeState, default=ChangeState.PROPOSED)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_because = models.TextField(blank=True)
    withdrawn_because = models.TextField(blank=True)
    number = models.PositiveIntegerField(null=True, blank=True, unique=True, help_text="the layer's version with it")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_setting_is_decided_by_another",
                condition=Q(decided_by=None) | ~Q(decided_by=F("proposed_by")),
            ),
            models.CheckConstraint(
                name="a_decision_has_somebody",
                condition=~Q(state__in=["approved", "refused", "in_force"])
                | Q(decided_by__isnull=False, decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="in_force_has_its_number",
                condition=Q(state="in_force", number__isnull=False) | ~Q(state="in_force") & Q(number=None),
            ),
            models.UniqueConstraint(
                fields=["what", "entry", "subject"],
                condition=Q(state__in=["proposed", "approved"]),
                name="one_change_of_a_thing_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.entry}"


class Setting(models.Model):
    """One version of the layer: what the council said last, by its number. Added and never changed, so the newest is in force.

    What the council published, like its notice: pages that nobody signs in to read it too.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.PositiveIntegerField(unique=True)
    change = models.OneToOneField(SettingChange, on_delete=models.PROTECT, related_name="setting")
    what = models.CharField(max_length=30)
    entry = models.CharField(max_length=130)
    subject = models.CharField(max_length=80, blank=True)
    value = models.CharField(max_length=200, blank=True)
    since = models.DateField()

    def __str__(self) -> str:
        return f"setting {self.number}"
