"""How much need the hub and the lead practitioner see, by the levels of the notice."""

from django.conf import settings
from django.db import models

from access.labels import CalledChoices
from access.records import Record
from cases.models.case import Case


class Way(CalledChoices):
    """What follows from a need above early help."""

    STAYS = "stays", "It stays with {service}"
    STEPS_UP = "steps_up", "It steps up to social care"


class LevelOfNeed(Record):
    """One judgement of the level of need. Never changed: it is judged anew, and the newest holds.

    Words and number are those of the notice on that day. Above the threshold it says what follows, and why.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="levels")
    code = models.CharField(max_length=60, help_text="a level of the policy")
    label = models.CharField(max_length=120)
    number = models.PositiveSmallIntegerField()
    above = models.BooleanField("above the threshold of early help")
    way = models.CharField(max_length=10, choices=Way, blank=True)
    because = models.TextField(blank=True)
    judged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    judged_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["case", "-judged_at"], name="newest_level")]
        constraints = [
            models.CheckConstraint(
                name="above_early_help_it_says_what_follows_and_why",
                condition=models.Q(above=False, way="")
                | (models.Q(above=True) & ~models.Q(way="") & ~models.Q(because="")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.number}, {self.label}"

    def get_way_display(self) -> str:  # type: ignore[no-redef]  # Django would write one of its own
        """What follows, in this council's words."""
        return Way(self.way).worded if self.way else ""
