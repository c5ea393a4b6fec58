"""Who may see and work on which case: the one place that asks, and the only one that knows guardian.

Grants live in guardian's direct-foreign-key models (cases/models/grants.py) with who, why, from and until. A list never asks
for all the rows that a person may see: `CaseQuerySet.newest_for` takes the newest of each team and single grant, merged.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from django.contrib.auth.models import Permission
from django.db import connection, models
from django.db.models.expressions import RawSQL
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from access.at_work import at_work
from access.errors import Forbidden
from access.records import Record, uuid7
from earlyhelp.database.questions import Given, Question

if TYPE_CHECKING:
    from access.models import Membership, Staff, User

__all__ = [
    "GroupGrant",
    "UserGrant",
    "active_staff",
    "allows",
    "holdings",
    "may",
    "out_of_sight",
    "require",
    "scope",
    "teams_of",
    "view_permission",
    "work_permission",
    "works_with",
]

Rows = TypeVar("Rows", bound=models.QuerySet)


class Grant(Record):
    """What both grants carry beside guardian's columns. Deleting one ends it; its last version says who and why."""

    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    why = models.CharField(max_length=200, help_text="allocation, involvement, an approved request or break-glass")

    class Meta:
        abstract = True


class UserGrant(Grant, UserObjectPermissionBase):
    """A single person's grant."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)

    class Meta(UserObjectPermissionBase.Meta):
        abstract = True


class GroupGrant(Grant, GroupObjectPermissionBase):
    """A team's grant. The primary one is the case's first team; the database copies it to case.team."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    is_primary = models.BooleanField(default=True)

    class Meta(GroupObjectPermissionBase.Meta):
        abstract = True


def active_staff(user: Any) -> "Staff | None":
    """The staff record of somebody who may work now, or None. A partner works once it has accepted the terms in force."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return None
    for staff in _active_staff(user=user.pk):
        staff.user = user  # known already: no join at every page
        return staff
    return None


@Question
def _active_staff() -> "models.QuerySet[Staff]":
    from access.models import Staff

    return Staff.objects.filter(at_work(), user=Given("user")).select_related("organisation")


def may(user: "User", action: str) -> bool:
    """Whether one of the person's roles has the action. Roles open no family: see `scope`."""
    return allows(active_staff(user), action)


def allows(staff: "Staff | None", action: str) -> bool:
    """The same of a staff record at work that is known already: a page has the one of whoever looks."""
    return staff is not None and any(action in role.may for role in staff.known_roles)


@dataclass(frozen=True)
class Holdings:
    """What a person holds: the teams they belong to, the keys of cases granted singly; and those that they are kept out of."""

    teams: list[int]
    cases: set[UUID]
    excluded: list[UUID]


# What row security asks itself of the one who is looking, by functions whose plans are kept.
MINE = "SELECT earlyhelp_my_teams(), earlyhelp_granted(%s), earlyhelp_excluded() WHERE earlyhelp_me() = %s"
# One question instead of five, and in SQL, because every page about a family asks it: compiling four queries took longer than
# they did. {single} and {shared} are tables of grants, {case} that of what they open, named by the case's own relations.
HELD = """
SELECT ARRAY(SELECT m.group_id FROM access_membership m WHERE m.user_id = s.user_id),
       ARRAY(SELECT g.content_object_id FROM {single} g JOIN auth_permission p ON p.id = g.permission_id
             WHERE g.user_id = s.user_id AND (NOT %s OR p.codename = 'work_case')
               AND g.starts_at <= app_now() AND (g.ends_at IS NULL OR g.ends_at > app_now())
             UNION
             SELECT g.content_object_id FROM {shared} g JOIN access_membership m ON m.group_id = g.group_id
             JOIN {case} c ON c.id = g.content_object_id
             WHERE m.user_id = s.user_id AND NOT g.is_primary AND c.visibility = 'open'
               AND g.starts_at <= app_now() AND (g.ends_at IS NULL OR g.ends_at > app_now())),
       earlyhelp_excluded_of(s.user_id)
FROM access_staff s WHERE s.user_id = %s AND earlyhelp_at_work(s.user_id)"""


def holdings(user: "User", case_model: type[models.Model], *, to_work: bool = False) -> Holdings:
    """The person's teams, and their single grants that are current by business time. Nothing for anybody not active.

    `to_work`: only grants that let somebody record, not those to read.
    """
    if not (getattr(user, "is_authenticated", False) and user.is_active):
        return Holdings([], set(), [])
    tables = {
        "case": case_model._meta.db_table,
        "single": case_model.user_grants.rel.related_model._meta.db_table,  # type: ignore[attr-defined]  # the case's reverse relations
        "shared": case_model.group_grants.rel.related_model._meta.db_table,  # type: ignore[attr-defined]  # the same
    }
    with connection.cursor() as cursor:
        cursor.execute(MINE, [to_work, user.pk])
        found = cursor.fetchone()
        if found is None:  # of somebody who is not the one looking: a job's, a colleague's
            cursor.execute(HELD.format(**tables), [to_work, user.pk])
            found = cursor.fetchone()
    teams, cases, excluded = found or ([], [], [])
    return Holdings(teams, set(cases) - set(excluded), excluded)


def teams_of(user: "User") -> "models.QuerySet[Membership, int]":
    """The person's teams as a part of another question. None for anybody not active."""
    return user.memberships.filter(at_work("user__staff__")).values_list("group_id", flat=True)


def scope(user: "User", rows: Rows, *, to_work: bool = False) -> Rows:
    """The cases of `rows` that this person may see, or record in: deny by default, in this order.

    Active: else there are no holdings. Exclusion: it beats every grant and role. State: what is restricted or sealed has no team
    (the database holds it so), and a team's other grants do not count there. Grant: by team, or singly. Superusers get no more
    than anybody.
    """
    held = holdings(user, rows.model, to_work=to_work)
    return rows.exclude(pk__in=held.excluded).filter(models.Q(team__in=held.teams) | models.Q(pk__in=held.cases))


def require(user: "User", action: str, case: Any = None) -> None:
    """Raise Forbidden unless the person's role has `action` and, where a case is named, a grant of theirs lets them record in it.

    Pages find the case by the same rule (`Case.objects.opened`), and a test holds it to `scope`: a list and a single row cannot disagree.
    """
    if not may(user, action):
        raise Forbidden(action)
    if case is not None and not works_with(user, case):
        raise Forbidden(action)


def works_with(user: "User", case: Any) -> bool:
    """Whether somebody, who need not be the one looking, is at work and may record in this case by grant."""
    return scope(user, type(case).objects.filter(pk=case.pk), to_work=True).exists()


def out_of_sight() -> RawSQL:
    """A condition for what is somebody's by name (what they sent, a task): not where they are kept out, nor what does not exist
    for them. Asked of the database, because nobody may read their own exclusion."""
    return RawSQL("SELECT unnest(earlyhelp_hidden())", [])


def work_permission(case_model: type[models.Model]) -> Permission:
    """guardian's permission row that a grant to record names: every team's, and most single ones."""
    return Permission.objects.get(content_type__app_label=case_model._meta.app_label, codename="work_case")


def view_permission(case_model: type[models.Model]) -> Permission:
    """The one that a grant to read names."""
    return Permission.objects.get(content_type__app_label=case_model._meta.app_label, codename="view_case")
