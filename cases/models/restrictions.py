"""Who may not know of a family: restrictions of a record, and people who are kept out of it."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from access.records import Record, RecordQuerySet
from cases.models.case import Case, Visibility


class Ground(models.TextChoices):
    """Why a record is restricted or sealed."""

    STAFF_RELATIVE = "staff_relative", "Somebody in the family is related to a member of staff"
    STAFF_FAMILY = "staff_family", "Somebody in the family works here"
    DANGER = "danger", "Somebody would be in danger if it were known"
    COURT = "court", "A court has ordered it"
    KNOWN = "known", "The family is known to the public"


class RestrictionQuerySet(RecordQuerySet):
    """How restrictions are found."""

    def to_decide(self) -> Self:
        """Seals that wait for the second person: to be in force, or to be lifted."""
        asked = Q(agreed_at=None) | Q(lift_asked_at__isnull=False)
        return self.filter(asked, level=Visibility.SEALED, lifted_at=None)


class Restriction(Record):
    """A family's record that fewer people may see. In force, it shuts every case of the family (by trigger: states.sql).

    A seal is in force once a second person has agreed, and is lifted by two people too. Never rewritten but for that.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="restrictions")
    level = models.CharField(max_length=10, choices=[one for one in Visibility.choices if one[0] != Visibility.OPEN])
    ground = models.CharField(max_length=20, choices=Ground)
    because = models.CharField(max_length=500)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="restrictions_owned")
    keeps = ArrayField(models.BigIntegerField(), help_text="whose single grant opens the case: keys of people at work")
    review_on = models.DateField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    agreed_at = models.DateTimeField(null=True, blank=True)
    lift_because = models.CharField(max_length=500, blank=True)
    lift_asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    lift_asked_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    lifted_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = RestrictionQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["owner", "review_on"], condition=Q(lifted_at=None), name="restrictions_of")]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "level"], condition=Q(lifted_at=None), name="one_restriction_of_a_level"
            ),
            models.CheckConstraint(
                name="two_people_seal", condition=Q(agreed_by=None) | ~Q(agreed_by=models.F("set_by"))
            ),
            models.CheckConstraint(
                name="two_people_lift_a_seal",
                condition=Q(lifted_at=None)
                | Q(agreed_at=None)
                | (Q(lift_asked_by__isnull=False) & ~Q(lift_asked_by=models.F("lifted_by"))),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_level_display()}, to be looked at by {self.review_on:%-d %B %Y}"

    @property
    def in_force(self) -> bool:
        """Whether it shuts the record now."""
        return self.lifted_at is None and (self.level == Visibility.RESTRICTED or self.agreed_at is not None)


class Conflict(models.TextChoices):
    """What ties somebody at work to a family so that they are kept out."""

    RELATED = "related", "Related to somebody in the family"
    EX_PARTNER = "ex_partner", "A partner or former partner of somebody in the family"
    SUBJECT = "subject", "Is somebody in the family"
    CONFLICT = "conflict", "Another conflict of interest"


class Exclusion(Record):
    """Somebody at work who sees nothing of a family, whatever grant or role they have. It is ended, never rewritten."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="exclusions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Conflict)
    because = models.CharField(max_length=500)
    since = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_because = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "case"], condition=Q(ended_at=None), name="excluded_once")
        ]

    def __str__(self) -> str:
        return f"Exclusion since {self.since:%-d %B %Y}"


class SealedMatch(Record):
    """A referral that may be about somebody in a sealed family. Written by a job; whoever holds the sealed case alone sees it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="sealed_matches")
    other_key = models.UUIDField(help_text="of the referral's case: a value")
    other_reference = models.CharField(max_length=12)
    found_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "other_key"], name="a_sealed_match_once")]

    def __str__(self) -> str:
        return self.other_reference
