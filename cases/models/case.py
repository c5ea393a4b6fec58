"""The case: one spell of early help for one family, from the referral to the disposal."""

from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, Self
from urllib.parse import quote

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Exists, Func, OuterRef, Prefetch, Q, Subquery
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan
from django.db.models.functions import Coalesce, JSONObject
from django.urls import reverse

from access.grants import out_of_sight, scope, teams_of
from access.models import Team
from access.records import Record, RecordQuerySet
from cases.models.families import Family, Member, Part
from cases.models.lists import CaseManager, Place
from cases.models.people import Address
from cases.models.whereabouts import withheld
from cases.stages import Stage

if TYPE_CHECKING:
    from access.models import User


class Outcome(models.TextChoices):
    """How a case ended."""

    NEEDS_MET = "needs_met", "Needs met"
    STEPPED_UP = "stepped_up", "Stepped up to social care"
    WITHDRAWN = "withdrawn", "The family no longer wanted help"
    MOVED = "moved", "The family moved away"
    NO_ACTION = "no_action", "No further action"
    ADVICE = "advice", "Advice given"
    SINGLE_SERVICE = "single_service", "One service helps by itself"
    ATTACHED = "attached", "Joined to a case that was open"


OF_THE_HUB = (Outcome.ADVICE, Outcome.SINGLE_SERVICE, Outcome.ATTACHED)  # how a referral ends that no work came of
OF_THE_WORK = tuple(one for one in Outcome if one not in OF_THE_HUB)


class Visibility(models.TextChoices):
    """Who may know of a case. What is not open has no team: a person's single grant alone opens it."""

    OPEN = "open", "Open to the team"
    RESTRICTED = "restricted", "Restricted"
    SEALED = "sealed", "Sealed"


class CaseQuerySet(RecordQuerySet):
    """How cases are found."""

    def visible_to(self, user: "User") -> Self:
        """The cases this person may see, by grant."""
        return scope(user, self)

    def worked_by(self, user: "User") -> Self:
        """The cases this person may record in: a grant to read is not enough."""
        return scope(user, self, to_work=True)

    def sealed(self) -> Self:
        """Those of which nobody hears but the people on their list."""
        return self.filter(visibility=Visibility.SEALED)

    def countable(self) -> Self:
        """Those whose number may be told to whoever answers for records as a whole: one more, without a row, tells of a sealed one."""
        return self.exclude(visibility=Visibility.SEALED)

    def for_banner(self) -> Self:
        """With what the family banner says of each: who leads it or led it last, their telephone number, the next review."""
        return self.led().annotate(lead_phone=Subquery(self._leads().values("worker__phone")[:1]))

    def led(self) -> Self:
        """With the name of who leads each or led it last, and the next review."""
        model: Any = self.model  # its reverse relations are known at run time alone
        reviews = model.reviews.rel.related_model.objects.filter(case=OuterRef("pk"), held_on=None).order_by("pk")
        lead = Subquery(self._leads().values("worker__user__name")[:1])
        return self.annotate(lead_name=lead, next_review=Subquery(reviews.values("due_on")[:1]))

    def _leads(self) -> Any:
        model: Any = self.model
        leads = model.allocations.rel.related_model.objects.filter(case=OuterRef("pk"))
        return leads.filter(Q(until=None) | Q(case__stage=Stage.CLOSED)).order_by("-since", "-pk")

    def with_alerts(self) -> Self:
        """With the alerts that hold on each: words, by whom, and the day by which it is looked at."""
        model: Any = self.model
        alerts = model.alerts.rel.related_model.objects.filter(case=OuterRef("pk"), ended_on=None)
        said = JSONObject(words="words", by="made_by__name", on="review_on")
        return self.annotate(alerts_now=ArraySubquery(alerts.order_by("review_on", "pk").values(json=said)))

    def with_what_there_is(self) -> Self:
        """With whether a level of need was ever judged and a service recorded: few councils do, and the others ask no more."""
        model: Any = self.model
        there = {"levels_judged": model.levels, "services_recorded": model.services_received}
        return self.annotate(
            **{
                name: Exists(relation.rel.related_model.objects.filter(case=OuterRef("pk")))
                for name, relation in there.items()
            }
        )

    def with_reading_until(self) -> Self:
        """With the moment until which the one who is looking may read each and no more; empty where they work with it."""
        until = Func("pk", function="earlyhelp_reading_until", output_field=models.DateTimeField())
        return self.annotate(reading_until=until)

    def sent_by(self, user: "User") -> Self:
        """What this person sent, whoever holds it now: reference and dates, nothing of what came after.

        With whether it was taken down from somebody who gave no name, whom nobody can tell anything.
        """
        model: Any = self.model
        nameless = model.referrals.rel.related_model.objects.filter(case=OuterRef("pk"), gave_no_name=True)
        return self.filter(sent_by=user).exclude(pk__in=out_of_sight()).annotate(from_nobody=Exists(nameless))

    def told_what_was_decided(self, told: bool) -> Self:
        """Those of which the hub's last message told what was decided; or the others. Where the case stands does not come into it."""
        model: Any = self.model
        messages = model.messages.rel.related_model.objects.filter(case=OuterRef("pk"), to_referrer=True)
        last = Subquery(messages.order_by("-written_at", "-pk").values("decides")[:1])
        return self.alias(told_decided=Coalesce(last, False)).filter(told_decided=told)

    def newest_received(self, *, size: int, after: Place | None = None) -> list[Any]:
        """The `size` of them that were received last, after the place where the page before ended."""
        found = self.filter(TupleLessThan(Tuple("received_at", "id"), after)) if after else self
        return list(found.order_by("-received_at", "-id")[:size])

    def page(self, *, size: int, after: Place | None = None) -> list[Any]:
        """The newest `size` of them, after the place where the page before ended."""
        found = self.listed()
        if after:
            found = found.filter(TupleLessThan(Tuple("changed_at", "id"), after))
        return list(found[:size])

    def listed(self) -> Self:
        """With what a list shows of each, newest change first: the children, who leads, the next review, the team."""
        return self.named().led().select_related("team").order_by("-changed_at", "-id")

    def named(self) -> Self:
        """With the names of the children, eldest first, in one question: what a list shows of a family."""
        children = Member.objects.filter(family=OuterRef("family"), part__in=[Part.CHILD, Part.UNBORN], until=None)
        children = children.order_by("person__born", "person__expected", "pk")
        return self.annotate(child_names=ArraySubquery(children.values("person__full_name")))

    def waiting_for(self, user: "User", *stages: str) -> Self:
        """The cases of this person's teams at these stages."""
        return self.filter(team_id__in=teams_of(user), stage__in=stages).exclude(pk__in=out_of_sight())

    def oldest_waiting(self, user: "User", *stages: str, size: int = 50, after: Place | None = None) -> "CaseQuerySet":
        """Those that wait, oldest first, with their pauses; at most `size`, and after the place where the page before ended."""
        found = self.waiting_for(user, *stages).order_by("received_at", "id")
        if after:
            found = found.filter(TupleGreaterThan(Tuple("received_at", "id"), after))
        model: Any = self.model
        sent = model.referrals.rel.related_model.objects.select_related("organisation")
        return found.select_related("team").prefetch_related("pauses", Prefetch("referrals", sent))[:size]


Cases = CaseManager.from_queryset(CaseQuerySet)


@cache
def _address() -> tuple[str, str]:
    """What stands before and behind a reference in the address of a case: asked for once, because lists show many."""
    before, _, after = reverse("cases:case", args=["-"]).rpartition("-")
    return before, after


class Case(Record):
    """One spell of early help for one family. A row from the moment that anything is sent."""

    reference = models.CharField(max_length=12, unique=True)
    family = models.ForeignKey(Family, on_delete=models.PROTECT, related_name="cases")
    stage = models.CharField(max_length=20, choices=Stage, default=Stage.RECEIVED)
    team = models.ForeignKey(
        Team, null=True, blank=True, on_delete=models.PROTECT, related_name="cases", help_text="follows the first grant"
    )
    visibility = models.CharField(
        max_length=10, choices=Visibility, default=Visibility.OPEN, help_text="follows the restriction in force"
    )
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="cases_sent")
    notice_fingerprint = models.CharField(max_length=64, help_text="of the notice in force when it was received")
    work_basis = models.CharField(max_length=40, blank=True, help_text="a code of the policy")
    received_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    closed_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=20, choices=Outcome, blank=True)

    objects: ClassVar[Any] = Cases()  # type: ignore[assignment]  # a record's, and more
    kept_household: list[Any] | None = None

    class Meta:
        permissions = [("work_case", "Can work on this case")]
        constraints = [
            models.CheckConstraint(
                name="case_is_open_only_with_a_basis", condition=~Q(stage=Stage.OPEN) | ~Q(work_basis="")
            ),
            models.CheckConstraint(
                name="case_is_closed_with_a_date",
                condition=Q(stage=Stage.CLOSED, closed_on__isnull=False) | ~Q(stage=Stage.CLOSED),
            ),
            models.CheckConstraint(
                name="case_that_is_not_open_has_no_team", condition=Q(visibility=Visibility.OPEN) | Q(team=None)
            ),
        ]
        indexes = [
            models.Index(fields=["team", "-changed_at", "-id"], name="case_newest_of_team"),
            models.Index(fields=["team", "stage", "-changed_at", "-id"], name="case_newest_of_team_stage"),
            models.Index(fields=["team", "stage", "received_at", "id"], name="case_oldest_of_team_stage"),
            models.Index(fields=["sent_by", "-received_at"], name="case_newest_of_sender"),
            models.Index(fields=["visibility"], name="case_not_open", condition=~Q(visibility=Visibility.OPEN)),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_stage_display(self) -> str:  # type: ignore[no-redef]  # Django would write one of its own
        """Where it stands, in this council's words."""
        return Stage(self.stage).worded

    def get_absolute_url(self) -> str:
        before, after = _address()
        return f"{before}{quote(self.reference)}{after}"

    @property
    def children(self) -> list[Any]:
        """The children of the family, eldest first; an unborn child last."""
        members = [member for member in self.household if member.part in (Part.CHILD, Part.UNBORN)]
        members.sort(key=lambda one: (one.person.born or date.max, one.person.expected or date.max, one.pk))
        return [member.person for member in members]

    @property
    def household(self) -> list[Any]:
        """Who belongs to the family now, each with their `homes` in words, the `postcode` of the first, and what of it is `withheld`: asked
        anew each time, unless a page keeps the answer for as long as it is made."""
        if self.kept_household is not None:
            return self.kept_household
        members = Member.objects.filter(family=self.family_id, until=None)  # by its key: the family may be out of sight
        addresses = Address.objects.filter(person=OuterRef("person"))
        homes, first = ArraySubquery(addresses.in_words()), Subquery(addresses.first_postcode())
        told = {"homes": homes, "postcode": first, "withheld": withheld("person")}
        return list(members.select_related("person").annotate(**told).order_by("pk"))

    def keep_household(self) -> None:
        """For a page that only shows the case: the family is asked for once, not by each of its parts."""
        self.kept_household = self.household

    @property
    def lead(self) -> Any:
        """The allocation in force, or None while nobody leads."""
        return (
            self.allocations.filter(until=None).select_related("worker__user", "team").order_by("-since", "-pk").first()
        )
