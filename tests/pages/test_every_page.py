"""Every page of the table of routes, opened in a real browser by somebody who may: what must hold on each is in checks.py.

Two loads a page: as it comes, and where every script is blocked. Each load is looked at in many ways.
"""

from collections import Counter

import pytest

from access.routes import ROUTES
from tests.pages import checks
from tests.pages.speed import quick, watched
from tests.pages.visits import ELSEWHERE, PAGES, routes_visited
from tests.pages.whole import looked_at

pytestmark = pytest.mark.browser


def test_every_route_is_visited_or_says_why_not():
    missing = set(ROUTES) - routes_visited() - set(ELSEWHERE)
    assert not missing, f"add a Visit to PAGES, or a reason to ELSEWHERE, for {sorted(missing)}"
    assert routes_visited() | set(ELSEWHERE) <= set(ROUTES)


@pytest.fixture(scope="module")
def titles():
    """The titles of the pages that were opened."""
    return {}


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_well_made_for_everybody(name, staged, private, titles):
    person = staged.somebody(PAGES[name].role)
    person.said.clear()
    person.asked.clear()
    page = person.page
    with watched(page) as measured:
        response = page.goto(staged.address(name))
        metrics = measured()
    if "@" not in name:  # another state of one page has its title
        titles[name] = page.title()
    wrong = [
        *quick(metrics),
        *checks.kept_private(response, staged.demo.address, person.asked, private),
        *looked_at(page, response, name, private=private, signed_in=bool(PAGES[name].role)),
        *(f"console: {line}" for line in person.said),
    ]
    assert not wrong


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_as_good_where_no_script_arrives(name, staged):
    page = staged.plain(PAGES[name].role)
    assert page.goto(staged.address(name)).status == 200
    assert page.locator("body.js-enabled").count() == 0
    assert not [*checks.accessible(page), *checks.fits(page)]


def test_no_two_pages_have_one_title(titles):
    """The pages of one case are told apart by what they are for, the reference being the same."""
    twice = {
        title: [name for name in titles if titles[name] == title]
        for title, n in Counter(titles.values()).items()
        if n > 1
    }
    assert not twice


@pytest.mark.parametrize("name", [name for name, visit in PAGES.items() if visit.refused])
def test_a_refused_form_says_what_is_wrong_where_it_is_wrong(name, staged):
    page = staged.somebody(PAGES[name].role).page
    page.goto(staged.address(name))
    with page.expect_navigation() as answer:
        page.locator("main form button").last.click()
    assert answer.value.status in (200, 422)
    assert not [*checks.errors_lead_to_their_fields(page), *checks.accessible(page), *checks.fits(page)]
    if typed := checks.typed_into_the_others(page):
        with page.expect_navigation() as answer:
            page.locator("main form button").last.click()
        assert answer.value.status in (200, 422)
        assert not checks.lost_of(page, typed)


def test_the_frame_is_light(staged):
    static = staged.demo.address + "/static/"
    assert checks.weight(static + "early-help.css") <= checks.CSS_LIMIT
    scripts = checks.weight(static + "govuk-frontend.min.js") + checks.weight(static + "early-help.js")
    assert scripts <= checks.SCRIPT_LIMIT


@pytest.mark.parametrize("address", ["/nowhere", "/cases/EH-2222222/"])
def test_what_is_not_there_looks_well_too(address, staged):
    page = staged.somebody("practitioner").page
    response = page.goto(address)
    assert response.status == 404
    assert not [*checks.accessible(page), *checks.fits(page)]


def test_neither_logs_nor_letters_nor_files_name_the_families(staged):
    """Everything above has been opened and refused by now; tests/browser.py looks again when the demo ends."""
    names = [word for story in staged.stories() for word in (story.child, story.carer, story.postcode, story.address)]
    assert staged.demo.files_with(*names, *staged.demo.words_of_families()) == set()
