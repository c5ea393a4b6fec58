"""What another time for the hub would mean for the referrals that wait now: how many would be late, and how many would not be."""

from collections import defaultdict
from datetime import date, datetime
from uuid import UUID

from django.db import connection

from access import clock, notice
from access.slots import Effect
from cases.models import Case
from cases.stages import WAITING
from earlyhelp.policy import Policy, working_time
from earlyhelp.policy.adjustments import Adjustment
from earlyhelp.policy.layer import layered, that_fit

HUBS = "triage"  # the clock that runs on every referral that waits
OF_THE_HUB = {("clock", HUBS), ("hours", "working_time"), ("closed_days", "working_time")}
Spans = dict[UUID, list[tuple[datetime, datetime | None]]]


def effect(setting: Adjustment, on: date) -> Effect | None:
    """In words and with numbers only: nobody who weighs a setting reads the referrals themselves. None for any other setting."""
    if (setting.what, setting.entry) not in OF_THE_HUB:
        return None
    file, there = notice.base(), [one for one in notice.layer() if one.thing != setting.thing]
    then = layered(file, [*that_fit(file, there), setting])
    waiting = list(Case.objects.filter(stage__in=WAITING).order_by("pk").values_list("pk", "received_at"))
    pauses, now = _pauses(), clock.now()
    late = [
        (_late(notice.policy(), received, pauses[key], now), _late(then, received, pauses[key], now))
        for key, received in waiting
    ]
    becomes, ends = late.count((False, True)), late.count((True, False))
    hub = notice.policy().label("hub")
    sentence = f"Of {len(late)} referral{'' if len(late) == 1 else 's'} waiting at the {hub} today, {becomes} would become late and {ends} would no longer be late."
    return Effect((sentence,))


def _late(policy: Policy, received: datetime, pauses: list[tuple[datetime, datetime | None]], now: datetime) -> bool:
    due = working_time.due(policy.clock(HUBS), received, policy.working_time, pauses)
    return due is not None and due < now


def _pauses() -> Spans:
    """When the clock stood still, without the reasons."""
    found: Spans = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute("SELECT case_key, since, until FROM earlyhelp_hub_pauses()")
        for key, since, until in cursor.fetchall():
            found[key].append((since, until))
    return found
