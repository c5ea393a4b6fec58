"""What the invented staff opened on the evening before: enough for the pages about readings, and for the night to find something."""

from collections.abc import Sequence

from access.identity import looking
from access.models import User
from access.readings import record_reading
from cases.models import Case

OPENED, REFUSED, FOR_SOMETHING = (
    12,
    11,
    2,
)  # a night at which somebody stays late; old bookmarks; people who have such a list


def leave(teams: Sequence[Sequence[User]]) -> None:
    """Somebody of the first team reads late what is theirs; others follow addresses that lead nowhere any more."""
    late, *others = [worker for team in teams for worker in team]
    with looking(late):
        for case in Case.objects.visible_to(late).order_by("pk")[:OPENED]:
            record_reading("case_page", by=late, route="cases:case", case=case)
    for one in [late, *others[:FOR_SOMETHING]]:
        for _ in range(REFUSED):
            record_reading("page", by=one, route="cases:case", outcome="refused", because="not there or not theirs")
