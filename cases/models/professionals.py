"""Professionals who work with a family, inside the council or outside."""

from django.db import models

from access.models import Organisation
from access.records import Record
from cases.models.case import Case


class Agrees(models.TextChoices):
    """Whether somebody with parental responsibility agrees that we speak to this professional."""

    YES = "yes", "Yes"
    NO = "no", "No"
    NOT_ASKED = "not_asked", "Not asked yet"


class Professional(Record):
    """Somebody of a school, a surgery or a service who is involved with the family, from when until when."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="professionals")
    name = models.CharField(max_length=120)
    job = models.CharField(max_length=80, blank=True)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="professionals"
    )
    works_for = models.CharField(
        "works for", max_length=120, blank=True, help_text="where it is none of our organisations"
    )
    phone = models.CharField(max_length=40, blank=True)
    email = models.CharField("e-mail address", max_length=254, blank=True)
    agrees = models.CharField("does the family agree that we speak to them?", max_length=10, choices=Agrees)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.name}, {self.organisation or self.works_for}".rstrip(", ")
