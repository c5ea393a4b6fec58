"""Which days can be: of a birth and of a birth to come, of what happened, of what is planned, of a telling."""

from collections.abc import Iterable
from datetime import date, timedelta

from access import clock
from access.errors import Refused
from cases.models.families import Part

OLDEST = 120  # in years
AHEAD, BACK = timedelta(days=305), timedelta(days=92)  # about ten months to come; three since a birth was expected

FIRST_WORK = date(2000, 1, 1)  # no contact with a family that anybody still writes a note of was before
PLANNED = 5  # years: what somebody is to do, or to look at again, lies no further ahead
TOLD_BEFORE = timedelta(days=366)  # a referral may rest on something that the family was told up to a year before it

Birth = tuple[date | None, date | None]  # of somebody: when they were born, and when they are expected to be


def check_birth(born: date | None, expected: date | None) -> None:
    """Raise Refused, with the name of the day, where nobody can have been born then or be expected then."""
    today = clock.today()
    if born and born > today:
        raise Refused("The date of birth must not be in the future: use the expected date of delivery.", "born")
    if born and born.year < today.year - OLDEST:
        raise Refused(f"The date of birth must not be before {today.year - OLDEST}. Check the year.", "born")
    if expected and expected > today + AHEAD:
        raise Refused(
            f"The expected date of delivery must not be after {today + AHEAD:%-d %B %Y}: check it.", "expected"
        )
    if expected and expected < today - BACK:
        raise Refused(
            f"The expected date of delivery must not be before {today - BACK:%-d %B %Y}. If the child is born, enter the date of birth.",
            "expected",
        )


def check_to_come(part: str, born: date | None, expected: date | None) -> None:
    """Raise Refused, with the name of the day, where somebody of this part in a family would be born and to come at once."""
    if expected and part != Part.UNBORN:
        raise Refused("Only an unborn child has an expected date of delivery.", "expected")
    if part == Part.UNBORN and born:
        raise Refused("An unborn child has no date of birth yet.", "born")
    if part == Part.UNBORN and not expected:
        raise Refused("Enter the expected date of delivery, roughly if it is not known.", "expected")


def check_contact(on: date, family: Iterable[Birth], field: str) -> None:
    """Raise Refused for a contact with a family before anybody of it was born, or before any that is written down here."""
    check_event(on, family, field)
    if on < FIRST_WORK:
        raise Refused(f"The day must not be before {FIRST_WORK:%-d %B %Y}. Check the year.", field)


def check_event(on: date, family: Iterable[Birth], field: str) -> None:
    """Raise Refused for something that happened before anybody of the family was on the way. Whose birth is not known may be of any age."""
    first = _first_day(family)
    if on < first:
        raise Refused(
            f"The day must not be before {first:%-d %B %Y}: nobody of this family was there yet. Check the year.", field
        )


def _first_day(family: Iterable[Birth]) -> date:
    """The first on which something can have happened to it, a pregnancy too; as long ago as anybody may live, where a birth is not known."""
    longest = date(clock.today().year - OLDEST, 1, 1)
    births = [born or longest for born, expected in family if born or not expected]
    return max(longest, min(births) - AHEAD) if births else longest


def check_planned(on: date, field: str) -> None:
    """Raise Refused for a day to come that has passed, or that nobody here plans for."""
    today = clock.today()
    if on < today:
        raise Refused("The day must not be in the past.", field)
    check_not_far(on, field)


def check_not_far(on: date, field: str) -> None:
    """Raise Refused for a day that lies further ahead than anything is planned here."""
    last = clock.today() + timedelta(days=365 * PLANNED + 1)
    if on > last:
        raise Refused(
            f"The day must not be after {last:%-d %B %Y}, which is {PLANNED} years from now. Check the year.", field
        )


def check_told(on: date, referred: date, field: str) -> None:
    """Raise Refused for a family that was told on a day to come, or longer before its referral than that can be about it."""
    if on > clock.today():
        raise Refused("The day they were told must not be in the future.", field)
    if on < referred - TOLD_BEFORE:
        raise Refused(
            f"The day they were told must not be more than a year before the referral, which is of {referred:%-d %B %Y}. Check the year.",
            field,
        )
