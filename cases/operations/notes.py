"""Write notes, and correct them. A note is never overwritten: a correction is a note of its own, with its reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction

from access import clock
from access.errors import Refused, need_reason
from access.grants import require
from access.models import User
from cases.models import Case, Note, NotePerson, Person
from cases.operations import chronology, needs, plans
from cases.operations.work import require_open

STEPS_DUE = timedelta(days=14)  # the author may set another day in the plan


@dataclass(frozen=True)
class Seen:
    """Somebody of the family whom a note is about: whether they were there, were seen, were seen alone."""

    person: Person
    present: bool = False
    seen: bool = False
    seen_alone: bool = False


@dataclass(frozen=True)
class Event:
    """What a note says about the event, beside its day and its words."""

    happened_at: time | None = None
    place: str = ""
    purpose: str = ""
    said: str = ""
    next_steps: str = ""
    also_present: str = ""
    needs_met: str = ""
    sensitive: bool = False
    about_someone_else: bool = False


@transaction.atomic
def add(
    case: Case,
    *,
    kind: str,
    happened_on: date,
    text: str,
    by: User,
    key: UUID,
    event: Event = Event(),
    people: Sequence[Seen] = (),
    significant: bool = False,
) -> Note:
    """Add a note to an open case. `key` becomes the note's own: saving the same page twice makes one note.

    Each line of the next steps becomes an action of its author. A significant one stands in the chronology too. Raises Refused
    where somebody there needs a language or a format, until it is said how that was met, or why not.
    """
    case = Case.objects.for_change().get(pk=case.pk)
    require(by, "cases.work_case", case)
    if note := Note.objects.filter(pk=key, case=case).first():
        return note
    require_open(case)
    _check(case, happened_on, text, people)
    needs.need_answer(_whom(case, people), event.needs_met)
    note = _write(case, key, by, "note added", people, kind=kind, happened_on=happened_on, text=text, **vars(event))
    for number, step in enumerate(filter(None, map(str.strip, event.next_steps.splitlines()))):
        plans.add_action(
            case,
            what=step[:500],
            due_on=clock.today() + STEPS_DUE,
            owner=by.staff,
            by=by,
            key=uuid5(key, str(number)),
        )
    if significant:
        chronology.from_note(note, by=by)
    case.refresh_from_db()
    case.changed_at = clock.now()
    case.write(by=by, because="note added")
    return note


@transaction.atomic
def correct(note: Note, *, text: str, because: str, by: User, key: UUID) -> Note:
    """Put other words in the place of a note's, or take them back where `text` is empty. Closed cases too: mistakes are found late.

    The earlier words stay in the record: they are shown as corrected, with who, when and why. Raises Refused for a note that has
    been corrected already: its correction is corrected instead.
    """
    case = Case.objects.for_change().get(pk=note.case_id)
    require(by, "cases.work_case", case)
    if there := Note.objects.filter(pk=key, case=case).first():
        return there
    need_reason(because, "Write why it is corrected.")
    note = Note.objects.get(pk=note.pk, case=case)
    if note.corrections.exists():
        raise Refused("This note has been corrected already. Correct the newer one.")
    people = [Seen(one.person, one.present, one.seen, one.seen_alone) for one in note.people.select_related("person")]
    kept = (
        "kind",
        "happened_on",
        "happened_at",
        "place",
        "purpose",
        "also_present",
        "needs_met",
        "sensitive",
        "about_someone_else",
    )
    same = {name: getattr(note, name) for name in kept}
    if text.strip():
        same |= {"said": note.said, "next_steps": note.next_steps}
    return _write(case, key, by, because, people, corrects=note, because=because, text=text, **same)


def _whom(case: Case, people: Sequence[Seen]) -> list[Person]:
    """With whom the contact was: those who are named, or else the whole family."""
    return [one.person for one in people] or [member.person for member in case.household]


def _check(case: Case, happened_on: date, text: str, people: Sequence[Seen]) -> None:
    if happened_on > clock.today():
        raise Refused("The day it happened must not be in the future.", "happened_on")
    if not text.strip():
        raise Refused("Write what happened.", "text")
    family = set(case.family.members.values_list("person_id", flat=True))
    if any(one.person.pk not in family for one in people):
        raise Refused("Choose people of this family.", "people")


def _write(case: Case, key: UUID, by: User, why: str, people: Sequence[Seen], **fields: Any) -> Note:
    note = Note(id=key, case=case, recorded_at=clock.now(), author=by, **fields).write(by=by, because=why)
    for one in people:
        NotePerson(
            case=case,
            note=note,
            person=one.person,
            present=one.present,
            seen=one.seen or one.seen_alone,
            seen_alone=one.seen_alone,
        ).write(by=by, because=why)
    return note
