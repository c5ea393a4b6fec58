"""Until when a record is kept, and why: one row a record and class, derived from what the lower floors recorded."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from access.records import Record
from cases.models import Case


class Clock(Record):
    """The date of one record class of one case, its rule and its explanation. Finding what is due reads an index."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="clocks")
    case_reference = models.CharField(max_length=12)
    record_class = models.CharField(max_length=40, help_text="contact, case, …")
    state = models.CharField(max_length=20, help_text="open, held, needs_person, no_rule, dated")
    keep_until = models.DateField(null=True, blank=True)
    dispose_from = models.DateField(null=True, blank=True)
    held = models.BooleanField(default=False)
    because = ArrayField(models.TextField(), default=list)
    rule_source = models.CharField(max_length=200, blank=True)
    fingerprint = models.CharField(max_length=64)
    worked_out_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "record_class"], name="one_clock_a_class"),
            models.CheckConstraint(
                name="dated_has_its_dates",
                condition=models.Q(state="dated", keep_until__isnull=False, dispose_from__isnull=False)
                | (~models.Q(state="dated") & models.Q(dispose_from=None)),
            ),
        ]
        indexes = [
            models.Index(fields=["dispose_from", "id"], condition=models.Q(held=False), name="clock_due_and_not_held")
        ]

    def __str__(self) -> str:
        return f"{self.record_class} of {self.case_reference}"
