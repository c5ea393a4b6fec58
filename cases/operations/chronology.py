"""The chronology: significant events, apart from the log of what we did. Corrected by a new entry, never overwritten."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction

from access import clock
from access.errors import Refused, need_reason
from access.grants import require
from access.models import User
from cases.models import Case, EventPerson, Note, Person, SignificantEvent
from cases.models.people import Precision
from cases.operations import days, families
from cases.operations.work import require_open

OURS = "Our own note"
LONGEST = 500

# The day that is kept is the first that it may have been.
MAY_BE_LATER = {Precision.DAY: timedelta(0), Precision.MONTH: timedelta(days=30), Precision.YEAR: timedelta(days=365)}


@transaction.atomic
def add(
    case: Case,
    *,
    happened_on: date,
    what: str,
    source: str,
    people: Sequence[Person],
    by: User,
    key: UUID,
    impact: str = "",
    precision: str = Precision.DAY,
    note: Note | None = None,
) -> SignificantEvent:
    """Add an event about one child or several. `key` becomes its own: sent twice it is made once."""
    case = Case.objects.for_change().get(pk=case.pk)
    require(by, "cases.work_case", case)
    if there := SignificantEvent.objects.filter(pk=key, case=case).first():
        return there
    require_open(case)
    _check(case, happened_on, precision, people)
    return _write(
        case,
        key,
        people,
        by,
        "added to the chronology",
        happened_on=happened_on,
        what=what,
        source=source,
        impact=impact,
        precision=precision,
        note=note,
    )


def from_note(note: Note, *, by: User) -> SignificantEvent:
    """Take a note's words over into the chronology, for the children whom it is about; for all of them where it names none.

    Raises Refused for one that was corrected or taken back.
    """
    if note.corrections.exists():
        raise Refused("This note has been corrected. Add the newer one to the chronology.")
    if not note.text:
        raise Refused("This note was taken back, so it cannot stand in the chronology.")
    return add(note.case, **_said(note), source=OURS, by=by, key=uuid5(note.pk, "chronology"), note=note)


def follow(before: Note, after: Note, *, by: User) -> None:
    """What a note has put here follows its correction, as far as it still says what the note said; or is taken back with it.

    Stands inside the transaction that corrects the note.
    """
    for event in before.case.significant_events.filter(note=before, corrections=None, withdrawn=False):
        about = [one.person for one in event.people.select_related("person")]
        kept: dict[str, Any] = {"happened_on": event.happened_on, "what": event.what, "people": about}
        said, says = _said(before), _said(after)
        if after.text:
            kept |= {name: says[name] for name in says if _same(kept[name], said[name])}
        people = kept.pop("people")
        _write(
            before.case,
            uuid5(after.pk, str(event.pk)),
            people,
            by,
            after.because,
            **kept,
            precision=event.precision,
            source=event.source,
            impact=event.impact,
            note=after,
            withdrawn=not after.text,
            corrects=event,
            because=after.because,
        )


def _said(note: Note) -> dict[str, Any]:
    """What a note says of an event: the day, the words, the children."""
    people = [one.person for one in note.people.select_related("person")] or note.case.children
    return {"happened_on": note.happened_on, "what": _cut(" ".join(note.text.split())), "people": people}


def _cut(text: str) -> str:
    """What the chronology has room for; that there is more is said, and the page leads to the note."""
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 2]} …"


def _same(one: Any, other: Any) -> bool:
    return set(one) == set(other) if isinstance(one, list) else one == other


@transaction.atomic
def correct(event: SignificantEvent, *, what: str, impact: str, because: str, by: User, key: UUID) -> SignificantEvent:
    """Put other words in the place of an entry's, or take it back where `what` is empty. The earlier entry stays in the record."""
    case = Case.objects.for_change().get(pk=event.case_id)
    require(by, "cases.work_case", case)
    if there := SignificantEvent.objects.filter(pk=key, case=case).first():
        return there
    need_reason(because, "Write why it is corrected.")
    event = SignificantEvent.objects.get(pk=event.pk, case=case)
    if event.corrections.exists():
        raise Refused("This entry has been corrected already. Correct the newer one.")
    people = [one.person for one in event.people.select_related("person")]
    return _write(
        case,
        key,
        people,
        by,
        because,
        happened_on=event.happened_on,
        precision=event.precision,
        source=event.source,
        note=event.note,
        what=what or event.what,
        impact=impact,
        withdrawn=not what.strip(),
        corrects=event,
        because=because,
    )


def in_order(case: Case) -> list[SignificantEvent]:
    """The entries that stand, oldest first, with the children whom they are about."""
    found = case.significant_events.filter(corrections=None, withdrawn=False)
    return list(
        found.select_related("recorded_by", "note").prefetch_related("people__person").order_by("happened_on", "id")
    )


def taken_back(case: Case) -> list[SignificantEvent]:
    """The entries that went with the note that they came from: the chronology says that they are gone, and why, without their words."""
    found = case.significant_events.filter(corrections=None, withdrawn=True, note__text="")
    return list(found.select_related("recorded_by").prefetch_related("people__person").order_by("happened_on", "id"))


def _check(case: Case, happened_on: date, precision: str, people: Sequence[Person]) -> None:
    if happened_on > clock.today():
        raise Refused("The day must not be in the future.", "happened_on")
    births = families.births(case)
    days.check_event(happened_on + MAY_BE_LATER[Precision(precision)], births.values(), "happened_on")
    if not people or any(person.pk not in births for person in people):
        raise Refused("Choose whom it is about.", "people")


def _write(case: Case, key: UUID, people: Sequence[Person], by: User, why: str, **fields: object) -> SignificantEvent:
    event = SignificantEvent(id=key, case=case, recorded_at=clock.now(), recorded_by=by, **fields).write(
        by=by, because=why
    )
    for person in people:
        EventPerson(case=case, event=event, person=person).write(by=by, because=why)
    return event
