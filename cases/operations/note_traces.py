"""What a note has left in the plan: its next steps. They follow its correction, and go with it where it is taken back."""

from datetime import timedelta
from uuid import UUID, uuid5

from django.db.models import Q

from access import clock
from access.errors import Refused
from access.models import User
from access.records import acting
from cases.models import Action, Case, Note
from cases.operations import plans
from cases.stages import Stage

LONGEST = Action._meta.get_field("what").max_length or 0
STEPS_DUE = timedelta(days=14)  # the author may set another day in the plan


def need_short_steps(typed: str) -> None:
    """Raise Refused for a step that the plan could take only a part of."""
    for step in filter(None, map(str.strip, typed.splitlines())):
        if len(step) > LONGEST:
            raise Refused(
                f"The step “{step[:40]} …” has {len(step)} characters, and the plan takes {LONGEST}. Write it in two lines.",
                "next_steps",
            )


def add_steps(note: Note, *, by: User, but: frozenset[str] = frozenset()) -> None:
    """Each line of the next steps becomes an action of the note's author. Those in `but` are there already."""
    for number, step in enumerate(_steps(note.next_steps)):
        if step not in but:
            plans.add_action(
                note.case,
                what=step,
                due_on=clock.today() + STEPS_DUE,
                owner=by.staff,
                by=by,
                key=uuid5(note.pk, str(number)),
            )


def follow(before: Note, after: Note, *, by: User) -> None:
    """Bring the plan into line with a correction: what the note does not say any more is dropped, what it says now is added."""
    case = before.case
    with acting(by, after.because):
        case.actions.filter(pk__in=left_behind(case), done=None).update(
            done=False, ended_on=clock.today(), because=_why(after)
        )
    if case.stage == Stage.OPEN:
        add_steps(after, by=by, but=frozenset(_steps(before.next_steps)))


def left_behind(case: Case) -> set[UUID]:
    """The actions that came from a note which does not say them any more: it was corrected, or taken back."""
    corrected = case.notes.filter(Q(corrects__isnull=False) | Q(corrections__isnull=False))
    notes = {
        key: (earlier, _steps(steps)) for key, earlier, steps in corrected.values_list("pk", "corrects", "next_steps")
    }
    newer = {earlier: key for key, (earlier, _) in notes.items()}
    return {
        uuid5(key, str(number))
        for key, (_, steps) in notes.items()
        for number, step in enumerate(steps)
        if step not in notes[_newest(key, newer)][1]
    }


def kept_back(case: Case) -> set[UUID]:
    """The actions that came from a note marked as sensitive or as about somebody else, in any of its versions: not for the family's paper."""
    notes = list(case.notes.values_list("pk", "corrects", "next_steps", "sensitive", "about_someone_else"))
    newer = {earlier: key for key, earlier, *_ in notes}
    marked = {_newest(key, newer) for key, _, _, *marks in notes if any(marks)}
    return {
        uuid5(key, str(number))
        for key, _, steps, *_ in notes
        if _newest(key, newer) in marked
        for number, _ in enumerate(_steps(steps))
    }


def _newest(key: UUID, newer: dict[UUID | None, UUID]) -> UUID:
    while key in newer:
        key = newer[key]
    return key


def _why(after: Note) -> str:
    what = "corrected" if after.text else "taken back"
    return f"The note that it came from was {what}: {after.because}"[:300]


def _steps(typed: str) -> list[str]:
    return [step[:LONGEST] for step in filter(None, map(str.strip, typed.splitlines()))]
