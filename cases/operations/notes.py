"""Write notes."""

from datetime import date
from uuid import UUID

from django.db import transaction

from access import clock
from access.errors import Refused
from access.grants import require
from access.models import User
from cases.models import Case, Note
from cases.operations.work import require_open


@transaction.atomic
def add(
    case: Case, *, kind: str, happened_on: date, text: str, by: User, key: UUID, about_someone_else: bool = False
) -> Note:
    """Add a note to an open case. `key` becomes the note's own: saving the same page twice makes one note."""
    case = Case.objects.for_change().get(pk=case.pk)
    require(by, "cases.work_case", case)
    if note := Note.objects.filter(pk=key, case=case).first():
        return note
    require_open(case)
    if happened_on > clock.today():
        raise Refused("The day it happened must not be in the future.", "happened_on")
    note = Note(
        id=key,
        case=case,
        kind=kind,
        happened_on=happened_on,
        recorded_at=clock.now(),
        author=by,
        text=text,
        about_someone_else=about_someone_else,
    ).write(by=by, because="note added")
    case.changed_at = clock.now()
    case.write(by=by, because="note added")
    return note
