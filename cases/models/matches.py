"""Finding whether somebody is known already: keys to search by, and what people decided about a possible match."""

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from access.labels import CalledChoices
from access.records import Record, uuid7
from cases.models.case import Case
from cases.models.people import Person


class SearchKey(models.Model):
    """One name of one person as it sounds, with the day and year of birth, or of the birth to come. Kept by triggers of the database; read by the matcher alone."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="search_keys")
    forename = models.CharField(max_length=80)
    surname = models.CharField(max_length=160)
    whole = models.CharField(max_length=160)
    forename_code = models.CharField(max_length=20)
    surname_code = models.CharField(max_length=20)
    born = models.DateField(null=True, blank=True)
    year = models.SmallIntegerField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["surname_code", "year", "born"], name="key_surname_year_born"),
            models.Index(fields=["surname_code", "forename_code"], name="key_both"),
            models.Index(fields=["born"], name="key_born"),
            models.Index(fields=["forename_code", "year", "born"], name="key_forename_year"),
            models.Index(fields=["person"], name="key_person"),
            GinIndex(fields=["whole"], name="key_letters", opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return str(self.person_id)


class Same(CalledChoices):
    """What somebody decided about two rows that may be one person."""

    SAME = "same", "The same person"
    NOT_SAME = "not_same", "Not the same person"
    NOT_SURE = "not_sure", "Not sure: the {hub} decides"


class MatchDecision(Record):
    """One decision about `person` of this case and another who may be the same. The newest of a pair is in force."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="match_decisions")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="match_decisions")
    other_key = models.UUIDField(help_text="the key of the other person: a value, so that neither row holds the other")
    decision = models.CharField(max_length=10, choices=Same)
    reasons = models.JSONField(default=list, help_text="codes of what matched")
    because = models.TextField(blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["case", "person", "other_key", "-decided_at"], name="newest_match_decision")]

    def __str__(self) -> str:
        return self.get_decision_display()

    def get_decision_display(self) -> str:  # type: ignore[no-redef]  # Django would write one of its own
        """What was decided, in this council's words."""
        return Same(self.decision).worded
