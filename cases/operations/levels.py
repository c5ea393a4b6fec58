"""The level of need, by the levels of the notice. Above the threshold nothing is refused: it is said what follows, and why."""

from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from access import clock, notice
from access.errors import Refused, need_reason
from access.grants import require
from access.labels import worded
from access.models import User
from cases.models import Case, LevelOfNeed
from cases.models.levels import Way
from cases.operations.work import require_open
from earlyhelp.policy.information import Level

WHY_STAYS = "Write why it stays with {service} although the need is above it."


def levels() -> tuple[Level, ...]:
    """The levels of the notice from the lowest on; none where it names none, and then nothing is asked."""
    return tuple(sorted(notice.policy().levels, key=lambda one: one.number))


def newest(case: Case) -> LevelOfNeed | None:
    """The level that holds, or None before the first."""
    return next(iter(judged(case)), None)


def judged(case: Case) -> "QuerySet[LevelOfNeed]":
    """Every judgement, newest first; those of an earlier notice too. Asks nothing where the page knows that there is none."""
    if not getattr(case, "levels_judged", True):
        return LevelOfNeed.objects.none()
    return case.levels.select_related("judged_by").order_by("-judged_at", "-pk")


@transaction.atomic
def judge(case: Case, *, level: str, because: str, by: User, key: UUID, way: str = "") -> LevelOfNeed:
    """The lead practitioner judges the need anew. `key` becomes the judgement's own: sent twice it is made once."""
    case = Case.objects.for_change().get(pk=case.pk)
    require(by, "cases.work_case", case)
    if there := case.levels.filter(pk=key).first():
        return there
    require_open(case)
    need_reason(because, "Write what you see that makes it this level.")
    if chosen(level).above_threshold and not way:
        raise Refused(worded("Choose what follows from a need above {service}."), "way")
    return write(case, level=level, way=way, because=because, by=by, key=key)


def write(case: Case, *, level: str, way: str, because: str, by: User, key: UUID) -> LevelOfNeed:
    """The row itself, inside the transaction of the operation that asks for it. Says nothing new: the one that holds stays."""
    entry = chosen(level)
    way = Way(way) if entry.above_threshold else ""
    before = newest(case)
    if before and (before.code, before.way) == (level, way) and before.because == because:
        return before
    return LevelOfNeed(
        id=key,
        case=case,
        code=entry.code,
        label=entry.label,
        number=entry.number,
        above=entry.above_threshold,
        way=way,
        because=because,
        judged_by=by,
        judged_at=clock.now(),
    ).write(by=by, because="level of need judged")


def chosen(code: str) -> Level:
    """The level with this code. Raises Refused for none, or one that the notice does not have."""
    found = next((one for one in levels() if one.code == code), None)
    if found is None:
        raise Refused("Choose the level of need.", "level")
    return found


def is_above(code: str) -> bool:
    """Whether this is a level above early help."""
    return any(one.code == code and one.above_threshold for one in levels())
