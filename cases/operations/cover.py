"""Standing in for somebody ends early: by whoever was away, or by the managers who arranged it."""

from django.db import transaction
from django.db.models import QuerySet

from access import clock
from access.errors import Refused, need_reason
from access.grants import may
from access.models import Membership, Staff, User
from access.records import acting
from cases.models import CaseUserGrant, Cover


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
