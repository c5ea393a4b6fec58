"""Which days can be: of a birth, and of a birth to come."""

from datetime import date, timedelta

from access import clock
from access.errors import Refused

OLDEST = 120  # in years
AHEAD, BACK = timedelta(days=305), timedelta(days=92)  # about ten months to come; three since a birth was expected


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
