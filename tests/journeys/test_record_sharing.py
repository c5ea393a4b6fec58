"""Journeys 3.4, what was shared with whom, and 3.5 as far as the log goes: answers, pages, presses; with scripts and without, by keyboard."""

import pytest

from tests.journeys.hand import WAYS, Hand
from tests.pages import checks

pytestmark = pytest.mark.browser

QUESTIONS = {
    "What was decided?": "[name=decision]:checked",
    "With whom?": "[name=recipient]:checked",
    "About whom?": "[name=people]:checked",
    "What kind of information?": "[name=kinds]:checked",
    "For which purpose?": "[name=purpose]:checked",
    "Does the family know?": "[name=told]:checked",
    "If it was shared, how?": "[name=method]:checked",
    "When?": "[name=shared_on_year]:not([value=''])",
}
MOST_ANSWERS, FEWEST_FILLED_IN, PAGES, PRESSES = (
    8,
    5,
    2,
    4,
)  # six presses it may take, where nothing is ticked beforehand


def case_with_a_partner(page):
    """The first of one's open cases in which somebody of a partner takes part; its page of what was shared."""
    page.goto("/cases/")
    rows = page.locator("main tbody tr").filter(has_text="Open")
    for address in [link.get_attribute("href") for link in rows.locator("a[href^='/cases/EH-']").all()]:
        page.goto(f"{address}sharing")
        if page.locator("main a[href*='?to=']").count():
            return address.strip("/").split("/")[-1]
    raise AssertionError("the demo has no open case in which somebody of a partner takes part")


@pytest.mark.parametrize("way", WAYS)
def test_what_was_shared_is_recorded_on_two_pages_with_most_answers_there(way, at_work):
    page = at_work("practitioner", **WAYS[way].context).page
    reference = case_with_a_partner(page)
    hand = Hand(page, WAYS[way].keyboard)
    hand.follow(page.locator("main a[href*='?to=']").first)
    asked = page.locator("main fieldset legend").all_inner_texts()
    assert len(asked) <= MOST_ANSWERS and {text.strip() for text in asked} == set(QUESTIONS), asked
    filled = [words for words, checked in QUESTIONS.items() if page.locator(checked).count()]
    assert len(filled) >= FEWEST_FILLED_IN, filled
    assert "special" not in " ".join(page.locator("[name=kinds]:checked + label").all_inner_texts())
    if not page.locator("[name=people]:checked").count():
        hand.press(page.locator("[name=people]").first)
    hand.type(page.locator("[name=described]"), f"What helps in the morning, {way}")
    hand.type(page.locator("[name=why_needed]"), "School and home do the same.")
    said_anew = not page.locator(
        "[name=told]:checked"
    ).count()  # only what is on record is filled in: a person answers for this one
    if said_anew:
        hand.press(page.locator("[name=told]").first)
    hand.press(page.locator("[name=method]").first)
    hand.go("Continue")
    words = page.locator("main").inner_text()
    assert "you shared" in words and "Article 6" in words and "Where it says so" in words
    if way == "with scripts":
        assert not checks.fits(page)
    hand.go("Confirm and record")
    shown = page.locator("main").inner_text()
    assert "It is recorded" in shown and f"What helps in the morning, {way}" in shown
    hand.pages.pop()  # the list in which it stands now
    assert not hand.cost(pages=PAGES, presses=PRESSES + said_anew, seconds=60)
    page.go_back()
    page.wait_for_load_state()
    page.goto(f"/cases/{reference}/sharing")
    assert page.locator("main").inner_text().count(f"What helps in the morning, {way}") == 1


@pytest.mark.parametrize("way", WAYS)
def test_the_data_protection_officer_is_at_an_entry_in_two_presses_and_back_with_the_filter(way, at_work):
    page = at_work("dpo", **WAYS[way].context).page
    page.goto("/")
    hand = Hand(page, WAYS[way].keyboard)
    hand.follow(page.get_by_role("navigation").get_by_role("link", name="Disclosures", exact=True))
    hand.follow(page.locator("main table a").first)
    words = page.locator("main").inner_text()
    assert "Lawful basis" in words and "Recorded" in words
    assert not hand.cost(pages=2, presses=2, seconds=40)

    page.goto("/dpo/disclosures/")
    hand.press(page.locator("summary").first)
    hand.choose(page.get_by_label("Family told"), "yes")
    hand.go("Apply")
    kept, rows = page.url, page.locator("main tbody tr").all_inner_texts()
    assert "told=yes" in kept and rows
    other = at_work("dpo", **WAYS[way].context).page
    other.goto(kept)
    assert other.locator("main tbody tr").all_inner_texts() == rows
    assert other.get_by_label("Family told").input_value() == "yes"
