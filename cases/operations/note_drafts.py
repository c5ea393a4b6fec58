"""A note that somebody is still writing: kept sealed and theirs alone, under the key that the note itself will have.

It is no record yet: nobody else can read it, it is asked of nobody, and it is removed 28 days after it was last changed.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet, UUIDField
from django.db.models.functions import Cast, Substr

from access.errors import Refused
from access.grants import require
from access.models import Draft, User
from access.operations import drafts
from cases.models import Case, Note
from cases.operations.work import require_open
from earlyhelp.govuk.sentences import CHANGED_ON_ITS_WAY

KIND = "note-"  # and the key of the case
WORDS = ("text", "said", "next_steps")  # the answers in which somebody writes more than a line
FIRST = 80  # characters that tell one unfinished note from another

Typed = dict[str, list[str]]  # what a page sent: the name of each answer, and its values


@dataclass(frozen=True)
class Unfinished:
    """A note that is not saved yet: the key that it will have, when it was last kept, how it begins."""

    key: UUID
    at: datetime
    begins: str


@transaction.atomic
def keep(case: Case, typed: Typed, *, by: User, key: UUID) -> None:
    """Keep what stands on the page of a note now, over what was kept of it before.

    A note that was saved meanwhile needs no draft: what was on its way when it was saved comes late. Raises Refused where the case
    takes no notes, and where the key is taken by something else.
    """
    require(by, "cases.work_case", case)
    require_open(case)
    if Note.objects.filter(pk=key, case=case).exists():
        return
    kind = _kind(case)
    try:
        drafts.start(kind, by=by, key=key)
    except IntegrityError as error:
        raise Refused(f"{CHANGED_ON_ITS_WAY}.") from error
    drafts.save(kind, typed, by=by, key=key)


def typed_in(case: Case, key: UUID, *, by: User) -> Typed | None:
    """What was kept of a note; None where nothing is, because it was saved, deleted or is somebody else's."""
    draft = _of(case, by).filter(pk=key).first()
    return drafts.content_of(draft) if draft else None


def unfinished(case: Case, *, by: User) -> list[Unfinished]:
    """The notes of one case that somebody has begun and not saved, newest first."""
    found = {draft.pk: draft for draft in _of(case, by).order_by("-changed_at")}
    saved = set(Note.objects.filter(pk__in=found).values_list("pk", flat=True))
    return [
        Unfinished(key, draft.changed_at, begins(drafts.content_of(draft)))
        for key, draft in found.items()
        if key not in saved
    ]


@transaction.atomic
def forget(case: Case, key: UUID, *, by: User) -> None:
    """The note was saved or given up: what was kept of it goes."""
    require(by, "cases.work_case", case)
    for draft in _of(case, by).filter(pk=key):
        drafts.discard(draft)


def begins(typed: Typed) -> str:
    """The first words that somebody wrote, on one line; nothing where none of the long answers has any."""
    words = next((found for name in WORDS if (found := " ".join(" ".join(typed.get(name, ())).split()))), "")
    return words if len(words) <= FIRST else f"{words[:FIRST].rsplit(' ', 1)[0]} …"


def begun_by(user: User) -> "QuerySet[Any]":
    """What somebody has begun and not saved, in whatever case, the newest first; each with the case that it is `of`."""
    begun = Draft.objects.filter(author=user, kind__startswith=KIND).order_by("-changed_at")
    return begun.annotate(of=Cast(Substr("kind", len(KIND) + 1), UUIDField())).defer("sealed")


def _of(case: Case, by: User) -> "QuerySet[Draft]":
    return Draft.objects.filter(author=by, kind=_kind(case))


def _kind(case: Case) -> str:
    return f"{KIND}{case.pk.hex}"
