"""The answer to a list that would be larger than usual."""

from django.db import transaction

from access import clock
from access.errors import Refused, need_reason
from access.grants import require
from access.models import User
from retention.models import LargeProposal
from retention.operations.decisions import APPROVE


def waiting() -> LargeProposal | None:
    """The newest question that nobody has answered."""
    return LargeProposal.objects.filter(answered_at=None).order_by("-asked_at").first()


@transaction.atomic
def allow(asked: LargeProposal, *, by: User, because: str) -> LargeProposal:
    """Let the next night propose so many. It destroys nothing: two people still have to approve the list."""
    require(by, APPROVE)
    need_reason(because)
    asked = LargeProposal.objects.for_change().get(pk=asked.pk)
    if asked.answered_at:
        raise Refused("Somebody has answered this already.")
    asked.answered_by, asked.answered_at, asked.because = by, clock.now(), because
    return asked.write(by=by, because=because)
