"""Journey 3.8 to its end, where the family that was found is another team's: ask with one press of a list, and read it once that is
answered; or, where it cannot wait, break the glass and answer for it afterwards."""

import re
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


def ask(hand, page):
    hand.press(page.get_by_label(REASONS[0]))
    hand.go("Ask")
    assert "They have your request" in page.locator("main").inner_text()


def answer(at_work, reference, label, because, until=None):
    """Their manager answers what waits."""
    manager = at_work("team_manager").page
    manager.goto(f"/cases/{reference}/requests")
    assert REASONS[0] in manager.locator("main").inner_text()
    manager.get_by_role("link", name="Answer").first.click()
    manager.get_by_label(label, exact=True).check()
    if until:
        for part, value in (("Day", until.day), ("Month", until.month), ("Year", until.year)):
            manager.get_by_label(part).fill(str(value))
    manager.get_by_label("Why?").fill(because)
    manager.get_by_role("button", name="Send answer").click()


@pytest.mark.parametrize("way", WAYS)
def test_a_reason_is_one_press_from_a_list_and_the_answer_is_read_where_one_asked(way, at_work):
    """What is answered “No” may be asked again: each way asks about the same family."""
    reference, child = next(families_of(at_work("practitioner").page, 1))
    page = at_work("practitioner_2", **WAYS[way].context).page
    hand = Hand(page, WAYS[way].keyboard, tuple(child.split()))
    ask_about(hand, child)
    ask(hand, page)
    assert not hand.cost(pages=4, presses=4, seconds=20)  # with the Today that it began on
    assert page.goto(f"/cases/{reference}/").status == 404, "asked is not answered"
    said = f"Ring us instead, we will tell you {way}."
    answer(at_work, reference, "No", said)
    page.goto(f"/cases/{reference}/ask")
    assert said in page.locator("main").inner_text()
    assert page.goto(f"/cases/{reference}/").status == 404


def test_a_yes_opens_it_to_read_until_its_day(at_work):
    reference, child = list(families_of(at_work("practitioner").page, 2))[-1]
    page = at_work("practitioner_2").page
    hand = Hand(page, private=tuple(child.split()))
    ask_about(hand, child)
    ask(hand, page)
    answer(at_work, reference, "They may read it", "His sister is with you.", date.today() + timedelta(days=14))
    page.goto(f"/cases/{reference}/")
    assert child in page.locator("main").inner_text()
    assert not page.get_by_role("link", name="Add a note").count(), "to read, and no more"


def test_what_cannot_wait_is_opened_by_break_glass_and_reviewed(at_work):
    reference, child = next(families_of(at_work("practitioner").page, 1))
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
    officer.get_by_role("link", name=re.compile(f"^Look at it.*{reference}")).click()
    officer.get_by_label("It was right to open it").check()
    officer.get_by_label("What did you look at, and what follows?").fill("The school and the hub confirm it.")
    officer.get_by_role("button", name="Save review").click()
    assert "The review is recorded" in officer.locator("main").inner_text()
