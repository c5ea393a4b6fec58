"""People: one row wherever they appear, what is known about them, and where they lived when."""

from datetime import date
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Case as Choice
from django.db.models import F, Func, Q, Value, When
from django.db.models.functions import Concat, Replace, Right, Upper

from access.records import Record, RecordQuerySet

DIGITS = Func(F("phone"), Value("[^0-9]"), Value(""), Value("g"), function="regexp_replace")  # of a telephone number


class Precision(models.TextChoices):
    """How exactly a date of birth is known. Rules that depend on age take the cautious end."""

    DAY = "day", "To the day"
    MONTH = "month", "To the month"
    YEAR = "year", "To the year"


class Sex(models.TextChoices):
    """As the children in need census counts it."""

    FEMALE = "F", "Female"
    MALE = "M", "Male"
    UNKNOWN = "U", "Not recorded or indeterminate"


class Absent(models.TextChoices):
    """Why somebody has no number of a kind."""

    NOT_ISSUED = "not_issued", "None has been issued"
    NOT_KNOWN = "not_known", "They do not know it"
    NOT_ASKED = "not_asked", "Not asked yet"
    WITHHELD = "withheld", "They would rather not say"


class Person(Record):
    """A child or an adult. Names as they are: one name is enough, none has to fit a pattern.

    A number (NHS, National Insurance, pupil) is never a unique index: that would tell whom one may not see.
    """

    full_name = models.CharField("full name", max_length=160)
    unnamed = models.BooleanField(
        "the name is not known", default=False, help_text="what stands in its place describes them"
    )
    known_as = models.CharField("known as", max_length=80, blank=True)
    born = models.DateField("date of birth", null=True, blank=True, help_text="the first day that it may be")
    born_precision = models.CharField(max_length=5, choices=Precision, default=Precision.DAY)
    expected = models.DateField("expected date of delivery", null=True, blank=True)
    died_on = models.DateField("date of death", null=True, blank=True)
    sex = models.CharField(max_length=1, choices=Sex, blank=True)
    ethnicity = models.CharField(max_length=40, blank=True)
    nationality = models.CharField(max_length=80, blank=True)
    religion = models.CharField(max_length=80, blank=True)
    disability = models.CharField(max_length=300, blank=True)
    health_because = models.CharField(
        "why what is known of their health matters",
        max_length=300,
        blank=True,
        help_text="asked where the notice lets medical information be kept only where it matters",
    )
    language = models.CharField("language spoken at home", max_length=80, blank=True)
    interpreter = models.CharField(
        "interpreter needed", max_length=80, blank=True, help_text="which, such as Polish or BSL"
    )
    format_needed = models.CharField("format needed", max_length=80, blank=True, help_text="such as large print")
    phone = models.CharField(max_length=40, blank=True)
    email = models.CharField("e-mail address", max_length=254, blank=True)
    nhs_number = models.CharField("NHS number", max_length=10, blank=True)
    nhs_number_absent = models.CharField(max_length=12, choices=Absent, blank=True)
    ni_number = models.CharField("National Insurance number", max_length=9, blank=True)
    ni_number_absent = models.CharField(max_length=12, choices=Absent, blank=True)
    upn = models.CharField("unique pupil number", max_length=13, blank=True)
    upn_absent = models.CharField(max_length=12, choices=Absent, blank=True)
    school = models.CharField("school or nursery", max_length=120, blank=True)
    surgery = models.CharField("GP surgery", max_length=120, blank=True)
    whereabouts_protected = models.BooleanField(
        default=False, help_text="address, school, telephone and surgery are withheld"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="person_is_born_or_expected_not_both",
                condition=models.Q(born=None) | models.Q(expected=None),
            )
        ]
        indexes = [
            models.Index(fields=["nhs_number"], name="person_nhs_number", condition=~Q(nhs_number="")),
            models.Index(fields=["upn"], name="person_upn", condition=~Q(upn="")),
            models.Index(fields=["ni_number"], name="person_ni_number", condition=~Q(ni_number="")),
            models.Index(Right(DIGITS, 4), name="person_phone_end", condition=~Q(phone="")),
        ]

    def __str__(self) -> str:
        return self.full_name

    def age_on(self, day: date) -> int | None:
        """Whole years on `day`; None when the date of birth is not known. A leap-day birthday falls on 1 March."""
        if self.born is None:
            return None
        return day.year - self.born.year - ((day.month, day.day) < (self.born.month, self.born.day))

    @property
    def birth(self) -> str:
        """The date of birth as exactly as it is known, in words."""
        if self.expected:
            return f"expected {self.expected:%-d %B %Y}"
        if self.born is None:
            return "not recorded"
        return {Precision.MONTH: f"{self.born:%B %Y}", Precision.YEAR: f"{self.born:%Y}"}.get(
            Precision(self.born_precision), f"{self.born:%-d %B %Y}"
        )


class FormerName(Record):
    """A name that somebody had, or is also called by."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="former_names")
    full_name = models.CharField("name", max_length=160)
    until = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return self.full_name


class AddressQuerySet(RecordQuerySet):
    """Addresses as a part of another question."""

    def in_words(self) -> Any:
        """Those of today, each in a line, as `str` has it."""
        postcode = Choice(When(postcode="", then=Value("")), default=Concat(Value(", "), "postcode"))
        return self._of_today().annotate(words=Concat("lines", postcode)).values("words")

    def first_postcode(self) -> Any:
        """The postcode of the first of today."""
        return self._of_today().values("postcode")[:1]

    def _of_today(self) -> Self:
        return self.filter(until=None).order_by("pk")


class Address(Record):
    """Where somebody lives or lived."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="addresses")
    lines = models.CharField("address", max_length=300)
    postcode = models.CharField(max_length=10, blank=True)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)

    objects: ClassVar[Any] = AddressQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(Upper(Replace("postcode", Value(" "), Value(""))), name="address_postcode")]

    def __str__(self) -> str:
        return f"{self.lines}, {self.postcode}" if self.postcode else self.lines
