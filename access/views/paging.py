"""Pages of a list go on after the last row shown, so that a deep page costs what the first does; short lists are numbered."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import QuerySet

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


@dataclass(frozen=True)
class Numbered:
    """One page of a list of some hundreds: its rows, and the addresses of the pages before and after; empty where there is none."""

    rows: list[Any]
    before: str
    after: str


def numbered(found: "QuerySet[Any]", asked: Mapping[str, str], size: int) -> Numbered:
    """The page that the address asks for with `page=`, `size` rows long; the nearest one where it asks for none that there is."""
    page = Paginator(found, size).get_page(asked.get("page"))
    chosen = {name: value for name, value in asked.items() if name != "page" and value}

    def address(number: int) -> str:
        return "?" + urlencode(chosen | {"page": number})

    return Numbered(
        list(page),
        address(page.number - 1) if page.has_previous() else "",
        address(page.number + 1) if page.has_next() else "",
    )
