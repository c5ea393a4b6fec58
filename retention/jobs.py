"""Nightly jobs of retention, and what it hears through the outbox. Both run as the worker, who reads neither notes nor people."""

from datetime import time
from uuid import UUID

from access import clock, outbox
from access.jobs import job
from access.models import Timetable
from cases.operations import restrictions
from retention.operations import clocks, proposals

REFRESH = "retention.refresh_clocks"


@job(REFRESH, at=time(1, 30))
def refresh_clocks() -> int:
    """Compare every stored clock with what is right, and put right what differs."""
    return clocks.refresh_all()


@job("retention.propose", at=time(2))
def propose() -> int:
    """List what is due, for two people to decide on."""
    batch = proposals.propose()
    restrictions.tell_owners(proposals.sealed_and_due(clock.today()))
    return batch.size if batch else 0


def about_a_case(key: UUID | None) -> None:
    """Something about a case changed, or about all of them where no key is given: then the nightly comparison is due now."""
    if key is None:
        Timetable.objects.filter(job=REFRESH).update(due_at=clock.now())
    else:
        clocks.refresh(key)


def about_everything(key: UUID | None) -> None:
    """A reading changed, or a setting about keeping came into force: every clock may rest on it."""
    about_a_case(None)


for kind in ("referral.sent", "case.allocated", "case.closed", "case.reopened", "hold.placed", "hold.released"):
    outbox.handles(kind)(about_a_case)
for kind in ("reading.changed", "setting.about_keeping"):
    outbox.handles(kind)(about_everything)
