"""Leave a message for after the transaction. Handlers are registered by kind; the tick in earlyhelp/celery.py works them off."""

import logging
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from django.db import connection, models, transaction

from access import clock
from access.models import OutboxMessage

logger = logging.getLogger(__name__)
Handler = Callable[[UUID | None], None]
HANDLERS: dict[str, Handler] = {}
LATE = timedelta(minutes=10)  # letters, clocks of retention: nobody stands beside it and waits
MOST_TRIES = 30_000  # counted no further: the column holds little more, and a tick that fails runs nothing that is due


def leave(kind: str, about: UUID | None = None) -> None:
    """Write the message in the transaction at hand: it goes out if, and only if, the change did."""
    OutboxMessage(kind=kind, about=about, written_at=clock.now()).save(force_insert=True)


def handles(kind: str) -> Callable[[Handler], Handler]:
    """Register the handler of one kind. It must be safe to repeat."""

    def register(handler: Handler) -> Handler:
        HANDLERS[kind] = handler
        return handler

    return register


def waiting_for() -> timedelta:
    """For how long the oldest message has waited, by the clock of business; nothing where none waits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT earlyhelp_left_since()")
        since = cursor.fetchone()[0]
    return max(clock.now() - since, timedelta(0)) if since else timedelta(0)


def work_off(limit: int = 200) -> int:
    """Hand waiting messages to their handlers, oldest first, each in a transaction of its own. Returns how many were done.

    What failed before comes after what was never tried. A kind of which one fails is left for the next round: a mail server that
    is down, or says nothing, keeps nothing else waiting.
    """
    done, failed = 0, set[str]()
    while True:
        waits = OutboxMessage.objects.filter(done_at=None).exclude(kind__in=failed).order_by("tries", "id")
        for key, kind in waits.values_list("pk", "kind")[: limit - done]:
            if (one := _work_off_one(key)) is None:
                failed.add(kind)
                break
            done += one
        else:
            return done


def _work_off_one(key: UUID) -> int | None:
    """1 where it is done, 0 where another worker has it, None where it failed."""
    try:
        with transaction.atomic():
            message = OutboxMessage.objects.select_for_update(skip_locked=True).filter(pk=key, done_at=None).first()
            if message is None:
                return 0
            if handler := HANDLERS.get(message.kind):
                handler(message.about)
            OutboxMessage.objects.filter(pk=key).update(done_at=clock.now())
            return 1
    except Exception:
        logger.exception("outbox.failed", extra={"left": str(key)})
        OutboxMessage.objects.filter(pk=key, tries__lt=MOST_TRIES).update(tries=models.F("tries") + 1)
        return None
