"""Journey 3.8, find a family: one box, two pages, ten seconds; with scripts and without, by keyboard alone and on a narrow screen."""

import time

import pytest

from earlyhelp.demo.stories import STORIES
from tests.browser import Person
from tests.journeys.test_log_a_referral import Hand
from tests.pages import checks

pytestmark = pytest.mark.browser

MOST_PAGES, MOST_PRESSES, MOST_SECONDS = 2, 2, 10
WAYS = {
    "mouse": ({}, False),
    "without scripts": ({"java_script_enabled": False}, False),
    "keyboard at 320 px": ({"viewport": {"width": 320, "height": 640}}, True),
}


@pytest.fixture(scope="module")
def worker(durham, browser_of_tests):
    person = Person(durham, browser_of_tests, "practitioner").sign_in()
    yield person
    person.context.close()


@pytest.mark.parametrize("way", WAYS)
def test_one_box_finds_the_family_in_two_pages_and_two_presses(durham, browser_of_tests, worker, way):
    options, keyboard = WAYS[way]
    context = browser_of_tests.new_context(
        locale="en-GB", base_url=durham.address, storage_state=worker.context.storage_state(), **options
    )
    page = context.new_page()
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.goto("/cases/")
    reference = page.locator("tbody th a").first.inner_text()
    page.goto(f"/cases/{reference}/")
    child = next(story.child for story in STORIES if story.child in page.locator("body").inner_text())
    page.goto("/")
    hand, started = Hand(page, keyboard), time.monotonic()
    hand.type(page.get_by_label("Name, date of birth, postcode"), " ".join(reversed(child.split())))
    hand.go("Find a family")
    assert child in page.locator("main").inner_text() and "other way round" in page.locator("main").inner_text()
    if options.get("java_script_enabled", True):
        assert page.evaluate(checks.OVERFLOW) <= 0
        assert checks.accessible(page) == []
    assert not any(word in page.url for word in child.split())
    with page.expect_navigation():
        hand.press(page.get_by_role("link", name=f"Open {reference}").first)
    assert page.url.endswith(f"/cases/{reference}/")
    assert len(hand.pages) <= MOST_PAGES and hand.presses <= MOST_PRESSES
    assert time.monotonic() - started <= MOST_SECONDS
    assert max(hand.weights) <= checks.HTML_LIMIT
    assert not [line for line in said if "Content Security Policy" in line]
    context.close()
