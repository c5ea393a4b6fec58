"""A referral that belongs to a case that is open: its team sees it, whoever has that case later; and it can be taken back."""

from dataclasses import dataclass
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from access import clock
from access.errors import Refused, need_reason
from access.grants import require
from access.models import Team, User
from access.notifications import notify
from cases.models import Case, Referral, Triage
from cases.models.case import Outcome
from cases.models.triage import Decision
from cases.operations import grants, tasks, telling
from cases.stages import Stage, check_move


@dataclass(frozen=True)
class OpenCase:
    """A case that is open, as far as the hub may know it: where a referral may be joined to."""

    key: UUID
    team: int
    lead: int | None


def open_case(reference: str) -> OpenCase:
    """The open case of this reference. The hub may join to it, and learns no more of it than that it is open."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT key, team, lead FROM earlyhelp_open_case(%s)", [reference])
        row = cursor.fetchone()
    if row is None:
        raise Refused("No open case has this reference.", "other_reference")
    return OpenCase(*row)


def join(case: Case, made: Triage, other: OpenCase, *, by: User) -> None:
    """The team of the open case sees the referral, and its lead hears of it. Stands inside the decision."""
    grants.let_also(case, Team.objects.get(group_id=other.team), by=by, because=made.because)
    if other.lead is not None:
        there = Case(pk=other.key, reference=made.other_case_reference)  # the hub may not see the case itself
        notify(User.objects.get(pk=other.lead), "referral.attached", there)


def follow(case: Case, team: Team, *, by: User, because: str) -> None:
    """Referrals that were joined to this case go with it to another team."""
    joined = Triage.objects.filter(other_case_key=case.pk, case__outcome=Outcome.ATTACHED).select_related("case")
    for triage in joined:
        grants.let_also(triage.case, team, by=by, because=because)
        grants.end_also(triage.case, by=by, because=because, but=team)


def sent_about(case: Case) -> "QuerySet[Referral]":
    """The referrals that a case began with, and those that were joined to it since, oldest first."""
    joined = Triage.objects.filter(other_case_key=case.pk, case__outcome=Outcome.ATTACHED).values("case")
    found = Referral.objects.filter(Q(case=case.pk) | Q(case__in=joined))
    return found.select_related("organisation", "sent_by", "case").order_by("sent_at", "pk")


@transaction.atomic
def separate(case: Case, *, because: str, by: User) -> Case:
    """It was joined to the wrong case: that team sees it no more, and the referral waits for the hub again.

    Raises Refused where it is joined to none.
    """
    case = Case.objects.for_change().get(pk=case.pk)
    require(by, "cases.triage_case", case)
    need_reason(because, "Write how you know that it was the wrong case.")
    if case.outcome != Outcome.ATTACHED:
        raise Refused("This referral is joined to no case.")
    joined = case.triages.filter(decision=Decision.ATTACH).order_by("-decided_at", "-pk").first()
    check_move(case.stage, Stage.RECEIVED)
    case.stage, case.closed_on, case.outcome, case.changed_at = Stage.RECEIVED, None, "", clock.now()
    case.write(by=by, because=because)
    decided = {"decision": Decision.SEPARATE, "because": because, "decided_by": by, "decided_at": clock.now()}
    Triage(case=case, **decided).write(by=by, because=because)
    _tell(case, joined, by)
    grants.end_also(case, by=by, because=because)
    grants.go_on(case, by=by, because=because)
    tasks.begin_again(case, by=by, because=because)
    return case


def _tell(case: Case, joined: Triage | None, by: User) -> None:
    """Whoever sent it reads that it is looked at again; whoever leads the case that it was joined to, that it is not theirs."""
    telling.tell(case, telling.TAKEN_BACK, by, more_follows=True)
    if joined is None:
        return
    try:
        lead = open_case(joined.other_case_reference).lead
    except Refused:  # that case is closed by now
        return
    if lead is not None:
        there = Case(pk=joined.other_case_key, reference=joined.other_case_reference)
        notify(User.objects.get(pk=lead), "referral.separated", there)
