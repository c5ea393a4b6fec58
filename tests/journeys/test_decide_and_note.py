"""Journeys 3.2, the hub decides, and 3.9, a visit note on a telephone: pages, presses and weight, each of the ways one can go."""

import re

import pytest

from tests.journeys.hand import AND_BACKWARDS, NARROW, WAYS, Hand
from tests.pages import checks
from tests.pages.staging import ask, wait_for
from tests.pages.test_slow_line import LATER, LINE, READY

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("way", AND_BACKWARDS)
def test_the_hub_decides_on_three_pages_with_six_presses(way, at_work):
    page = at_work("hub", **AND_BACKWARDS[way].context).page
    hand = Hand(page, AND_BACKWARDS[way].keyboard, tab=AND_BACKWARDS[way].tab)
    page.goto("/hub/queue")
    if not page.get_by_role("button", name="Open the oldest").count():
        pytest.fail("the demo has no referral that waits for a decision")
    hand.go("Open the oldest")
    reference = page.locator("h1").inner_text().split()[-1]
    words = page.locator("main").inner_text()
    assert (
        "working" in words and "What happened before" in words and "They read:" in words
    )  # clock, history, the message
    hand.press(page.get_by_label("For the triage meeting", exact=True))
    hand.type(page.get_by_label("Why?"), "Several services could help.")
    hand.go("Record and open the next")
    assert "The decision is recorded" in page.locator("main").inner_text()
    assert not hand.cost(pages=3, presses=3, seconds=90)  # six it may take
    page.goto("/hub/meeting")
    assert reference in page.locator("main").inner_text()
    page.goto(f"/hub/referrals/{reference}/")
    assert "Several services could help." in page.locator("main").inner_text()
    ask_the_referrer_again(page)


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


def note_from_today(hand, words):
    """Three taps from Today to the text box; what is known of a visit stands there already."""
    page = hand.page
    hand.follow(page.get_by_role("link", name="Visit note on").first)
    text = page.get_by_label("What happened?")
    if not hand.keyboard:
        hand.presses += 1
        text.click()
    assert hand.presses <= 3
    assert page.locator("[name=kind][value=visit]").is_checked()
    assert page.get_by_label("Where?").input_value() == "Home"
    assert page.locator("[name=happened_on_year]").input_value() and page.locator("[name=happened_at]").input_value()
    assert page.locator("[name=present]:checked").count() and not page.locator("[name=seen_alone]:checked").count()
    hand.type(text, words)
    hand.press(page.locator("[name=seen_alone]").first)


@pytest.mark.parametrize("way", WAYS)
def test_a_visit_note_is_three_taps_away_light_and_saved_once(way, at_work, durham):
    page = at_work("practitioner", **(WAYS[way].context | NARROW)).page
    page.goto("/")
    hand, words = Hand(page, WAYS[way].keyboard), f"We looked at the garden, {way}."
    note_from_today(hand, words)
    once = page.locator("[name=once]").input_value()
    hand.go("Save note")
    shown = page.locator("main").inner_text()
    assert "The note is saved" in shown and "seen alone" in shown
    hand.pages.pop()  # the case, on which it stands now
    assert not hand.cost(pages=1, presses=3 if hand.keyboard else 4, seconds=60)
    if way == "with scripts":
        assert not checks.fits(page)
    if WAYS[way].context.get("java_script_enabled", True):
        save_again_after_back(page, words, once)
    else:
        save_again_after_back_without_scripts(page, words, once)
    assert ask(durham, f"SELECT count(*) FROM cases_note WHERE text = '{words}'") == "1"


def save_again_after_back(page, words, once):
    """The words come back with the key that they were saved with, so that the second press makes no second note."""
    page.go_back()
    page.wait_for_load_state()
    assert page.get_by_label("What happened?").input_value() == words
    assert page.locator("[name=once]").input_value() == once
    page.get_by_label("What happened?").fill(f"{words} Twice.")
    with page.expect_navigation():
        page.get_by_role("button", name="Save note").click()
    assert "This note is saved already" in page.locator("main").inner_text()
    page.get_by_label("What happened?").fill(words)
    page.wait_for_timeout(1000)  # two presses within a second are one
    with page.expect_navigation():
        page.get_by_role("button", name="Save note").click()


def save_again_after_back_without_scripts(page, words, once):
    """The words come back and the key does not: the same words are not saved again, and the page says when they were."""
    page.go_back()
    page.wait_for_load_state()
    assert page.get_by_label("What happened?").input_value() == words
    assert page.locator("[name=once]").input_value() != once
    page.get_by_role("button", name="Save note").click()
    assert "You saved a note with these words at" in page.locator("main").inner_text()


KEPT = re.compile(r"Kept for you at .+ It is in the record when you save the note\.")
DRAFTS = "SELECT {} FROM access_draft WHERE kind LIKE 'note-%'"


@pytest.mark.parametrize("way", WAYS)
def test_a_note_that_is_half_typed_is_finished_from_today(way, at_work, durham):
    """Words, and what was ticked after the last of them."""
    page = at_work("practitioner", **(WAYS[way].context | NARROW)).page
    page.goto("/")
    hand, words = Hand(page, WAYS[way].keyboard), f"The kettle was on, {way}."
    note_from_today(hand, words)
    leave_it_half_typed(hand, durham, scripts=WAYS[way].context.get("java_script_enabled", True))
    page.goto("/")
    hand.follow(page.get_by_role("link", name="Finish your note on"))
    assert page.get_by_label("What happened?").input_value() == words
    assert page.get_by_label("Where?").input_value() == "Home"
    assert page.locator("[name=kind][value=visit]").is_checked() and page.locator("[name=present]:checked").count()
    assert page.locator("[name=seen_alone]:checked").count() == 1 and page.locator("[name=sensitive]").is_checked()
    assert not page.locator("[name=about_someone_else]").is_checked()
    hand.go("Save note")
    shown = page.locator("main").inner_text()
    assert "The note is saved" in shown and words in shown
    page.goto("/")
    assert not page.get_by_role("link", name="Finish your note on").count()
    saved = f"SELECT count(*) FROM cases_note WHERE text = '{words}' AND sensitive AND NOT about_someone_else"
    assert (ask(durham, saved), ask(durham, DRAFTS.format("count(*)"))) == ("1", "0")
    assert not hand.wrong


def leave_it_half_typed(hand, durham, *, scripts):
    """With scripts nothing is pressed: two seconds after the last key it is kept, and once more when the page is left."""
    page, sensitive = hand.page, hand.page.locator("[name=sensitive]")
    if not scripts:
        hand.press(sensitive)
        hand.go("Finish later")
        assert "kept for 28 days" in page.locator("main").inner_text()
        return
    page.get_by_text(KEPT).wait_for(timeout=10_000)
    before = ask(durham, DRAFTS.format("max(changed_at)"))
    hand.press(sensitive)
    page.goto("/")
    wait_for(durham, f"{DRAFTS.format('1')} AND changed_at > '{before}'")


def test_where_the_signal_is_weak_the_note_comes_in_time_and_without_one_its_words_stay(at_work, durham):
    person = at_work("practitioner", **NARROW)
    page, words = person.page, "The signal went in the lane."
    page.goto("/")
    line = person.context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", LINE)
    hand = Hand(page)
    note_from_today(hand, words)
    assert page.evaluate(READY) <= LATER
    line.send("Network.emulateNetworkConditions", LINE | {"offline": True})
    page.get_by_role("button", name="Save note").click()
    said = page.get_by_role("dialog", name="There is no signal")
    said.wait_for()
    assert not [*checks.accessible(page), *checks.fits(page)]
    page.keyboard.press("Enter")
    said.wait_for(state="hidden")
    assert page.get_by_label("What happened?").input_value() == words
    line.send("Network.emulateNetworkConditions", LINE)
    page.wait_for_timeout(1000)  # two presses within a second are one
    with page.expect_navigation():
        page.get_by_role("button", name="Save note").click()
    assert "The note is saved" in page.locator("main").inner_text()
    assert ask(durham, f"SELECT count(*) FROM cases_note WHERE text = '{words}'") == "1"
