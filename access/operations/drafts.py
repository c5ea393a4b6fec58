"""Unfinished work: saved at every step, opened by its author alone, removed when its time is up."""

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


def content_of(draft: Draft) -> dict[str, Any]:
    """What the author typed."""
    return unseal(draft.sealed)


def discard(draft: Draft) -> None:
    """Remove a draft that was sent or given up."""
    Draft.objects.filter(pk=draft.pk).delete()
