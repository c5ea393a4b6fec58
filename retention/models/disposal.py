"""The machine of disposal: what was proposed, who decided, what was destroyed, and what remains to prove it.

States live here; Celery only wakes the machine. Keys of cases are values: these rows outlive what they speak of.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q

from access.records import Record, uuid7


class BatchState(models.TextChoices):
    """How far a batch is. Approved and aborted are decisions, not states: they are read from their rows."""

    PROPOSED = "proposed", "Proposed"
    DESTROYING = "destroying", "Being destroyed"
    FINISHED = "finished", "Finished"


class DisposalBatch(Record):
    """A list of cases proposed for destruction, frozen by its digest."""

    reference = models.CharField(max_length=12, unique=True)
    state = models.CharField(max_length=20, choices=BatchState, default=BatchState.PROPOSED)
    digest = models.CharField(max_length=64, help_text="SHA-256 of the list as it was proposed")
    size = models.PositiveIntegerField()
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    finished_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.reference


class ItemState(models.TextChoices):
    """How far one case of a batch is."""

    LISTED = "listed", "Listed"
    DESTROYING = "destroying", "Being destroyed"
    DESTROYED = "destroyed", "Destroyed"
    KEPT = "kept", "Kept after all"


LIVE = (ItemState.LISTED, ItemState.DESTROYING, ItemState.DESTROYED)  # in a list that may still take it, or has


class BatchItem(Record):
    """One case of a batch: class, date and rule as they were when it was proposed."""

    batch = models.ForeignKey(DisposalBatch, on_delete=models.PROTECT, related_name="items")
    case_key = models.UUIDField()
    case_reference = models.CharField(max_length=12)
    record_class = models.CharField(max_length=40)
    closed_on = models.DateField()
    dispose_from = models.DateField()
    rule_source = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)
    state = models.CharField(max_length=20, choices=ItemState, default=ItemState.LISTED)
    claimed_at = models.DateTimeField(null=True, blank=True, help_text="machine time: for finding stale claims")
    kept_because = models.CharField(max_length=300, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case_key"],
                condition=Q(state__in=list(LIVE)),
                name="in_one_batch_at_a_time",
            )
        ]
        indexes = [models.Index(fields=["state", "id"], name="items_by_state")]

    def __str__(self) -> str:
        return self.case_reference


class LargeProposal(Record):
    """A list that was not made because it would be larger than usual: the question, and the answer of a records manager."""

    size = models.PositiveIntegerField(help_text="how many cases were due at once")
    limit = models.PositiveIntegerField(help_text="how many may be proposed without asking")
    asked_at = models.DateTimeField()
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    because = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.size} instead of {self.limit}"


class DecisionKind(models.TextChoices):
    """What somebody decided about a batch."""

    APPROVE = "approve", "Approved"
    ABORT = "abort", "Aborted"


class Decision(Record):
    """One person's decision on a batch, on the list with this digest. The database sets the moment."""

    batch = models.ForeignKey(DisposalBatch, on_delete=models.PROTECT, related_name="decisions")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="disposal_decisions")
    kind = models.CharField(max_length=10, choices=DecisionKind)
    digest = models.CharField(max_length=64)
    because = models.TextField()
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "by", "kind"], name="one_decision_a_person")]

    def __str__(self) -> str:
        return self.get_kind_display()


class Certificate(Record):
    """What remains of a destroyed case: pseudonym, rule, dates, who approved, counts. It names nobody of the family."""

    item = models.OneToOneField(BatchItem, on_delete=models.PROTECT, related_name="certificate")
    case_reference = models.CharField(max_length=12)
    record_class = models.CharField(max_length=40)
    rule_source = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)
    closed_on = models.DateField()
    due_from = models.DateField()
    approved_by = models.JSONField(help_text="keys of the two who approved, and when")
    batch_digest = models.CharField(max_length=64)
    rows = models.JSONField(help_text="table to how many rows went, history apart")
    people_kept = models.PositiveIntegerField(default=0, help_text="people whom another record still needs")
    ledger_position = models.PositiveIntegerField()
    destroyed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Certificate {self.case_reference}"


class LedgerEntry(models.Model):
    """The database's copy of a line of the erasure ledger, whose file lies outside it. Keyed hashes, no references."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    position = models.PositiveIntegerField(unique=True)
    kind = models.CharField(max_length=20)
    subject_hash = models.CharField(max_length=64)
    previous_hash = models.CharField(max_length=64)
    written_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.kind} {self.position}"
