"""Unfinished work: saved at every step, opened by its author alone, removed when its time is up."""

import hashlib
import json
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from access import clock
from access.models import Draft, User
from access.seal import seal, unseal

KEPT = timedelta(days=28)


@transaction.atomic
def save(kind: str, content: dict[str, Any], *, by: User, key: UUID | None = None) -> Draft:
    """Store `content` (JSON-able) as a new draft, or over the one with this key, which must be `by`'s own.

    Each save moves the removal date on by 28 days.
    """
    draft = Draft.objects.select_for_update().get(pk=key, author=by, kind=kind) if key else Draft(author=by, kind=kind)
    draft.sealed = seal(content)
    draft.changed_at = clock.now()
    draft.remove_at = draft.changed_at + KEPT
    draft.save(force_insert=key is None, force_update=key is not None)
    return draft


@transaction.atomic
def start(kind: str, *, by: User, key: UUID) -> Draft:
    """An empty draft with a key that a page carried once: starting twice starts one."""
    if there := Draft.objects.filter(pk=key, author=by, kind=kind).first():
        return there
    moment = clock.now()
    draft = Draft(id=key, author=by, kind=kind, sealed=seal({}), changed_at=moment, remove_at=moment + KEPT)
    draft.save(force_insert=True)
    return draft


@transaction.atomic
def save_page(
    key: UUID, page: str, typed: dict[str, Any], *, kind: str, by: User, seen: int, **remembered: Any
) -> bool:
    """Keep what was typed on one page of a draft. `seen` is the stamp that the page carried when it was opened.

    False where the page was saved meanwhile in another tab or on another device: what was typed now then stands beside what
    was saved, as one of its `asides`, and neither is lost. The stamp moves on with each, so that only a page that has shown all
    of them replaces them. What the program itself has to remember of the page is stored with it.
    """
    draft = Draft.objects.select_for_update().get(pk=key, author=by, kind=kind)
    content = content_of(draft)
    kept = content.get(page) or {"stamp": 0, "typed": typed}
    fits = kept["stamp"] == seen or kept["typed"] == typed
    if fits:
        shown = {} if kept["stamp"] == seen else kept  # a page that has not shown the asides leaves them
        said = {"typed": typed, "stamp": kept["stamp"] + 1, "at": clock.now().isoformat()}
        content[page] = {**shown, **said, **remembered}
    else:
        asides = [one for one in kept.get("asides", []) if one != typed]
        content[page] = kept | {"stamp": kept["stamp"] + 1, "asides": [*asides, typed]}
    save(kind, content, by=by, key=key)
    return fits


@transaction.atomic
def remember(kind: str, content: dict[str, Any], *, by: User) -> Draft:
    """The one draft of a kind that somebody has: made, or written over."""
    there = Draft.objects.filter(author=by, kind=kind).order_by("-changed_at").first()
    return save(kind, content, by=by, key=there.pk if there else None)


def with_content(kind: str, content: dict[str, Any], *, by: User) -> Draft | None:
    """A draft of theirs that says exactly this already."""
    return next((one for one in Draft.objects.filter(author=by, kind=kind) if content_of(one) == content), None)


@transaction.atomic
def drop_pages(key: UUID, pages: tuple[str, ...], *, kind: str, by: User) -> None:
    """Take pages out of a draft, with what was typed on them."""
    draft = Draft.objects.select_for_update().get(pk=key, author=by, kind=kind)
    content = content_of(draft)
    save(kind, {name: kept for name, kept in content.items() if name not in pages}, by=by, key=key)


def content_of(draft: Draft) -> dict[str, Any]:
    """What the author typed."""
    return unseal(draft.sealed)


def discard(draft: Draft) -> None:
    """Remove a draft that was sent or given up."""
    Draft.objects.filter(pk=draft.pk).delete()


def digest_of(content: dict[str, Any]) -> str:
    """A mark of what a draft holds: a page that states it carries the mark, and what is sent later is held to it."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
