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
    CARER = "carer", "Parent or carer"
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

    def __str__(self) -> str:
        return f"{self.get_part_display()} of {self.family}"
