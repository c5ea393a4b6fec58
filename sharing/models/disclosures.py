"""What left the building, to whom and why: append-only, corrections are new entries.

The disclosure itself names nobody of the family and outlives the case; its words, its people and its items go with the case.
Fields follow the ICO's decision form and the case-level minimum of government guidance (domain, section C2).
"""

from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar, Self
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Case as Choice
from django.db.models import Count, DurationField, F, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.fields.tuple_lookups import Tuple, TupleLessThan
from django.db.models.functions import TruncDate, TruncMonth
from django.db.models.lookups import IsNull

from access import clock, notice
from access.models import AllowedPair, NoticeVersion, Organisation
from access.records import Record, RecordQuerySet, uuid7
from cases.models import Case, Person


class Decision(models.TextChoices):
    """Whether it was shared. A decision not to share is recorded just so; a mistake only ever corrects another entry."""

    SHARED = "shared", "Shared"
    NOT_SHARED = "not_shared", "Decided not to share"
    MISTAKE = "mistake", "Recorded by mistake"


class Method(models.TextChoices):
    """How it went."""

    SPOKEN = "spoken", "Spoken"
    SECURE_EMAIL = "secure_email", "Secure e-mail"
    POST = "post", "Post"
    PORTAL = "portal", "Secure portal"
    NONE = "none", "Not sent"


class Asked(models.TextChoices):
    """What a notice asks somebody to say in words before something is shared."""

    CONDITION = "condition", "Why the condition holds"
    TEST = "test", "A test of the notice"
    ITEM = "item", "Why more than the least"
    POWER = "power", "Why another law"


class Scope(models.TextChoices):
    """How much of the record it was."""

    PART = "part", "Part of the record"
    WHOLE = "whole", "The whole record"


NOTHING_LEFT = (Decision.NOT_SHARED, Decision.MISTAKE)

# Days from sharing to the sixth working day after it: six, and the weekend or two that lie between (Friday 10, Saturday 9).
LATE_FROM = Choice(
    When(shared_on__iso_week_day=5, then=Value(timedelta(days=10))),
    When(shared_on__iso_week_day=6, then=Value(timedelta(days=9))),
    default=Value(timedelta(days=8)),
    output_field=DurationField(),
)


class DisclosureQuerySet(RecordQuerySet):
    """What the log can ask."""

    def older_than(self, day: date, key: UUID) -> Self:
        """Those that come after this one in the log. Both columns are compared at once: an index finds the place in one step."""
        return self.filter(TupleLessThan(Tuple("shared_on", "pk"), (day, key)))

    def on_basis(self, code: str) -> Self:
        """Those on a basis or a ground of the policy."""
        return self.filter(_basis_or_ground(code))

    def recorded_from(self, day: date) -> Self:
        """Those recorded on this day or later, by the UK's calendar."""
        return self.filter(recorded_at__gte=datetime.combine(day, time(), tzinfo=clock.UK))

    def numbers_by_month(self, since: date) -> list[tuple[date, str, int]]:
        """Month, basis and how many, from the month that begins with the day `since`."""
        found = self.filter(shared_on__gte=since).order_by().annotate(month=TruncMonth("shared_on"))
        return list(found.values_list("month", "lawful_basis").annotate(number=Count("pk")))

    def numbers_by_partner(self) -> list[tuple[str, str, int]]:
        """Partner's name, basis and how many."""
        found = self.order_by().values_list("recipient__name", "lawful_basis")
        return list(found.annotate(number=Count("pk")))

    def late(self, late: bool) -> Self:
        """Those recorded more than five working days after they were shared, or the others; by the UK's calendar.

        A correction is none of them: it was the first entry that was in time or late.
        """
        rows = self.annotate(
            recorded_day=TruncDate("recorded_at", tzinfo=clock.UK), late_from=F("shared_on") + LATE_FROM
        )
        is_late = Q(recorded_day__gte=F("late_from"), corrects=None)
        return rows.filter(is_late) if late else rows.exclude(is_late)

    def told_of_corrections(self) -> Self:
        """With `is_corrected`: whether a later entry stands in place of this one.

        Asked of each row that is shown. Said as EXISTS, PostgreSQL gathers all corrections of the log first, for one page.
        """
        correction = Disclosure.objects.filter(corrects=OuterRef("pk")).values("pk")[:1]
        return self.annotate(is_corrected=IsNull(Subquery(correction), False))

    def standing(self) -> Self:
        """Those that hold: none that a later entry corrects, and no mistakes. What is counted, counts these.

        The corrected ones are few and are gathered once; joined, each entry of the log was looked up for itself.
        """
        corrected = Disclosure.objects.filter(corrects__isnull=False).values("corrects")
        return self.exclude(pk__in=corrected).exclude(decision=Decision.MISTAKE)


def _basis_or_ground(code: str) -> Q:
    """A code of the policy is either a basis or a ground, and each has an index of its own; asked as one OR, neither serves."""
    return (
        Q(ground=code) & ~Q(ground="")
        if any(code == one.code for one in notice.policy().grounds)
        else Q(lawful_basis=code)
    )


class Disclosure(Record):
    """One decision to share or not to share with one recipient."""

    case_key = models.UUIDField(help_text="the case's key as a value: the disclosure outlives it")
    case_reference = models.CharField(max_length=12)
    decision = models.CharField(max_length=12, choices=Decision)
    recipient = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="disclosures")
    recipient_kind = models.CharField(max_length=60)
    notice = models.ForeignKey(NoticeVersion, on_delete=models.PROTECT, related_name="disclosures")
    pair = models.ForeignKey(
        AllowedPair,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="disclosures",
        help_text="empty only where a ground stands instead, or nothing was shared",
    )
    purpose = models.CharField(max_length=60)
    lawful_basis = models.CharField(
        max_length=60, blank=True, help_text="a code of the policy; a ground's where no basis is"
    )
    article_6 = models.CharField(max_length=20, blank=True)
    article_9 = models.CharField(max_length=20, blank=True)
    schedule_1 = models.CharField(max_length=60, blank=True)
    criminal_condition = models.CharField(
        max_length=60, blank=True, help_text="of Schedule 1, for criminal offence information: the council's reading"
    )
    power = models.CharField(max_length=60, blank=True, help_text="a law or guidance of the policy, or “another”")
    other_power = models.CharField(
        max_length=120, blank=True, help_text="its name, where an open list leaves room for it"
    )
    conditions = models.JSONField(default=list, help_text="codes of what had to be so for this recipient and purpose")
    tests = models.JSONField(default=list, help_text="codes of the notice's tests that it was put to")
    ground = models.CharField(max_length=60, blank=True)
    ground_reference = models.CharField(max_length=80, blank=True)
    source = models.CharField(
        max_length=200, blank=True, help_text="the paragraph of the notice or statute that allows it"
    )
    involved = models.BooleanField(default=False, help_text="whether the recipient takes part in the family's support")
    scope = models.CharField(max_length=10, choices=Scope, default=Scope.PART)
    item_kinds = models.JSONField(default=list, help_text="codes of the policy's categories")
    special_category = models.BooleanField(default=False)
    method = models.CharField(max_length=20, choices=Method)
    encrypted = models.BooleanField(default=False)
    asked_on = models.DateField(null=True, blank=True, help_text="when the recipient asked, if they did")
    shared_on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="disclosures")
    told = models.BooleanField(help_text="whether the family was told")
    why_not_told = models.CharField(max_length=20, blank=True)
    destroy_by = models.DateField(null=True, blank=True, help_text="when the recipient must have destroyed it")
    corrects = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="correction")

    objects: ClassVar[Any] = DisclosureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="disclosure_decision_is_known", condition=Q(decision__in=Decision.values)),
            models.CheckConstraint(
                name="disclosure_by_pair_or_ground",
                condition=Q(decision__in=NOTHING_LEFT) | Q(pair__isnull=False) | ~Q(ground=""),
            ),
            models.CheckConstraint(
                name="disclosure_has_a_basis",
                condition=Q(decision__in=NOTHING_LEFT) | (~Q(lawful_basis="") & ~Q(article_6="") & ~Q(source="")),
            ),
            models.CheckConstraint(
                name="disclosure_mistake_corrects",
                condition=~Q(decision=Decision.MISTAKE) | Q(corrects__isnull=False),
            ),
            models.CheckConstraint(
                name="disclosure_other_power_has_a_name",
                condition=(Q(power=notice.ANOTHER) & ~Q(other_power=""))
                | (~Q(power=notice.ANOTHER) & Q(other_power="")),
            ),
            models.CheckConstraint(
                name="disclosure_told_or_why_not",
                condition=Q(told=True, why_not_told="") | (Q(told=False) & ~Q(why_not_told="")),
            ),
            models.CheckConstraint(
                name="special_category_needs_a_condition",
                condition=Q(decision__in=NOTHING_LEFT) | Q(special_category=False) | ~Q(article_9=""),
            ),
        ]
        indexes = [
            models.Index(fields=["-shared_on", "-id"], name="disclosures_by_date"),
            models.Index(fields=["recipient", "lawful_basis", "-shared_on", "-id"], name="disclosures_by_partner"),
            models.Index(fields=["recipient", "-shared_on", "-id"], name="disclosures_of_partner"),
            models.Index(fields=["lawful_basis", "-shared_on", "-id"], name="disclosures_by_basis"),
            models.Index(fields=["ground", "-shared_on", "-id"], name="disclosures_by_ground", condition=~Q(ground="")),
            models.Index(fields=["power", "-shared_on", "-id"], name="disclosures_by_power", condition=~Q(power="")),
            GinIndex(fields=["conditions"], name="disclosures_by_condition", opclasses=["jsonb_path_ops"]),
            models.Index(fields=["case_key", "-shared_on", "-id"], name="disclosures_of_case"),
            models.Index(fields=["recorded_at"], name="disclosures_by_recording"),
        ]

    def __str__(self) -> str:
        return f"{self.get_decision_display()} on {self.shared_on:%d %B %Y}"


class MonthlyCountQuerySet(models.QuerySet):
    """The same questions as the entries', answered from the sums."""

    def on_basis(self, code: str) -> Self:
        """Those on a basis or a ground of the policy."""
        return self.filter(_basis_or_ground(code))

    def numbers_by_month(self, since: date) -> list[tuple[date, str, int]]:
        """Month, basis and how many, from the month that begins with the day `since`."""
        found = self.filter(month__gte=since, number__gt=0).order_by().values_list("month", "lawful_basis")
        return list(found.annotate(sum=Sum("number")))

    def numbers_by_partner(self) -> list[tuple[str, str, int]]:
        """Partner's name, basis and how many."""
        found = self.filter(number__gt=0).order_by().values_list("recipient__name", "lawful_basis")
        return list(found.annotate(sum=Sum("number")))


class MonthlyCount(models.Model):
    """How many entries that stand of one month have the same partner, purpose, basis and ground. Kept by a trigger of the database: the
    pictures need not count a council's whole log. It names nobody, and outlives the cases like the log itself."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    month = models.DateField(help_text="its first day")
    recipient = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    purpose = models.CharField(max_length=60)
    lawful_basis = models.CharField(max_length=60, blank=True)
    ground = models.CharField(max_length=60, blank=True)
    number = models.IntegerField()

    objects: ClassVar[Any] = MonthlyCountQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "month", "purpose", "lawful_basis", "ground"], name="one_count_of_a_month"
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} in {self.month:%B %Y}"


class DisclosureDetail(Record):
    """The words of a disclosure: why it was needed, who received it. Goes with the case."""

    disclosure = models.OneToOneField(Disclosure, on_delete=models.PROTECT, related_name="detail")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="disclosure_details")
    recipient_person = models.CharField(max_length=120, blank=True)
    requested_by = models.CharField(max_length=120, blank=True, help_text="who asked, and their position")
    why_needed = models.TextField(help_text="relevance to the recipient's work")
    weighed = models.TextField(blank=True, help_text="what was weighed against it, and why not told")
    why_corrected = models.TextField(blank=True, help_text="what was wrong with the entry that this one corrects")

    def __str__(self) -> str:
        return "Detail"


class DisclosurePerson(Record):
    """Somebody whom a disclosure is about. Goes with the case."""

    disclosure = models.ForeignKey(Disclosure, on_delete=models.PROTECT, related_name="people")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="disclosures")

    def __str__(self) -> str:
        return "Person"


class DisclosureItem(Record):
    """What exactly was shared. Goes with the case."""

    disclosure = models.ForeignKey(Disclosure, on_delete=models.PROTECT, related_name="items")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=60, help_text="a code of the policy's categories")
    described = models.CharField(max_length=300)

    def __str__(self) -> str:
        return self.kind


class DisclosureReason(Record):
    """What somebody said in words to a question of the notice. The codes stay with the disclosure; the words go with the case."""

    disclosure = models.ForeignKey(Disclosure, on_delete=models.PROTECT, related_name="reasons")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    about = models.CharField(max_length=12, choices=Asked)
    code = models.CharField(max_length=60, help_text="of the condition, the test, the kind of information or the power")
    words = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["disclosure", "about", "code"], name="one_reason_a_question"),
            models.CheckConstraint(name="a_reason_has_words", condition=~Q(words="")),
        ]

    def __str__(self) -> str:
        return self.get_about_display()
