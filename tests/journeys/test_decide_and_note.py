"""Journeys 3.2, the hub decides, and 3.9, a visit note on a telephone: pages, presses and weight, with scripts and without, by keyboard."""

import pytest

from tests.browser import Person
from tests.journeys.test_log_a_referral import Hand
from tests.pages import checks

pytestmark = pytest.mark.browser

WAYS = {"with scripts": {}, "without scripts": {"java_script_enabled": False}, "by keyboard": {}}
PHONE = {"viewport": {"width": 320, "height": 640}}


@pytest.fixture
def at_work(durham, browser_of_tests):
    made = []

    def sign_in(role, **context):
        person = Person(durham, browser_of_tests, role, **context).sign_in()
        made.append(person)
        return person

    yield sign_in
    for person in made:
        person.context.close()


@pytest.mark.parametrize("way", WAYS)
def test_the_hub_decides_on_three_pages_with_six_presses(way, at_work):
    page = at_work("hub", **WAYS[way], **(PHONE if way == "by keyboard" else {})).page
    page.goto("/hub/queue")
    if not page.get_by_role("button", name="Open the oldest").count():
        pytest.fail("the demo has no referral that waits for a decision")
    hand = Hand(page, keyboard=way == "by keyboard")
    hand.go("Open the oldest")
    reference = page.locator("h1").inner_text().split()[-1]
    assert "working" in page.locator("main").inner_text()
    choose(hand, page.get_by_label("For the hub meeting", exact=True))
    hand.type(page.get_by_label("Why?"), "Several services could help.")
    hand.go("Record and open the next")
    assert "The decision is recorded" in page.locator("main").inner_text()
    assert hand.presses <= 6 and len(hand.pages) <= 3, (hand.presses, hand.pages)
    assert not hand.wrong
    page.goto("/hub/meeting")
    assert reference in page.locator("main").inner_text()
    page.goto(f"/hub/referrals/{reference}/")
    assert "Several services could help." in page.locator("main").inner_text()
    ask_the_referrer_again(page)


def choose(hand, radio):
    """One of a group of radios: Tab leads to the group, arrows within it."""
    if not hand.keyboard:
        hand.press(radio)
        return
    hand.press(hand.page.locator("[name=decision]").first)
    while not radio.is_checked():
        hand.page.keyboard.press("ArrowDown")


def ask_the_referrer_again(page):
    """Back into the queue, so that the next way has something to decide."""
    page.get_by_label("Ask the referrer", exact=True).check()
    page.get_by_label("Why?").fill("One thing is not clear.")
    page.get_by_label("What you write to the referrer").fill("Which school?")
    page.get_by_role("button", name="Record decision", exact=True).click()
    page.goto(page.url if "referrals" in page.url else "/hub/queue?stage=asked")
    page.get_by_role("link", name="EH-").first.click()
    page.get_by_role("link", name="Let the clock run again").click()
    page.get_by_role("button", name="Run").click()


@pytest.mark.parametrize("way", WAYS)
def test_a_visit_note_is_three_taps_away_light_and_saved_once(way, at_work):
    page = at_work("practitioner", **WAYS[way], **PHONE).page
    page.goto("/")
    hand = Hand(page, keyboard=way == "by keyboard")
    with page.expect_navigation():
        hand.press(page.get_by_role("link", name="Visit note on").first)
    hand.look()
    text = page.get_by_label("What happened?")
    if not hand.keyboard:
        hand.presses += 1
        text.click()
    assert hand.presses <= 3
    assert page.get_by_label("Where?").input_value() == "Home"
    assert page.locator("[name=happened_on_year]").input_value() and page.locator("[name=happened_at]").input_value()
    assert page.locator("[name=kind][value=visit]").is_checked()
    hand.type(text, f"We looked at the garden, {way}.")
    hand.press(page.locator("[name=seen_alone]").first)
    once = page.locator("[name=once]").input_value()
    hand.go("Save note")
    words = page.locator("main").inner_text()
    assert "The note is saved" in words and "seen alone" in words
    assert max(hand.weights) <= 30_000, hand.weights
    assert not hand.wrong and not checks.fits(page)
    page.go_back()
    if page.locator("[name=once]").count() and page.locator("[name=once]").input_value() == once:
        page.get_by_role("button", name="Save note").click()
    page.goto("/cases/")
    page.get_by_role("link", name="EH-").first.click()
    assert page.locator("body").inner_text().count(f"We looked at the garden, {way}.") <= 1
