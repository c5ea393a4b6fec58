"""Every page of the table of routes, opened in a real browser by somebody who may: what must hold on each is in checks.py.

Two loads a page: as it comes, and where every script is blocked. Each load is looked at in many ways.
"""

import pytest

from access.routes import ROUTES
from tests.pages import checks
from tests.pages.visits import BUTTONS, ELSEWHERE, PAGES, REFUSED, answered_wrong, routes_visited
from tests.pages.whole import opened, plain, pressed, refused

pytestmark = pytest.mark.browser


def test_every_route_is_visited_or_says_why_not():
    missing = set(ROUTES) - routes_visited() - set(ELSEWHERE)
    assert not missing, f"add a Visit to PAGES, or a reason to ELSEWHERE, for {sorted(missing)}"
    assert routes_visited() | set(ELSEWHERE) <= set(ROUTES)


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_well_made_for_everybody(name, staged, private, titles):
    person = staged.somebody(PAGES[name].role)
    wrong = opened(person, staged.address(name), name, private=private, signed_in=bool(PAGES[name].role))
    titles[staged.address(name)] = person.page.title()
    assert not wrong


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_as_good_where_no_script_arrives(name, staged):
    page = staged.plain(PAGES[name].role)
    assert page.goto(staged.address(name)).status == 200
    assert not plain(page)


@pytest.mark.parametrize("name", REFUSED)
def test_a_refused_form_says_what_is_wrong_where_it_is_wrong(name, staged, private):
    person = staged.somebody(PAGES[name].role)
    page = person.open(staged.address(name))
    answered_wrong(page, name)
    assert not refused(person, private=private, button=BUTTONS.get(name, ""))
    if typed := checks.typed_into_the_others(page):
        pressed(page, BUTTONS.get(name, ""))
        words, shown = {field: said for field, _, said in typed}, page.locator("main").inner_text()
        assert not [field for field in checks.lost_of(page, typed) if str(words[field]) not in shown], "kept, or taken"


def test_the_frame_is_light(staged):
    static = staged.demo.address + "/static/"
    assert checks.weight(static + "early-help.css") <= checks.CSS_LIMIT
    scripts = checks.weight(static + "govuk-frontend.min.js") + checks.weight(static + "early-help.js")
    assert scripts <= checks.SCRIPT_LIMIT


@pytest.mark.parametrize("address", ["/nowhere", "/cases/EH-2222222/"])
def test_what_is_not_there_looks_well_too(address, staged, private):
    page = staged.somebody("practitioner").page
    response = page.goto(address)
    assert response.status == 404
    found = [*checks.kept_private(response, staged.demo.address, [], private), *checks.well_made(page, private)]
    assert not [*found, *checks.accessible(page), *checks.fits(page)]


def test_neither_logs_nor_letters_nor_files_name_the_families(staged):
    """Everything above has been opened and refused by now; tests/browser.py looks again when the demo ends."""
    names = [word for story in staged.stories() for word in (story.child, story.carer, story.postcode, story.address)]
    assert staged.demo.files_with(*names, *staged.demo.words_of_families()) == set()
