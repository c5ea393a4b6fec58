"""Everything that holds on every page in every state, asked of it in one go."""

from tests.browser import Person
from tests.pages import checks
from tests.pages.drawn import pictures
from tests.pages.keyboard import tabs_through
from tests.pages.printing import prints
from tests.pages.speed import quick, still, watched
from tests.pages.visits import LISTS, STORIES

WITHOUT_SCRIPTS = "**/*.js"


def limit_of(name: str) -> int:
    """How heavy a page of this kind may be."""
    route = name.partition("@")[0]
    if route in STORIES:
        return checks.CHRONOLOGY_LIMIT
    return checks.LIST_LIMIT if route in LISTS else checks.HTML_LIMIT


def opened(person: Person, address: str, name: str, *, private: tuple[str, ...], signed_in: bool = True) -> list[str]:
    """Open a page, and say sentence by sentence what is wrong: with how it came, with what stands there, and in the console."""
    page = person.page
    person.said.clear()
    person.asked.clear()
    with watched(page) as measured:
        response = page.goto(address)
        metrics = measured()
    return [
        *quick(metrics),
        *checks.kept_private(response, person.demo.address, person.asked, private),
        *looked_at(page, response, name, private=private, signed_in=signed_in),
        *(f"console: {line}" for line in person.said),
    ]


def looked_at(page, response, name, *, private: tuple[str, ...], signed_in: bool = True) -> list[str]:
    """What is wrong with what stands on the page that is open."""
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


UNPROCESSABLE = (
    "the server responded with a status of 422"  # the browser's own note of how we answer a form that is wrong
)


def refused(person: Person, *, private: tuple[str, ...], button: str = "") -> list[str]:
    """Press a button of the form that is open, the last one if none is named: what is wrong with the answer, which must be that
    something is."""
    page = person.page
    person.said.clear()
    person.asked.clear()
    response = pressed(page, button)
    return [
        *checks.errors_lead_to_their_fields(page),  # first: what follows moves the focus
        *checks.kept_private(response, person.demo.address, person.asked, private),
        *checks.well_made(page, private),
        *checks.stored(page),
        *tabs_through(page),
        *checks.accessible(page),
        *checks.fits(page),
        *(f"console: {line}" for line in person.said if UNPROCESSABLE not in line),
    ]


def pressed(page, button: str = ""):
    """The answer to a button of the form that is open. What saves itself writes its version into the history: that is no answer."""
    with page.expect_event("load"), page.expect_event("response", _of_the_page) as answer:
        found = page.locator("main form button")
        (found.filter(has_text=button) if button else found).last.click()
    assert answer.value.status in (200, 422)
    return answer.value


def _of_the_page(response) -> bool:
    """Whether it is the page that comes, at the end of the way that leads there."""
    return response.request.is_navigation_request() and not 300 <= response.status < 400


def plain(page) -> list[str]:
    """A2: what is wrong where no script arrives, of the page that is open in a window that takes none."""
    wrong = ["a script came"] if page.locator("body.js-enabled").count() else []
    return [*wrong, *checks.accessible(page), *checks.fits(page)]


def opened_plain(page, address: str) -> list[str]:
    """Open a page once more without its scripts. Switched off in the browser, they would stop the measuring ones too."""
    page.route(WITHOUT_SCRIPTS, lambda route: route.abort())
    page.goto(address)
    wrong = [f"without scripts: {one}" for one in plain(page)]
    page.unroute(WITHOUT_SCRIPTS)
    return wrong
