"""By when something is to be done, as the council's own clocks say."""

from collections.abc import Iterable
from datetime import date, datetime

from access import notice
from earlyhelp.policy import working_time


def due_at(code: str, start: datetime, pauses: Iterable[working_time.Span] = ()) -> datetime | None:
    """When the policy's clock of this code runs out that started at `start`; None while it stands still."""
    policy = notice.policy()
    return working_time.due(policy.clock(code), start, policy.working_time, pauses)


def due_on(code: str, start: datetime) -> date:
    """The day on which it runs out. Nothing pauses it."""
    moment = due_at(code, start)
    assert moment is not None
    return moment.date()


def left_in_words(due: datetime, now: datetime) -> str:
    """“2 working days left” or “3 working hours late”."""
    times = notice.policy().working_time
    return working_time.in_words(working_time.between(now, due, times), times)
