"""People: one row wherever they appear, and where they lived when."""

from datetime import date

from django.db import models

from access.records import Record


class Person(Record):
    """A child or an adult. Names as they are: one name is enough, none has to fit a pattern."""

    full_name = models.CharField("full name", max_length=160)
    known_as = models.CharField("known as", max_length=80, blank=True)
    born = models.DateField("date of birth", null=True, blank=True)
    expected = models.DateField("expected date of delivery", null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="person_is_born_or_expected_not_both",
                condition=models.Q(born=None) | models.Q(expected=None),
            )
        ]

    def __str__(self) -> str:
        return self.full_name

    def age_on(self, day: date) -> int | None:
        """Whole years on `day`; None when the date of birth is not known. A leap-day birthday falls on 1 March."""
        if self.born is None:
            return None
        return day.year - self.born.year - ((day.month, day.day) < (self.born.month, self.born.day))


class Address(Record):
    """Where somebody lives or lived."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="addresses")
    lines = models.CharField("address", max_length=300)
    postcode = models.CharField(max_length=10, blank=True)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.lines}, {self.postcode}" if self.postcode else self.lines
