"""Leave a message for after the transaction. Handlers are registered by kind; the tick in earlyhelp/celery.py works them off."""

import logging
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import models, transaction

from access import clock
from access.models import OutboxMessage

logger = logging.getLogger(__name__)
Handler = Callable[[UUID | None], None]
HANDLERS: dict[str, Handler] = {}


def leave(kind: str, about: UUID | None = None) -> None:
    """Write the message in the transaction at hand: it goes out if, and only if, the change did."""
    OutboxMessage(kind=kind, about=about, written_at=clock.now()).save(force_insert=True)


def handles(kind: str) -> Callable[[Handler], Handler]:
    """Register the handler of one kind. It must be safe to repeat."""

    def register(handler: Handler) -> Handler:
        HANDLERS[kind] = handler
        return handler

    return register


def waiting_since() -> datetime | None:
    """When the oldest message still waiting was written."""
    oldest = OutboxMessage.objects.filter(done_at=None).order_by("written_at").first()
    return oldest.written_at if oldest else None


def work_off(limit: int = 200) -> int:
    """Hand waiting messages to their handlers, oldest first, each in a transaction of its own. Returns how many were done."""
    done = 0
    for key in OutboxMessage.objects.filter(done_at=None).order_by("id").values_list("pk", flat=True)[:limit]:
        done += _work_off_one(key)
    return done


def _work_off_one(key: UUID) -> int:
    try:
        with transaction.atomic():
            message = OutboxMessage.objects.select_for_update(skip_locked=True).filter(pk=key, done_at=None).first()
            if message is None:
                return 0  # another worker has it
            if handler := HANDLERS.get(message.kind):
                handler(message.about)
            OutboxMessage.objects.filter(pk=key).update(done_at=clock.now())
            return 1
    except Exception:
        logger.exception("outbox.failed", extra={"left": str(key)})
        OutboxMessage.objects.filter(pk=key).update(tries=models.F("tries") + 1)
        return 0
