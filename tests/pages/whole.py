"""Everything that holds on every page in every state, looked at in one go."""

from tests.pages import checks
from tests.pages.drawn import pictures
from tests.pages.keyboard import tabs_through
from tests.pages.printing import prints
from tests.pages.speed import still
from tests.pages.visits import LISTS, STORIES


def limit_of(name: str) -> int:
    """How heavy a page of this kind may be."""
    route = name.partition("@")[0]
    if route in STORIES:
        return checks.CHRONOLOGY_LIMIT
    return checks.LIST_LIMIT if route in LISTS else checks.HTML_LIMIT


def looked_at(page, response, name, *, private: tuple[str, ...] = (), signed_in: bool = True) -> list[str]:
    """What is wrong with the page that is open, sentence by sentence."""
    assert response.status == 200
    return [
        *still(page),
        *checks.well_made(page, private),
        *checks.light(response.text(), limit_of(name)),
        *checks.stored(page),
        *pictures(page),
        *tabs_through(page),
        *checks.accessible(page),
        *checks.fits(page),
        *prints(page, signed_in=signed_in),
    ]
