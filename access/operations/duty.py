"""Accepting the duty of staff, who waits for it, and who has not accepted yet."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from access import clock, security
from access.duty import Duty, texts
from access.errors import Forbidden, Refused
from access.grants import active_staff, require
from access.models import DutyAcceptance, Membership, Staff, Team, User

SENTENCE = "The text has changed since this page was opened. Read it as it stands now, and accept it again."


def waiting(user: User, day: date) -> tuple[Duty, ...]:
    """The texts that this person has to accept before anything opens, in the order of the notices.

    One of a day to come waits until its day for whoever has accepted an earlier one of the same notice.
    """
    asked = texts()
    if not asked:
        return ()
    accepted = list(DutyAcceptance.objects.filter(user=user).values_list("digest", "notice"))
    digests, notices = {digest for digest, _ in accepted}, {notice for _, notice in accepted}
    return tuple(one for one in asked if one.digest not in digests and not (one.dated > day and one.notice in notices))


@transaction.atomic
def accept(seen: Collection[str], *, by: User) -> list[DutyAcceptance]:
    """Record that somebody at work accepts what still waits for them. `seen` are the digests of what they were shown.

    Repeating it adds nothing.
    """
    if active_staff(by) is None:
        raise Forbidden("duty")
    asked = waiting(by, clock.today())
    if any(one.digest not in seen for one in asked):
        raise Refused(SENTENCE)
    return [_accept(one, by) for one in asked]


def _accept(duty: Duty, by: User) -> DutyAcceptance:
    security.record("duty_accepted", by=by, because=f"text of {duty.dated.isoformat()}: {duty.notice}")
    return DutyAcceptance(
        user=by,
        notice=duty.notice,
        dated=duty.dated,
        text=duty.text,
        digest=duty.digest,
        accepted_at=clock.now(),
    ).write(by=by, because="the duty accepted")


def accepted_by(user: User) -> list[DutyAcceptance]:
    """What somebody has accepted, the newest first."""
    return list(DutyAcceptance.objects.filter(user=user).order_by("-accepted_at", "-pk"))


@dataclass(frozen=True)
class Line:
    """One person, and each text with when they accepted it; None where they have not."""

    staff: Staff
    cells: tuple[tuple[Duty, datetime | None], ...]

    @property
    def missing(self) -> bool:
        return any(at is None for _, at in self.cells)


@dataclass(frozen=True)
class Group:
    """A team of the council, a partner, or those of the council who are in no team."""

    name: str
    lines: tuple[Line, ...]

    @property
    def missing(self) -> int:
        return sum(line.missing for line in self.lines)


@dataclass(frozen=True)
class Standing:
    """Everybody at work by team, with what they have accepted of the texts in force; each person is counted once."""

    texts: tuple[Duty, ...]
    groups: tuple[Group, ...]
    people: int
    missing: int

    @property
    def complete(self) -> list[Group]:
        """The teams in which everybody has accepted."""
        return [group for group in self.groups if not group.missing]


NO_TEAM = "In no team"


def standing(*, by: User) -> Standing:
    """Who has accepted the texts in force and who has not, those who have not first in each team."""
    require(by, "access.see_duty")
    asked = texts()
    lines = _lines(asked)
    teams, placed = _teams(), dict[str, list[Line]]()
    for line in lines:
        for name in teams.get(line.staff.user_id) or [_place(line.staff)]:
            placed.setdefault(name, []).append(line)
    groups = tuple(Group(name, tuple(sorted(placed[name], key=_order))) for name in sorted(placed))
    return Standing(asked, groups, len(lines), sum(line.missing for line in lines))


def _teams() -> dict[int, list[str]]:
    """The names of everybody's teams."""
    names, found = dict(Team.objects.values_list("group_id", "name")), dict[int, list[str]]()
    for user, group in Membership.objects.filter(group__in=names).values_list("user_id", "group_id"):
        found.setdefault(user, []).append(names[group])
    return found


def _lines(asked: Sequence[Duty]) -> list[Line]:
    digests = [one.digest for one in asked]
    when = {
        (user, digest): at
        for user, digest, at in DutyAcceptance.objects.filter(digest__in=digests).values_list(
            "user_id", "digest", "accepted_at"
        )
    }
    at_work = Staff.objects.filter(is_active=True, user__is_active=True, organisation__is_active=True)
    return [
        Line(one, tuple((text, when.get((one.user_id, text.digest))) for text in asked))
        for one in at_work.select_related("user", "organisation")
    ]


def _place(staff: Staff) -> str:
    return NO_TEAM if staff.organisation.is_council else staff.organisation.name


def _order(line: Line) -> tuple[bool, str]:
    return not line.missing, line.staff.user.name
