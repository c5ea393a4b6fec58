"""Families: who belongs to one, in what part, from when until when."""

from django.db import models

from access.records import Record
from cases.models.people import Person


class Family(Record):
    """A household or kin that help is given to as one. It has no name of its own: families change, people have names."""

    made_on = models.DateField()

    class Meta:
        verbose_name_plural = "families"

    def __str__(self) -> str:
        return f"Family {str(self.pk)[-6:]}"


class Part(models.TextChoices):
    """What somebody is in the family."""

    CHILD = "child", "Child"
    UNBORN = "unborn", "Unborn child"
    MAIN_CARER = "main_carer", "Main parent or carer"
    CARER = "carer", "Parent or carer"
    FOSTER_CARER = "foster_carer", "Private foster carer"
    OTHER = "other", "Other member"


class Member(Record):
    """A person's place in a family."""

    family = models.ForeignKey(Family, on_delete=models.PROTECT, related_name="members")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    part = models.CharField(max_length=20, choices=Part)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["family", "person"], condition=models.Q(until=None), name="in_a_family_once"
            )
        ]

    @property
    def is_child(self) -> bool:
        """Born or to come."""
        return self.part in (Part.CHILD, Part.UNBORN)

    def __str__(self) -> str:
        return f"{self.get_part_display()} of {self.family}"

    @property
    def home(self) -> str:
        """Where somebody of `Case.household` lives, for every page but that of the people; why it is withheld, where it is."""
        if self.person.whereabouts_protected:
            return "withheld: their whereabouts are protected"
        if "address" in self.withheld:  # type: ignore[attr-defined]  # `Case.household` has it
            return "withheld: somebody’s whereabouts in this family are protected, and it may tell them"
        return "; ".join(self.homes) or "not recorded"  # type: ignore[attr-defined]  # and this


class Tie(models.TextChoices):
    """What one person is to another: `one` is the … of `other`."""

    PARENT = "parent", "Parent"
    STEP_PARENT = "step_parent", "Step-parent"
    FOSTER_CARER = "foster_carer", "Private foster carer"
    GUARDIAN = "guardian", "Guardian"
    GRANDPARENT = "grandparent", "Grandparent"
    AUNT_OR_UNCLE = "aunt_or_uncle", "Aunt or uncle"
    SIBLING = "sibling", "Brother or sister"
    HALF_SIBLING = "half_sibling", "Half-brother or half-sister"
    STEP_SIBLING = "step_sibling", "Step-brother or step-sister"
    PARTNER = "partner", "Partner"
    FORMER_PARTNER = "former_partner", "Former partner"
    OTHER = "other", "Other"


class Responsibility(models.TextChoices):
    """Whether somebody has parental responsibility for a child (Children Act 1989, section 3)."""

    YES = "yes", "Yes"
    NO = "no", "No"
    UNKNOWN = "unknown", "Not known"


class Relationship(Record):
    """`one` is the `tie` of `other`. Between a grown-up and a child it says who has parental responsibility, and how one knows."""

    family = models.ForeignKey(Family, on_delete=models.PROTECT, related_name="relationships")
    one = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="ties_from")
    other = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="ties_to")
    tie = models.CharField(max_length=20, choices=Tie)
    in_words = models.CharField(max_length=80, blank=True)
    responsibility = models.CharField("parental responsibility", max_length=8, choices=Responsibility, blank=True)
    responsibility_source = models.CharField(
        "how one knows", max_length=120, blank=True, help_text="such as the birth certificate, or an order of a court"
    )
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="nobody_is_their_own_relative", condition=~models.Q(one=models.F("other"))),
            models.UniqueConstraint(
                fields=["family", "one", "other", "tie"], condition=models.Q(until=None), name="one_tie_of_a_kind"
            ),
        ]

    def __str__(self) -> str:
        return self.get_tie_display()
