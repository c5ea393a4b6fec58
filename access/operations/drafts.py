"""Unfinished work: saved at every step, opened by its author alone, removed when its time is up."""

import hashlib
import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from access import clock
from access.models import Draft, User
from access.seal import seal, unseal

KEPT = timedelta(days=28)


@dataclass(frozen=True)
class Sent:
    """What a page says of itself when it is sent: the stamp that it carries, in which window it is, and which of its sendings this is.

    `pressed` by a button, or not, while somebody types. `beside`: the page shows another version than its boxes hold, so that
    only a button may put the one in the place of the other.
    """

    seen: int = 0
    window: str = ""
    turn: int = 0
    pressed: bool = True
    beside: bool = False

    def is_of_window(self, kept: dict[str, Any]) -> bool:
        """Whether what is kept was typed in this window."""
        return bool(self.window) and kept.get("window") == self.window

    def is_late(self, kept: dict[str, Any]) -> bool:
        """Whether this window has sent something newer meanwhile."""
        return self.is_of_window(kept) and self.turn < kept["turn"]


@dataclass(frozen=True)
class Kept:
    """Whether what was sent fits what the page showed, and the stamp that the page carries from now on."""

    fits: bool
    stamp: int


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
    key: UUID, page: str, typed: dict[str, Any], *, kind: str, by: User, sent: Sent, **remembered: Any
) -> Kept:
    """Keep what was typed on one page of a draft, which was `sent` as it says.

    Where another window has saved the page since this one was opened, what was typed now stands beside what was saved, as one
    of its `asides`, and neither is lost: each window has one, its newest. What a window saved itself is no other version. The
    stamp moves on with each, so that only a button of a page that has shown all of them replaces them. What overtook its own
    successor on the way is not kept. What the program itself has to remember of the page is stored with it.
    """
    draft = Draft.objects.select_for_update().get(pk=key, author=by, kind=kind)
    content = content_of(draft)
    kept = content.get(page) or {"stamp": 0, "typed": typed}
    if any(sent.is_late(one) for one in (kept, *kept.get("asides", ()))):
        return Kept(fits=True, stamp=sent.seen)
    knows, asides = kept["stamp"] == sent.seen, _of_others(kept, typed, sent)
    fits = not sent.beside and (knows or sent.is_of_window(kept) or kept["typed"] == typed)
    if fits:
        replaces = knows and sent.pressed
        said = {"typed": typed, "at": clock.now().isoformat(), "window": sent.window, "turn": sent.turn}
        content[page] = (kept if not replaces else {}) | said | remembered | {"asides": [] if replaces else asides}
    else:
        content[page] = kept | {"asides": [*asides, {"typed": typed, "window": sent.window, "turn": sent.turn}]}
    content[page]["stamp"] = kept["stamp"] + 1
    save(kind, content, by=by, key=key)
    return Kept(fits=fits, stamp=kept["stamp"] + 1 if knows else sent.seen)


def _of_others(kept: dict[str, Any], typed: dict[str, Any], sent: Sent) -> list[dict[str, Any]]:
    """What is set aside on a page and says something else, but for what this window has set aside itself."""
    return [one for one in kept.get("asides", []) if one["typed"] != typed and not sent.is_of_window(one)]


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
