"""Hold a case, or everything, whatever its date says; and let it go again."""

from datetime import date
from uuid import UUID

from django.db import transaction

from access import clock, outbox
from access.errors import Refused, need_reason
from access.grants import require
from access.models import User
from cases.models import Case
from retention.models import Hold

PLACE = "retention.place_hold"


@transaction.atomic
def place(
    *, kind: str, because: str, review_on: date, by: User, case_reference: str = "", key: UUID | None = None
) -> Hold:
    """Hold the case of this reference, or every record where none is named. `key` makes sending a page twice one hold.

    It counts from this moment: the database refuses to destroy what is held, and whatever is on a list comes off it.
    """
    require(by, PLACE)
    need_reason(because)
    if key and (there := Hold.objects.filter(pk=key, placed_by=by).first()):
        return there
    reference = case_reference.strip().upper()
    case = Case.objects.filter(reference=reference).first() if reference else None
    if reference and case is None:
        raise Refused(
            "There is no case with this reference. Check the letters, or leave it empty to hold everything.",
            "case_reference",
        )
    if review_on <= clock.today():
        raise Refused("The day to look at this hold again must be in the future.", "review_on")
    hold = Hold(
        case_key=case.pk if case else None,
        case_reference=reference,
        kind=kind,
        because=because,
        placed_by=by,
        placed_at=clock.now(),
        review_on=review_on,
        **({"id": key} if key else {}),
    ).write(by=by, because=because)
    outbox.leave("hold.placed", hold.case_key)
    return hold


@transaction.atomic
def release(hold: Hold, *, because: str, by: User) -> Hold:
    """Let go. Nothing is destroyed because of it tonight: a list made before this moment no longer takes what was held."""
    require(by, PLACE)
    need_reason(because)
    hold = Hold.objects.for_change().get(pk=hold.pk)
    if hold.released_at:
        raise Refused("This hold has been released already.")
    hold.released_by, hold.released_at = by, clock.now()
    hold.write(by=by, because=because)
    outbox.leave("hold.released", hold.case_key)
    return hold
