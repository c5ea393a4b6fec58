"""Journey 3.8, find a family: one box, two pages, ten seconds; with scripts and without, by keyboard alone and on a narrow screen."""

import pytest

from earlyhelp.demo.stories import STORIES
from tests.journeys.hand import WAYS, Hand
from tests.pages import checks

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("way", WAYS)
def test_one_box_finds_the_family_in_two_pages_and_two_presses(way, at_work):
    page = at_work("practitioner", **WAYS[way].context).page
    page.goto("/cases/")
    reference = page.locator("tbody th a").first.inner_text()
    page.goto(f"/cases/{reference}/")
    child = next(story.child for story in STORIES if story.child in page.locator("body").inner_text())
    page.goto("/")
    hand = Hand(page, WAYS[way].keyboard, tuple(child.split()))
    hand.type(page.get_by_label("Name, date of birth, postcode"), " ".join(reversed(child.split())))
    hand.go("Find a family")
    assert child in page.locator("main").inner_text() and "other way round" in page.locator("main").inner_text()
    if way == "with scripts":
        assert not [*checks.accessible(page), *checks.fits(page)]
    hand.follow(page.get_by_role("link", name=f"Open {reference}").first)
    assert page.url.endswith(f"/cases/{reference}/")
    assert not hand.cost(pages=2, presses=2, seconds=10, weight=checks.LIST_LIMIT)
