"""Where somebody lives and lived: a new address, or one of the past, takes its place by its day."""

from datetime import date
from uuid import UUID

from access import clock
from access.errors import Refused
from access.models import User
from cases.models import Address, Person


def place(
    person: Person, *, key: UUID, lines: str, postcode: str, since: date, until: date | None, by: User, because: str
) -> Address:
    """The address in its place by the day: the one before it ends then, and it ends where the next began. What is lived in now stays
    so, unless the new one began later.

    Raises Refused for days that cannot be, and for an earlier address of which nobody can say when it ended.
    """
    _check(since, until)
    theirs = list(person.addresses.for_change().order_by("pk"))
    after = sorted((one for one in theirs if _began(one) > since), key=_began)
    until = until or _end(person, after)
    if until and after and until > _began(after[0]):
        raise Refused(f"They lived at another address from {_began(after[0]):%-d %B %Y}. Check the day.", "until")
    for before in theirs:
        if before not in after and _ends_later(before, since, now=until is None):
            before.until = since
            before.write(by=by, because=because)
    return Address(id=key, person=person, lines=lines, postcode=postcode, since=since, until=until).write(
        by=by, because=because
    )


def _check(since: date, until: date | None) -> None:
    today = clock.today()
    if since > today:
        raise Refused("The day must not be in the future.", "since")
    if until and not since <= until <= today:
        raise Refused("The last day must be between the first one and today.", "until")


def _began(address: Address) -> date:
    """Since when somebody is known to have lived there: the day on which it was written down, where nobody said."""
    if address.since or address.until:
        return address.since or date.min
    return clock.uk_date(address.history.earliest("history_date").history_date)


def _end(person: Person, after: list[Address]) -> date | None:
    if after and after[0].since is None:
        raise Refused(
            f"Their present address was recorded on {_began(after[0]):%-d %B %Y}, without a first day. It stays the present one: say until when"
            " they lived at this one.",
            "until",
        )
    return after[0].since if after else None


def _ends_later(address: Address, since: date, *, now: bool) -> bool:
    """Whether an address that began before goes on after `since`. `now` says that the new one is the present one."""
    return address.until > since if address.until else now
