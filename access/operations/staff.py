"""People at work: added, changed and switched off by a user administrator. None of it opens a family's record."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import QuerySet

from access import security
from access.errors import Refused, need_reason
from access.grants import may, require
from access.labels import called
from access.models import Membership, Organisation, Session, Staff, Team, User
from access.operations import standing
from access.records import acting
from access.roles import ROLES


@dataclass(frozen=True)
class Particulars:
    """What a staff record says. `teams` are the teams the person belongs to."""

    organisation: Organisation
    roles: Sequence[str]
    teams: Sequence[Team] = ()
    job_title: str = ""
    phone: str = ""


@transaction.atomic
def add(name: str, email: str, particulars: Particulars, *, by: User) -> Staff:
    """Make an account without a password and its staff record. The person sets a password by e-mail, then a second factor."""
    require(by, "access.manage_staff")
    _check_roles(particulars)
    if User.objects.filter(email=email.lower()).exists():
        raise Refused("There is an account with this e-mail address already.", "email")
    user = User.objects.create_user(email, None, name=name)
    staff = Staff(
        user=user,
        organisation=particulars.organisation,
        job_title=particulars.job_title,
        phone=particulars.phone,
        roles=list(particulars.roles),
    ).write(by=by, because="joined")
    _place(user, particulars.teams, by, "joined")
    security.record("account_added", by=by, about=user, because=_rights(particulars))
    return staff


@transaction.atomic
def change(staff: Staff, particulars: Particulars, *, is_active: bool, because: str, by: User, seen: str = "") -> Staff:
    """Change roles, teams, or whether the person may work. Nobody changes their own; switching off ends every session at once.

    `seen` marks what the page showed. Raises ChangedMeanwhile where somebody else saved something else since.
    """
    require(by, "access.manage_staff")
    need_reason(because)
    if staff.user_id == by.pk:
        raise Refused("Nobody changes their own roles: ask another user administrator.")
    _check_roles(particulars)
    staff = Staff.objects.for_change().get(pk=staff.pk)
    _need_unchanged(staff, particulars, is_active, seen)
    left = staff.is_active and not is_active
    staff.organisation, staff.roles, staff.is_active = particulars.organisation, list(particulars.roles), is_active
    staff.job_title, staff.phone = particulars.job_title, particulars.phone
    staff.write(by=by, because=because)
    User.objects.filter(pk=staff.user_id).update(is_active=is_active)  # sign-in and new passwords ask the account
    _place(staff.user, particulars.teams, by, because)
    if left:
        end_sessions(staff.user)
    said = _rights(particulars) if is_active else "may not work any more"
    security.record("rights_changed", by=by, about=staff.user, because=said)
    return staff


@transaction.atomic
def take_out(person: User, team: Team, *, because: str, by: User) -> bool:
    """End somebody's place in a team, and nothing else of theirs. Says whether there was one.

    By a user administrator; by a manager of the team where an access review asked and they answered so: the database looks at that.
    """
    if not manages(by, team):
        require(by, "access.manage_staff")
    need_reason(because)
    if person.pk == by.pk:
        raise Refused("Nobody changes their own teams: ask another manager or a user administrator.")
    if not _leave(person, Membership.objects.filter(group=team.group_id), by, because):
        return False
    security.record("rights_changed", by=by, about=person, because=f"taken out of {team.name}")
    return True


def manages(user: User, team: Team) -> bool:
    """Whether somebody is a manager at work in this team."""
    return may(user, "access.review_team") and Membership.objects.filter(user=user, group=team.group_id).exists()


def standing_of(staff: Staff) -> str:
    """The mark of what stands about somebody."""
    return _mark(_particulars_of(staff), staff.is_active)


def _particulars_of(staff: Staff) -> Particulars:
    teams = Team.objects.filter(pk__in=staff.user.memberships.values("group_id"))
    return Particulars(staff.organisation, staff.roles, list(teams), staff.job_title, staff.phone)


def _mark(told: Particulars, is_active: bool) -> str:
    teams = sorted(str(team.pk) for team in told.teams)
    return standing.mark(told.organisation.pk, sorted(told.roles), teams, told.job_title, told.phone, is_active)


def _need_unchanged(staff: Staff, particulars: Particulars, is_active: bool, seen: str) -> None:
    there = _particulars_of(staff)
    roles = ", ".join(str(called(ROLES[code].label)) for code in there.roles if code in ROLES)
    told = [there.organisation.name, roles, *(team.name for team in there.teams), there.job_title, there.phone]
    told.append("may work here" if staff.is_active else "may not work here")
    standing.need_unchanged(
        seen,
        _mark(there, staff.is_active),
        then=_mark(particulars, is_active),
        sentence=f"Somebody else changed this while the page was open. It says now: {'; '.join(filter(None, told))}.",
    )


def _rights(particulars: Particulars) -> str:
    """The roles and teams, as the log of security events says them."""
    teams = ", ".join(sorted(team.name for team in particulars.teams))
    return f"roles: {', '.join(sorted(particulars.roles))}; teams: {teams or 'none'}"


def end_sessions(user: User) -> int:
    """Sign the person out everywhere, on the server. Returns how many sessions ended."""
    ended, _ = Session.objects.filter(user=user).delete()
    return ended


def _check_roles(particulars: Particulars) -> None:
    if not particulars.roles:
        raise Refused("Choose at least one role.", "roles")
    if unknown := set(particulars.roles) - set(ROLES):
        raise Refused(f"There is no role called “{', '.join(sorted(unknown))}”.", "roles")
    inside = particulars.organisation.kind == "council"
    if not inside and any(not ROLES[code].partner for code in particulars.roles):
        raise Refused("People of a partner organisation can be referrers only.", "roles")


def _leave(user: User, places: "QuerySet[Membership]", by: User, because: str) -> int:
    """The person has these places no more. Returns how many there were."""
    with acting(by, because):
        return places.filter(user=user).delete()[0]


def _place(user: User, teams: Sequence[Team], by: User, because: str) -> None:
    wanted = {team.group_id for team in teams}
    _leave(user, Membership.objects.exclude(group__in=wanted), by, because)
    held = set(Membership.objects.filter(user=user).values_list("group_id", flat=True))
    for group in Group.objects.filter(pk__in=wanted - held):
        Membership(user=user, group=group).write(by=by, because=because)
