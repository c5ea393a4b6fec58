"""Write notes, and correct them. A note is never overwritten: a correction is a note of its own, with its reason."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db import transaction
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject

from access import clock
from access.errors import Refused, need_reason
from access.grants import require
from access.models import User
from cases.models import Case, Note, NotePerson, Person
from cases.models.notes import NoteKind
from cases.operations import chronology, days, families, needs, note_traces
from cases.operations.work import require_open

SOON = timedelta(minutes=10)  # within which the same words again are asked about
FAST = timedelta(minutes=5)  # how far a telephone’s clock may be ahead
FACE_TO_FACE = (NoteKind.VISIT, NoteKind.MEETING)
HOW = {"seen_alone": "seen alone", "seen": "seen", "present": "there"}  # the strongest first


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
    _check(case, happened_on, event.happened_at, people)
    _check_seen(case, people, kind)
    note_traces.need_short_steps(event.next_steps)
    if not text.strip():
        raise Refused("Write what happened.", "text")
    needs.need_answer(_whom(case, people), event.needs_met)
    note = _write(case, key, by, "note added", people, kind=kind, happened_on=happened_on, text=text, **vars(event))
    note_traces.add_steps(note, by=by)
    if significant:
        chronology.from_note(note, by=by)
    case.refresh_from_db()
    case.changed_at = clock.now()
    case.write(by=by, because="note added")
    return note


@transaction.atomic
def correct(
    note: Note,
    *,
    text: str,
    because: str,
    by: User,
    key: UUID,
    kind: str = "",
    happened_on: date | None = None,
    event: Event | None = None,
    people: Sequence[Seen] | None = None,
) -> Note:
    """Put another note in the place of one, or take it back where `text` is empty. Closed cases too: mistakes are found late.

    What is not said stays as it was. The earlier note stays in the record: it is shown as corrected, with who, when and why. What it
    left in the chronology and in the plan follows. Raises Refused for a note that has been corrected already: its correction is
    corrected instead.
    """
    case = Case.objects.for_change().get(pk=note.case_id)
    require(by, "cases.work_case", case)
    if there := Note.objects.filter(pk=key, case=case).first():
        return there
    need_reason(because, "Write why it is corrected.")
    note = case.notes.get(pk=note.pk)
    if note.corrections.exists():
        raise Refused("This note has been corrected already. Correct the newer one.")
    said = dict(kind=kind or note.kind, happened_on=happened_on or note.happened_on, **_event(note, event, text))
    about = people_of(note) if people is None else people
    if people is not None or said["kind"] != note.kind:  # what stands in an older note is not asked again
        _check_seen(case, about, said["kind"])
    _check(case, said["happened_on"], said["happened_at"], about)
    if said["next_steps"] != note.next_steps:  # an older one may have longer lines
        note_traces.need_short_steps(said["next_steps"])
    made = _write(case, key, by, because, about, corrects=note, because=because, text=text.strip() and text, **said)
    chronology.follow(note, made, by=by)
    note_traces.follow(note, made, by=by)
    return made


def event_of(note: Note) -> Event:
    """What a note says about the event."""
    return Event(**{one.name: getattr(note, one.name) for one in fields(Event)})


def people_of(note: Note) -> list[Seen]:
    """Whom a note is about, as it says."""
    return [Seen(one.person, one.present, one.seen, one.seen_alone) for one in note.people.select_related("person")]


def says(note: Note, *, kind: str, happened_on: date, text: str, event: Event, people: Sequence[Seen]) -> bool:
    """Whether a note says exactly this."""
    said = (note.kind, note.happened_on, note.text, event_of(note), {one.person.pk: one for one in people_of(note)})
    return said == (kind, happened_on, text, event, {one.person.pk: one for one in people})


def just_saved(
    case: Case, *, by: User, kind: str, happened_on: date, text: str, said: str, next_steps: str
) -> Note | None:
    """The note that `by` has saved within ten minutes and that has these words: a page that came back with its words and without its
    key (no scripts) would make a second one, with the time of now.
    """
    words = {"kind": kind, "happened_on": happened_on, "text": text, "said": said, "next_steps": next_steps}
    return case.notes.filter(author=by, recorded_at__gt=clock.now() - SOON, corrects=None, **words).first()


def versions_of(note: Note) -> list[Note]:
    """A note with all that was put in its place and all that it took the place of, newest first, each with who was there."""
    links: dict[Any, Any] = dict(note.case.notes.exclude(corrects=None).values_list("pk", "corrects"))
    newer, key = {earlier: later for later, earlier in links.items()}, note.pk
    while key in newer:
        key = newer[key]
    keys = [key]
    while keys[-1] in links:
        keys.append(links[keys[-1]])
    found = {one.pk: one for one in with_people(note.case.notes.filter(pk__in=keys).select_related("author"))}
    return [found[key] for key in keys]


def standing(case: Case) -> "QuerySet[Note]":
    """The notes that count: neither corrected nor taken back."""
    return case.notes.filter(corrections=None).exclude(text="")


def with_people(notes: "QuerySet[Note]") -> "QuerySet[Note]":
    """Each with `who` it is about: their name, whether they were there, were seen, were seen alone."""
    about = NotePerson.objects.filter(note=OuterRef("pk")).order_by("pk")
    said = JSONObject(person="person__full_name", present="present", seen="seen", seen_alone="seen_alone")
    return notes.annotate(who=ArraySubquery(about.values(json=said)))


def names(note: Any, how: str) -> str:
    """The names of those of a note found `with_people` who were `present`, `seen` or `seen_alone`."""
    return ", ".join(one["person"] for one in note.who if one[how])


def who_in_words(note: Any) -> str:
    """“Ada (seen alone), Bram (there), a teacher”: everybody who was there, of a note found `with_people`."""
    family = [f"{one['person']}{_how(one)}" for one in note.who]
    return ", ".join([*family, *filter(None, [note.also_present])])


def marks_in_words(note: Note) -> str:
    """How it has to be handled: “Sensitive. It contains something …”; nothing where it is an ordinary one."""
    marks = {
        "Sensitive": note.sensitive,
        "Contains something about someone outside the family": note.about_someone_else,
    }
    return ". ".join(words for words, marked in marks.items() if marked)


def _how(one: dict[str, Any]) -> str:
    return next((f" ({words})" for name, words in HOW.items() if one[name]), "")


def _event(note: Note, event: Event | None, text: str) -> dict[str, Any]:
    """What the correction says of the event. Taken back, the words of the note are not said again."""
    said = vars(event or event_of(note))
    return said if text.strip() else said | {"said": "", "next_steps": ""}


def _whom(case: Case, people: Sequence[Seen]) -> list[Person]:
    """With whom the contact was: those who are named, or else the whole family."""
    return [one.person for one in people] or [member.person for member in case.household]


def _check(case: Case, day: date, at: time | None, people: Sequence[Seen]) -> None:
    now = clock.now()
    if day > now.date():
        raise Refused("The day it happened must not be in the future.", "happened_on")
    if at and datetime.combine(day, at, clock.UK) > now + FAST:
        raise Refused("The time it happened must not be in the future.", "happened_at")
    births = families.births(case)
    days.check_contact(day, births.values(), "happened_on")
    if any(one.person.pk not in births for one in people):
        raise Refused("Choose people of this family.", "people")


def _check_seen(case: Case, people: Sequence[Seen], kind: str) -> None:
    """Whether a child was seen is a fact of safeguarding: nobody is seen before they are born, nor from afar."""
    seen = {one.person.pk for one in people if one.seen or one.seen_alone}
    if seen and kind not in FACE_TO_FACE:
        raise Refused(
            "Nobody is seen in a telephone call, a letter or an e-mail. Take the tick away, or choose a visit or a meeting.",
            "seen",
        )
    if seen and any(one.unborn and one.person.pk in seen for one in families.everybody(case)):
        raise Refused("A child who is not born yet cannot have been seen. Take the tick away.", "seen")


def _write(case: Case, key: UUID, by: User, why: str, people: Sequence[Seen], **said: Any) -> Note:
    note = Note(id=key, case=case, recorded_at=clock.now(), author=by, **said).write(by=by, because=why)
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
