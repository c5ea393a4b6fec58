"""Propose what is due: a list of cases, frozen by its digest, for two people to decide on. Nothing here destroys."""

import hashlib
import json
import secrets
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef

from access import clock
from access.jobs import robot
from access.models import JobRun
from access.records import RecordQuerySet, acting
from cases.models import Case
from cases.models.case import Visibility
from cases.operations.referrals import LETTERS
from retention.models import BatchItem, Clock, DisposalBatch, LargeProposal
from retention.models.disposal import LIVE
from retention.operations.clocks import work_out_all

ALWAYS_ALLOWED = 5
SHARE = 50  # one in fifty of all cases
TIMES_THE_USUAL = 5
ASKED = "retention.propose.asked"
USUAL_OF = 12  # the lists that say what is usual
ANSWER_HOLDS = timedelta(days=7)
FROZEN = ("case_reference", "case_key", "record_class", "closed_on", "dispose_from", "rule_source", "fingerprint")


def due(today: date) -> RecordQuerySet:
    """The clocks that are due and in no list yet, oldest first, without what is sealed. Reads the index on dates that nothing holds."""
    sealed = Case.objects.sealed().filter(pk=OuterRef("case_id"))
    listed = BatchItem.objects.filter(case_key=OuterRef("case_id"), state__in=LIVE)
    dated = Clock.objects.filter(held=False, state="dated", dispose_from__lte=today)
    return dated.filter(~Exists(listed), ~Exists(sealed)).order_by(
        "dispose_from", "id"
    )  # no join, which could begin elsewhere


def sealed_and_due(today: date) -> list[Case]:
    """Sealed cases whose date has come: on no list until the seal is lifted, and nobody but its owner hears of it."""
    clocked = Clock.objects.filter(
        held=False, state="dated", dispose_from__lte=today, case__visibility=Visibility.SEALED
    )
    return [row.case for row in clocked.select_related("case")]


def allowed() -> int:
    """How many one list may hold without asking: a fiftieth of all cases and five times the usual, but always five."""
    sizes = list(DisposalBatch.objects.order_by("-proposed_at").values_list("size", flat=True)[:USUAL_OF])
    limits = [Case.objects.count() / SHARE]
    if sizes:
        limits.append(TIMES_THE_USUAL * sum(sizes) / len(sizes))
    return max(ALWAYS_ALLOWED, int(min(limits)))


@transaction.atomic
def propose() -> DisposalBatch | None:
    """List everything that is due. None where nothing is, or where there is so much of it that somebody must be asked first."""
    rows = list(due(clock.today()).select_related("case"))
    items = [item_of(clocked.case, values) for clocked, values in _still_right(rows)]
    if not items or not _may_propose(len(items)):
        return None
    batch = DisposalBatch(
        reference=_new_reference(),
        digest=digest_of(items),
        size=len(items),
        proposed_at=clock.now(),
        proposed_by=robot(),
    )
    with acting(batch.proposed_by, "due, and nothing holds it"):
        batch.save(force_insert=True)
        for item in items:
            item.batch = batch
        BatchItem.objects.bulk_create(items)
    return batch


def _still_right(rows: Sequence[Clock]) -> list[tuple[Clock, dict[str, Any]]]:
    """The rows whose clock, worked out anew from its source, says the same: a clock that lags behind proposes nothing."""
    values = work_out_all([row.case for row in rows])
    told = ("record_class", "state", "dispose_from", "held", "rule_source", "fingerprint")
    return [
        (row, values[row.case_id])
        for row in rows
        if all(getattr(row, name) == values[row.case_id][name] for name in told)
    ]


def item_of(case: Case, values: dict[str, Any]) -> BatchItem:
    """A line of a list: what the case is and why it is due, as it is now."""
    assert case.closed_on is not None  # only what is closed is due
    told = {name: values[name] for name in ("record_class", "dispose_from", "rule_source", "fingerprint")}
    return BatchItem(case_key=case.pk, case_reference=case.reference, closed_on=case.closed_on, **told)


def line_of(item: BatchItem) -> str:
    """The canonical line of one case: what the digest is taken of."""
    return json.dumps([str(getattr(item, name)) for name in FROZEN], ensure_ascii=False)


def digest_of(items: Iterable[BatchItem]) -> str:
    """SHA-256 of the sorted lines: the same list has the same digest, in whatever order it was read."""
    return hashlib.sha256("\n".join(sorted(map(line_of, items))).encode()).hexdigest()


def _new_reference() -> str:
    return "DL-" + "".join(secrets.choice(LETTERS) for _ in range(7))


def _may_propose(size: int) -> bool:
    """Whether a list of this size may be made: within the limit, or somebody has said yes to so many in the last days."""
    limit = allowed()
    if size <= limit:
        return True
    answered = LargeProposal.objects.filter(answered_at__gte=clock.now() - ANSWER_HOLDS)
    if answered.filter(size__gte=size - limit).exists():  # a few more may have fallen due since the answer
        return True
    _ask(size, limit, clock.now())
    return False


def _ask(size: int, limit: int, moment: datetime) -> None:
    """Leave the question for a records manager, once, and a line among the runs of jobs."""
    why = f"{size} cases are due at once, more than the {limit} that may be proposed without asking"
    alive = datetime.now(UTC)  # machine time, like every heartbeat
    JobRun(job=ASKED, started_at=moment, heartbeat_at=alive, finished_at=moment, why=why).save(force_insert=True)
    if not LargeProposal.objects.filter(answered_at=None, size=size).exists():
        LargeProposal(size=size, limit=limit, asked_at=moment).write(by=robot(), because=why)
