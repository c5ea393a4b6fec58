"""Give, move and end grants on a case. A move gives the new grant first and ends the mover's last."""

from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.auth.models import Permission
from django.db.models import Q

from access import clock
from access.grants import work_permission
from access.models import Team, User
from access.records import acting
from cases.models import Case, CaseGroupGrant, CaseUserGrant
from cases.models.case import Visibility
from cases.models.grants import CameFrom

AFTER_CLOSING = timedelta(days=28)
# somebody must be left to lift a seal
HOLDS_A_SEAL = Q(came_from=CameFrom.RESTRICTION, content_object__visibility=Visibility.SEALED)


def give_team(case: Case, team: Team, *, by: User, because: str) -> CaseGroupGrant:
    """Make `team` the case's first team from now on. Earlier first grants stay until they are ended."""
    there = CaseGroupGrant.objects.filter(content_object=case, group=team.group)
    if (held := there.first()) and held.is_primary:
        return held
    with acting(by, because):
        there.delete()
    grant = CaseGroupGrant(
        permission=work_permission(Case),
        group=team.group,
        content_object=case,
        starts_at=clock.now(),
        why=because[:200],
    )
    grant.write(by=by, because=because)
    return grant


def let_also(case: Case, team: Team, *, by: User, because: str) -> None:
    """A second team sees the case too, for as long as the case that it belongs to is theirs: closing does not end it."""
    if CaseGroupGrant.objects.filter(content_object=case, group=team.group).exists():
        return
    CaseGroupGrant(
        permission=work_permission(Case),
        group=team.group,
        content_object=case,
        is_primary=False,
        starts_at=clock.now(),
        why=because[:200],
    ).write(by=by, because=because)


def end_also(case: Case, *, by: User, because: str, but: Team | None = None) -> None:
    """Second teams see the case no more, except for one."""
    seconds = CaseGroupGrant.objects.filter(content_object=case, is_primary=False)
    with acting(by, because):
        (seconds.exclude(group=but.group) if but else seconds).delete()


def go_on(case: Case, *, by: User, because: str) -> None:
    """Grants of teams that were to run out, because the case was closed, go on."""
    with acting(by, because):
        case.group_grants.filter(ends_at__gt=clock.now()).update(ends_at=None)


def let_stand_in(case: Case, user: User, *, since: datetime, ends: datetime, by: User, because: str) -> bool:
    """Somebody works with the case as long as they stand in. Whoever does for longer keeps that; an earlier grant of theirs gives way.

    Says whether it opened the case to them. One that is shut it does not: who sees that is decided one by one.
    """
    if case.visibility != Visibility.OPEN:
        return False
    held = CaseUserGrant.objects.filter(content_object=case, user=user, permission=work_permission(Case))
    there = held.first()
    if there is not None and (there.ends_at is None or there.ends_at >= ends):
        return False
    with acting(by, because):
        held.delete()
    CaseUserGrant(
        permission=work_permission(Case),
        user=user,
        content_object=case,
        starts_at=since,
        ends_at=ends,
        why=because[:200],
        came_from=CameFrom.COVER,
    ).write(by=by, because=because)
    return True


def end_others(case: Case, keep: CaseGroupGrant, *, by: User, because: str) -> None:
    """End every team's grant on the case but `keep`. The mover's own may be among them, so this comes last."""
    with acting(by, because):
        CaseGroupGrant.objects.filter(content_object=case).exclude(pk=keep.pk).delete()


def end_cover(case: Case, *, by: User, because: str) -> None:
    """End the grants of those who stood in for the last lead. What was answered to a request, and a restriction’s list, stay."""
    with acting(by, because):
        CaseUserGrant.objects.filter(content_object=case, came_from__in=[CameFrom.COVER, CameFrom.INVOLVEMENT]).delete()


def put_on_the_list(case: Case, user: User, *, by: User, because: str) -> None:
    """Whoever is to lead a case that is shut gets a grant of their own: their team's opens nothing there."""
    if (
        case.visibility == Visibility.OPEN
        or case.user_grants.filter(user=user, permission=work_permission(Case)).exists()
    ):
        return
    CaseUserGrant(
        permission=work_permission(Case),
        user=user,
        content_object=case,
        starts_at=clock.now(),
        why=because[:200],
        came_from=CameFrom.RESTRICTION,
    ).write(by=by, because=because)


def give_on_request(
    case: Case, user: User, permission: Permission, *, ends: datetime, why: str, by: User, because: str
) -> None:
    """Somebody who asked sees the case until a moment, to read or to work; an earlier grant of theirs for the same gives way."""
    with acting(by, because):
        case.user_grants.filter(user=user, permission=permission).delete()
    CaseUserGrant(
        permission=permission,
        user=user,
        content_object=case,
        starts_at=clock.now(),
        ends_at=ends,
        why=why[:200],
        came_from=CameFrom.REQUEST,
    ).write(by=by, because=because)


def end_one(key: UUID, *, by: User, because: str) -> bool:
    """End a single person's grant that nobody used. Says whether it was still there."""
    with acting(by, because):
        return bool(CaseUserGrant.objects.filter(pk=key).delete()[0])


def team_of(case: Case) -> Team | None:
    """The team whose the case is, or will be again once it is not shut any more."""
    if case.team is not None:
        return case.team
    first = case.group_grants.filter(is_primary=True).select_related("group__team").first()
    return first.group.team if first else None


def end_after(case: Case, moment: datetime, *, by: User, because: str) -> None:
    """Let all grants on the case run out 28 days after `moment`; the nightly job takes them away then. What ends sooner, or has, stays so."""
    ends = moment + AFTER_CLOSING
    longer = Q(ends_at=None) | Q(ends_at__gt=ends)
    with acting(by, because):
        case.group_grants.filter(longer).update(ends_at=ends)
        case.user_grants.filter(longer).exclude(HOLDS_A_SEAL).update(ends_at=ends)


def run_out(by: User) -> int:
    """End the grants whose time has passed. Returns how many. The nightly job's part of closing."""
    moment, ended = clock.now(), 0
    with acting(by, "grants end 28 days after closing"):
        for model in (CaseGroupGrant, CaseUserGrant):
            ended += model.objects.filter(ends_at__lte=moment).delete()[0]
    return ended
