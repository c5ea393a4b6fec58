"""What the council says where its notice is silent: entered by a records manager, with a reason, and withdrawn, never erased."""

from datetime import date

from django.db import transaction

from access import clock, notice, outbox, security
from access.errors import Refused, need_reason
from access.grants import require
from access.models import CouncilReading, User
from earlyhelp.policy.vocabulary import YEARS


@transaction.atomic
def enter(key: str, *, value: str, because: str, by: User, subject: str = "") -> CouncilReading:
    """Enter the council's answer to a question of the policy. An answer that stood before is withdrawn the same day.

    `subject` names which one where there may be several, such as an inquiry. Raises Refused for an answer of the wrong kind.
    """
    require(by, "access.enter_reading")
    need_reason(because)
    asked = notice.policy().reading(key)
    check_value(key, value)
    if asked.for_each and not subject:
        raise Refused(f"Name the {asked.for_each}.", "subject")
    standing = CouncilReading.objects.for_change().filter(key=key, subject=subject, withdrawn_on=None)
    if again := standing.filter(value=value, because=because, decided_by=by).first():
        return again  # sent twice
    today = clock.today()
    for earlier in standing:
        earlier.withdrawn_on = today
        earlier.write(by=by, because=f"replaced: {because}")
    reading = CouncilReading(
        key=key, subject=subject, value=value, because=because, decided_by=by, decided_on=today
    ).write(by=by, because=because)
    outbox.leave("reading.changed", reading.pk)
    security.record("setting_entered", by=by, because=f"{key} {subject}".strip())
    return reading


def check_value(key: str, value: str) -> None:
    """Raise Refused unless `value` answers the question `key`: a choice, a number of years, words, or a day that is not to come."""
    asked = notice.policy().reading(key)
    if asked.kind == "choice":
        if value not in {choice.code for choice in asked.choices}:
            raise Refused("Choose one of the answers.", "value")
        return
    if asked.kind == "years":
        if not (value.isdecimal() and int(value) in YEARS):
            raise Refused("Enter a whole number of years.", "value")
        return
    if asked.kind == "text":
        if not value.strip():
            raise Refused("Enter the council’s answer.", "value")
        return
    try:
        day = date.fromisoformat(value)
    except ValueError:
        raise Refused("Enter a day, such as 27 3 2026.", "value") from None
    if day > clock.today():
        raise Refused("The day must not be in the future.", "value")


@transaction.atomic
def withdraw(reading: CouncilReading, *, because: str, by: User) -> CouncilReading:
    """Take an answer back: what rested on it is unset again from today."""
    require(by, "access.enter_reading")
    need_reason(because)
    reading = CouncilReading.objects.for_change().get(pk=reading.pk)
    if reading.withdrawn_on:
        return reading
    reading.withdrawn_on = clock.today()
    reading.write(by=by, because=because)
    outbox.leave("reading.changed", reading.pk)
    security.record("setting_withdrawn", by=by, because=f"{reading.key} {reading.subject}".strip())
    return reading
