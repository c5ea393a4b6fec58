"""Pages of a list go on after the last row shown, so that a deep page costs what the first does."""

from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

Place = tuple[datetime, UUID]  # the moment and the key of the last row that was shown


def place_in(after: str) -> Place | None:
    """Where the page before ended, as its address says: a moment and a key. None where it says nothing that can be read."""
    moment, _, key = after.partition("_")
    try:
        place = datetime.fromisoformat(moment), UUID(key)
    except ValueError:
        return None
    return place if place[0].tzinfo else None


def going_on(moment: datetime, key: UUID, **chosen: str) -> str:
    """The address of the next page, with what was chosen on this one."""
    return "?" + urlencode(
        {name: value for name, value in chosen.items() if value} | {"after": f"{moment.isoformat()}_{key}"}
    )
