"""Journey 3.8 to its end, where the family that was found is another team's: ask with one press of a list, and read it once that is
answered; or, where it cannot wait, break the glass and answer for it afterwards."""

from datetime import date, timedelta

import pytest

from cases.forms.openings import REASONS
from earlyhelp.demo.stories import STORIES
from tests.journeys.hand import WAYS, Hand

pytestmark = pytest.mark.browser
GLASS = "The school rang: he says that he will not go home, and nobody of the family answers."


def families_of(page, number):
    """Reference and child of so many families that this person leads."""
    page.goto("/cases/")
    for reference in page.locator("tbody th a").all_inner_texts()[:number]:
        page.goto(f"/cases/{reference}/")
        words = page.locator("body").inner_text()
        yield reference, next(story.child for story in STORIES if story.child in words)


def ask_about(hand, child):
    """From Today, by the one box, to the page that asks why."""
    hand.page.goto("/")
    hand.type(hand.page.get_by_label("Name, date of birth, postcode"), child)
    hand.go("Find a family")
    hand.follow(hand.page.get_by_role("link", name="Ask to see it").first)


@pytest.mark.parametrize("way", WAYS)
def test_a_reason_is_one_press_from_a_list_and_the_answer_opens_it(way, at_work):
    """Each way asks about a family of its own: what waits is not asked twice."""
    theirs = list(families_of(at_work("practitioner").page, len(WAYS)))
    reference, child = theirs[list(WAYS).index(way) % len(theirs)]
    page = at_work("practitioner_2", **WAYS[way].context).page
    hand = Hand(page, WAYS[way].keyboard, tuple(child.split()))
    ask_about(hand, child)
    hand.press(page.get_by_label(REASONS[0]))
    hand.go("Ask")
    assert "They have your request" in page.locator("main").inner_text()
    assert not hand.cost(pages=4, presses=4, seconds=20)  # with the Today that it began on
    assert page.goto(f"/cases/{reference}/").status == 404, "asked is not answered"

    manager = at_work("team_manager").page
    manager.goto(f"/cases/{reference}/requests")
    assert REASONS[0] in manager.locator("main").inner_text()
    manager.get_by_role("link", name="Answer").first.click()
    manager.get_by_label("They may read it", exact=True).check()
    until = date.today() + timedelta(days=14)
    for label, value in (("Day", until.day), ("Month", until.month), ("Year", until.year)):
        manager.get_by_label(label).fill(str(value))
    manager.get_by_label("Why?").fill("His sister is with you.")
    manager.get_by_role("button", name="Send answer").click()

    page.goto(f"/cases/{reference}/")
    assert child in page.locator("main").inner_text()
    assert not page.get_by_role("link", name="Add a note").count(), "to read, and no more"


def test_what_cannot_wait_is_opened_by_break_glass_and_reviewed(at_work):
    reference, child = list(families_of(at_work("practitioner").page, len(WAYS) + 1))[-1]
    page = at_work("practitioner_2").page
    hand = Hand(page, private=tuple(child.split()))
    ask_about(hand, child)
    hand.follow(page.get_by_role("link", name="open it by break-glass"))
    hand.type(page.get_by_label("What do you need to know, and why can it not wait?"), GLASS)
    hand.go("Open it for one hour")
    assert page.url.endswith(f"/cases/{reference}/") and child in page.locator("main").inner_text()
    assert not hand.cost(pages=5, presses=4, seconds=30)

    officer = at_work("dpo").page
    officer.goto("/")
    officer.get_by_role("link", name="opening by break-glass to look at").or_(
        officer.get_by_role("link", name="openings by break-glass to look at")
    ).first.click()
    assert GLASS in officer.locator("main").inner_text()
    officer.get_by_role("link", name=f"Look at it: {reference}").click()
    officer.get_by_label("It was right to open it").check()
    officer.get_by_label("What did you look at, and what follows?").fill("The school and the hub confirm it.")
    officer.get_by_role("button", name="Save review").click()
    assert "The review is recorded" in officer.locator("main").inner_text()
