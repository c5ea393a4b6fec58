"""Notes that somebody began and cannot save any more: their case was closed, stopped, or is another's by now.

The words are theirs, so they can read and copy them for as long as they are kept; nothing of the case is opened by it.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from access.models import User
from access.operations import drafts
from cases.models import Case
from cases.operations import note_drafts
from cases.operations.note_drafts import Typed
from cases.operations.work import why_stopped

NOT_YOURS = "The case is not among yours any more, so this note cannot be saved by you. If it belongs in the record, give the words to whoever works with the family now."


@dataclass(frozen=True)
class LeftNote:
    """What somebody typed, its versions; until when it is kept; the case, where they still see it; why it cannot be saved.

    `of` is the key of the case, seen or not: that these words about a family were read is noted with it.
    """

    key: UUID
    of: UUID
    kept_at: datetime
    remove_at: datetime
    versions: list[Typed]
    case: Case | None
    why: str


def find(key: UUID, *, by: User) -> LeftNote | None:
    """A note that they began themselves; None where there is none. `why` is empty where it can still be saved."""
    draft = note_drafts.begun_by(by).filter(pk=key).first()
    if draft is None:
        return None
    case = Case.objects.visible_to(by).filter(pk=draft.of).first()
    why = why_stopped(case) if case else NOT_YOURS
    return LeftNote(draft.pk, draft.of, draft.changed_at, draft.remove_at, note_drafts.all_of(draft), case, why)


@transaction.atomic
def give_up(key: UUID, *, by: User) -> None:
    """Delete what they typed."""
    for draft in note_drafts.begun_by(by).filter(pk=key):
        drafts.discard(draft)
