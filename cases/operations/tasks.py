"""Give somebody a task on a case, and settle it."""

from datetime import date
from uuid import UUID

from access import clock
from access.models import User
from access.notifications import notify
from access.records import acting
from cases.models import Case, Task
from cases.models.tasks import TaskKind


def give(
    case: Case,
    *,
    kind: str,
    due_on: date,
    by: User,
    for_user: User | None = None,
    what: str = "",
    about_key: UUID | None = None,
) -> Task:
    """A task for somebody, or for whoever leads the case. A kind that the program makes is open once: it is given again for nothing.

    Stands inside the transaction of the operation that asks for it.
    """
    if kind != TaskKind.OWN:
        there = case.tasks.filter(kind=kind, about_key=about_key, done_at=None).first()
        if there is not None:
            return there
    task = Task(
        case=case,
        kind=TaskKind(kind),
        what=what,
        for_user=for_user,
        due_on=due_on,
        about_key=about_key,
        made_at=clock.now(),
        made_by=by,
    ).write(by=by, because="task given")
    if for_user is not None and for_user != by:
        notify(for_user, "task.given", case)
    return task


def settle(case: Case, *, kind: str, by: User, about_key: UUID | None = None) -> int:
    """What a task of this kind asked for is done. Returns how many tasks that settles."""
    with acting(by, "done"):
        return case.tasks.filter(kind=TaskKind(kind), about_key=about_key, done_at=None).update(
            done_at=clock.now(), done_by=by
        )
