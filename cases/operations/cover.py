"""Standing in for somebody: arranged by a manager, ended early by whoever was away, or by the managers who arranged it."""

from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from access import clock
from access.errors import Refused, need_reason
from access.grants import allows, may, require
from access.models import Membership, Staff, User
from access.notifications import notify
from access.records import acting, uuid7
from cases.models import Case, CaseUserGrant, Cover
from cases.models.case import Visibility
from cases.operations import grants
from cases.operations.exclusions import is_excluded
from cases.stages import Stage

LONGEST = timedelta(days=365)


@transaction.atomic
def arrange(*, absent: Staff, covering: Staff, until: date, because: str, by: User, key: UUID | None = None) -> Cover:
    """Let somebody stand in for somebody else until the end of a day: each case that they lead is granted for that time, one on which
    work has stopped too: it may go on meanwhile.

    Of the arranger's own cases only. Raises Refused where there is nothing to cover, or the day has passed. `key` becomes the
    cover's own: sent twice, arranged once.
    """
    require(by, "cases.allocate_case")
    need_reason(because)
    if until > clock.today() + LONGEST:
        raise Refused(
            "A cover lasts a year at most. Where somebody is away for longer, give their cases a new lead.", "until"
        )
    key = key or uuid7()
    if there := Cover.objects.filter(pk=key).first():
        return there
    if until < clock.today():
        raise Refused("The last day of the cover must not be in the past.", "until")
    if absent.pk == covering.pk:
        raise Refused("Choose two different people.", "covering")
    if not covering.is_active:
        raise Refused(f"{covering} is not at work.", "covering")
    if not allows(covering, "cases.work_case"):
        raise Refused(f"{covering} does not work with families, so nobody would see to these cases.", "covering")
    led = Case.objects.worked_by(by).filter(
        stage__in=(Stage.OPEN, Stage.AWAITING_CONSENT), allocations__until=None, allocations__worker=absent
    )
    led = led.filter(visibility=Visibility.OPEN)  # who sees a restricted record is decided one by one
    if not led:
        raise Refused(f"{absent} leads no case of yours.", "absent")
    if any(is_excluded(case, covering.user) for case in led):
        raise Refused(f"{covering} cannot stand in for {absent}. Choose somebody else.", "covering")
    now, ends = clock.now(), datetime.combine(until + timedelta(days=1), time.min, clock.UK)
    for case in led:
        if grants.let_stand_in(case, covering.user, since=now, ends=ends, by=by, because=f"cover: {because}"):
            notify(covering.user, "case.cover", case)
    return Cover(
        id=key, absent=absent, covering=covering, because=because, since=now, until=ends, arranged_by=by
    ).write(by=by, because=because)


def may_end(cover: Cover, by: User) -> bool:
    """Whether it was for this person, or they manage in the team whose manager arranged it: they see the cases that it opened."""
    if by.pk in (cover.absent.user_id, cover.arranged_by_id):
        return True
    teams = Membership.objects.filter(user=cover.arranged_by_id).values("group")
    return may(by, "cases.allocate_case") and Membership.objects.filter(user=by, group__in=teams).exists()


@transaction.atomic
def end(cover: Cover, *, because: str, by: User) -> Cover:
    """It ends now, and with it the sight of the cases that it opened. Ended twice it stays as it was ended first."""
    need_reason(because)
    if not may_end(cover, by):  # asked first: a row that somebody may not change cannot be locked by them
        raise Refused("Only whoever was away, or a manager of the team, ends it.")
    cover = Cover.objects.for_change().select_related("absent", "covering").get(pk=cover.pk)
    now = clock.now()
    if cover.until <= now:
        return cover
    opened = CaseUserGrant.objects.filter(user=cover.covering.user_id, starts_at=cover.since, ends_at=cover.until)
    with acting(by, because):
        opened.update(ends_at=now)
    cover.until, cover.ended_because = now, because
    return cover.write(by=by, because=because)


def of(staff: Staff) -> "QuerySet[Cover]":
    """Those by which somebody stands in for this person now, the first to end before the others."""
    return Cover.objects.filter(absent=staff, until__gt=clock.now()).order_by("until", "pk")
