"""Give somebody a task on a case, and settle it."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from access import clock
from access.errors import Refused
from access.grants import require
from access.labels import worded
from access.models import User
from access.notifications import notify
from access.records import acting, uuid7
from cases.models import Case, Task
from cases.models.tasks import TaskKind
from cases.operations import days
from cases.operations.work import require_open

CLOSED = "the case was closed"


@transaction.atomic
def add(case: Case, *, what: str, due_on: date, by: User, key: UUID, for_user: User | None = None) -> Task:
    """A task that somebody writes down for a colleague or for themselves. `key` becomes its own: sent twice it is made once."""
    case = Case.objects.for_change().get(pk=case.pk)
    require(by, "cases.work_case", case)
    if there := case.tasks.filter(pk=key).first():
        return there
    require_open(case)
    days.check_planned(due_on, "due_on")
    return give(case, kind=TaskKind.OWN, what=what, due_on=due_on, by=by, for_user=for_user, key=key)


@transaction.atomic
def finish(task: Task, *, by: User) -> Task:
    """It is done. Done twice it stays as it was done first. What the program asked for is done by doing it, not here."""
    case = Case.objects.for_change().get(pk=task.case_id)
    require(by, "cases.work_case", case)
    task = case.tasks.select_for_update(of=("self",)).get(pk=task.pk)
    if task.because:
        raise Refused(f"This task has ended already: {task.because}.")
    if task.kind != TaskKind.OWN:
        raise Refused("This task cannot be ticked off: it is done once what it asks for is recorded.")
    if task.done_at is None:
        task.done_at, task.done_by = clock.now(), by
        task.write(by=by, because="done")
    return task


def give(
    case: Case,
    *,
    kind: str,
    due_on: date,
    by: User,
    for_user: User | None = None,
    what: str = "",
    about_key: UUID | None = None,
    key: UUID | None = None,
    news: str = "task.given",
) -> Task:
    """A task for somebody, or for whoever leads the case. A kind that the program makes is open once: it is given again for nothing.

    Whoever gets it hears of it once, by the kind of `news` that says most.

    Stands inside the transaction of the operation that asks for it.
    """
    if kind != TaskKind.OWN:
        there = case.tasks.filter(kind=kind, about_key=about_key, done_at=None).first()
        if there is not None:
            return there
    task = Task(
        id=key or uuid7(),
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
        notify(for_user, news, case)
    return task


def settle(case: Case, *, kind: str, by: User, about_key: UUID | None = None) -> int:
    """What a task of this kind asked for is done. Returns how many tasks that settles."""
    with acting(by, "done"):
        return case.tasks.filter(kind=TaskKind(kind), about_key=about_key, done_at=None).update(
            done_at=clock.now(), done_by=by
        )


def end_undone(case: Case, *, because: str, by: User, **which: Any) -> int:
    """What they asked for is not to be done any more: the open tasks of `which` end undone, and say why. Returns how many."""
    why = worded(because)
    with acting(by, why):
        return case.tasks.filter(done_at=None, **which).update(done_at=clock.now(), done_by=by, because=why)


def begin_again(case: Case, *, by: User, because: str) -> int:
    """The case is not closed after all: what ended with it is to be done as before. Returns how many."""
    with acting(by, because):
        return case.tasks.filter(because=CLOSED).update(done_at=None, done_by=None, because="")


def end_with_the_case(case: Case, *, by: User) -> int:
    """Nobody has to do them any more: every open task of a case ends undone, and says why. Returns how many."""
    with acting(by, CLOSED):
        return case.tasks.filter(done_at=None).update(done_at=clock.now(), done_by=by, because=CLOSED)
