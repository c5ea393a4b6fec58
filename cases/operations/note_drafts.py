"""A note that somebody is still writing: kept sealed and theirs alone, under the key that the note itself will have.

It is no record yet: nobody else can read it, it is asked of nobody, and it is removed 28 days after it was last changed.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction
from django.db.models import QuerySet, UUIDField
from django.db.models.functions import Cast, Substr

from access.errors import Refused
from access.grants import out_of_sight, require
from access.models import Draft, User
from access.operations import drafts
from access.operations.drafts import Kept, Sent
from cases.models import Case, Note
from cases.operations.work import require_open
from earlyhelp.govuk.sentences import CHANGED_ON_ITS_WAY

KIND = "note-"  # and the key of the case
PAGE = "note"  # a draft of a note has one page
WORDS = ("text", "said", "next_steps")  # the answers in which somebody writes more than a line
LINES = ("purpose", "also_present", "needs_met")  # and those in which they write one
FIRST = 80  # characters that tell one unfinished note from another

Typed = dict[str, list[str]]  # what a page sent: the name of each answer, and its values


@dataclass(frozen=True)
class Unfinished:
    """A note that is not saved yet: the key that it will have, when it was last kept, how it begins."""

    key: UUID
    at: datetime
    begins: str


class ChangedElsewhere(Refused):
    """Another window has typed on this note since the page was made."""

    def __init__(self) -> None:
        super().__init__(
            "This note was changed in another window while you typed. Both versions are below: nothing was overwritten. "
            "Take over what you need, and save it again."
        )


@transaction.atomic
def keep(case: Case, typed: Typed, *, by: User, key: UUID, sent: Sent) -> Kept:
    """Keep what stands on the page of a note now; beside what another window has kept of it since the page was made.

    Raises Refused where the case takes no notes, and where the key is taken by something else.
    """
    require(by, "cases.work_case", case)
    require_open(case)
    kind = _kind(case)
    try:
        drafts.start(kind, by=by, key=key)
    except IntegrityError as error:
        raise Refused(f"{CHANGED_ON_ITS_WAY}.") from error
    return drafts.save_page(key, PAGE, typed | {"once": [str(key)]}, kind=kind, by=by, sent=sent)


def place_of(case: Case, typed: Typed, *, by: User, key: UUID) -> UUID | None:
    """Under which key something that is typed on the page of a note is kept: the note's own, while it is not saved.

    What comes after it was saved is another note's beginning; None where every word of it stands in the saved note.
    """
    note = Note.objects.filter(pk=key, case=case).first()
    if note is None:
        return key
    return None if is_in(typed, note) else after(key, by)


def after(key: UUID, by: User) -> UUID:
    """The key of what somebody types on the page of a note that is saved already."""
    return uuid5(key, str(by.pk))


def is_in(typed: Typed, note: Note) -> bool:
    """Whether every word that was typed stands in a note."""
    return all(
        _on_one_line(value) in _on_one_line(getattr(note, name))
        for name in (*WORDS, *LINES)
        for value in typed.get(name, ())
    )


def need_seen(case: Case, typed: Typed, *, by: User, key: UUID, sent: Sent) -> None:
    """Raise ChangedElsewhere where something is kept of the note that the page has not shown."""
    kept = _page_of(_of(case, by).filter(pk=key).first())
    own = sent.is_of_window(kept) or kept.get("typed") == typed | {"once": [str(key)]}
    if kept and kept["stamp"] != sent.seen and (kept["asides"] or not own):
        raise ChangedElsewhere


def typed_in(case: Case, key: UUID, *, by: User) -> Typed | None:
    """What was kept of a note; None where nothing is, because it was saved, deleted or is somebody else's."""
    typed: Typed | None = _page_of(_of(case, by).filter(pk=key).first()).get("typed")
    return typed


def versions(case: Case, key: UUID, *, by: User) -> tuple[int, list[Typed]]:
    """Everything that was kept of a note, with its stamp: what stands first, then what was set aside."""
    kept = _page_of(_of(case, by).filter(pk=key).first())
    return (kept["stamp"], _versions(kept)) if kept else (0, [])


def unfinished(case: Case, *, by: User) -> list[Unfinished]:
    """The notes of one case that somebody has begun and not saved, newest first."""
    found = {draft.pk: draft for draft in _of(case, by).order_by("-changed_at")}
    saved = set(Note.objects.filter(pk__in=found).values_list("pk", flat=True))
    return [
        Unfinished(key, draft.changed_at, begins(_page_of(draft).get("typed", {})))
        for key, draft in found.items()
        if key not in saved
    ]


@transaction.atomic
def forget(case: Case, key: UUID, *, by: User) -> None:
    """The note was saved or given up: what was kept of it goes."""
    require(by, "cases.work_case", case)
    for draft in _of(case, by).filter(pk=key):
        drafts.discard(draft)


@transaction.atomic
def forget_said(case: Case, note: Note, *, by: User, key: UUID) -> None:
    """Forget what was kept under a key where a note says all of it by now."""
    if all(is_in(typed, note) for typed in versions(case, key, by=by)[1]):
        forget(case, key, by=by)


def begins(typed: Typed) -> str:
    """The first words that somebody wrote, on one line; nothing where none of the long answers has any."""
    words = next((found for name in WORDS if (found := _on_one_line(" ".join(typed.get(name, ()))))), "")
    return words if len(words) <= FIRST else f"{words[:FIRST].rsplit(' ', 1)[0]} …"


def begun_by(user: User) -> "QuerySet[Any]":
    """What somebody has begun and not saved, in whatever case, the newest first; each with the case that it is `of`.

    Not where they are kept out by now, nor of what is sealed without them: what they typed would say so.
    """
    begun = Draft.objects.filter(author=user, kind__startswith=KIND).order_by("-changed_at")
    of_which = begun.annotate(of=Cast(Substr("kind", len(KIND) + 1), UUIDField()))
    return of_which.exclude(of__in=out_of_sight()).defer("sealed")


def all_of(draft: Draft) -> list[Typed]:
    """Every version that was kept of a note: what stands first, then what was set aside."""
    return _versions(_page_of(draft))


def _of(case: Case, by: User) -> "QuerySet[Draft]":
    return Draft.objects.filter(author=by, kind=_kind(case))


def _kind(case: Case) -> str:
    return f"{KIND}{case.pk.hex}"


def _page_of(draft: Draft | None) -> dict[str, Any]:
    kept: dict[str, Any] = drafts.content_of(draft).get(PAGE, {}) if draft else {}
    return kept


def _versions(kept: dict[str, Any]) -> list[Typed]:
    return [kept["typed"], *(one["typed"] for one in kept["asides"])] if kept else []


def _on_one_line(words: str) -> str:
    return " ".join(words.split())
