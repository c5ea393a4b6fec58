"""Give, move and end grants on a case. A move gives the new grant first and ends the mover's last."""

from datetime import datetime, timedelta

from access import clock
from access.grants import work_permission
from access.models import Team, User
from access.records import acting
from cases.models import Case, CaseGroupGrant, CaseUserGrant
from cases.models.case import Visibility
from cases.models.grants import CameFrom

AFTER_CLOSING = timedelta(days=28)


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


def team_of(case: Case) -> Team | None:
    """The team whose the case is, or will be again once it is not shut any more."""
    if case.team is not None:
        return case.team
    first = case.group_grants.filter(is_primary=True).select_related("group__team").first()
    return first.group.team if first else None


def end_after(case: Case, moment: datetime, *, by: User, because: str) -> None:
    """Let all grants on the case run out 28 days after `moment`; the nightly job takes them away then."""
    with acting(by, because):
        case.group_grants.update(ends_at=moment + AFTER_CLOSING)
        case.user_grants.exclude(came_from=CameFrom.RESTRICTION, content_object__visibility=Visibility.SEALED).exclude(
            ends_at__lt=moment + AFTER_CLOSING
        ).update(ends_at=moment + AFTER_CLOSING)  # somebody must be left to lift a seal; what ends sooner ends sooner


def run_out(by: User) -> int:
    """End the grants whose time has passed. Returns how many. The nightly job's part of closing."""
    moment, ended = clock.now(), 0
    with acting(by, "grants end 28 days after closing"):
        for model in (CaseGroupGrant, CaseUserGrant):
            ended += model.objects.filter(ends_at__lte=moment).delete()[0]
    return ended
