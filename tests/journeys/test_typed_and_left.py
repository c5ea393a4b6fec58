"""What is typed and left: without a press, on a weak signal, in two windows, after Back. Nothing of it is lost."""

import re

import pytest

from tests.journeys.hand import NARROW
from tests.pages.staging import ask, wait_for

pytestmark = pytest.mark.browser

OPEN = (
    "SELECT c.reference FROM cases_case c JOIN cases_allocation l ON l.case_id = c.id AND l.until IS NULL"
    " JOIN access_staff w ON w.id = l.worker_id JOIN access_user u ON u.id = w.user_id"
    " WHERE c.stage = 'open' AND u.name = 'Priya Oakhurst' LIMIT 1"
)
KEPT = "Kept for you at"
DRAFTS = "SELECT {} FROM access_draft WHERE kind = 'referral'"


def start_a_referral(page):
    page.goto("/referrals/new")
    page.get_by_role("button", name="Start").click()
    page.wait_for_url("**/people")
    return page.url.rsplit("/", 1)[0] + "/"


def leave(page):
    """By the link at the top; nothing is pressed."""
    page.get_by_role("link", name="All parts of the referral").click()
    page.get_by_role("heading", name="Referral, not sent yet").wait_for()


def test_a_referral_page_that_is_left_without_a_press_loses_no_field(durham, at_work):
    """Seen to fail before draft pages were kept while typing: everything since the last press was gone."""
    page = at_work("referrer", **NARROW).page
    draft = start_a_referral(page)
    page.goto(draft + "story")
    worries = page.get_by_label("What worries you?")
    typed_and_kept(page, worries, "Mornings are hard, and then")
    worries.fill("Mornings are hard, and then nobody sleeps.")
    before = ask(durham, DRAFTS.format("max(changed_at)"))
    leave(page)  # within the seconds after the last key
    wait_for(durham, f"{DRAFTS.format('1')} AND changed_at > '{before}'")
    page.reload()
    assert "0 of 5 parts are complete" in page.locator("main").inner_text()
    page.go_back()
    assert worries.input_value() == "Mornings are hard, and then nobody sleeps."
    worries.press("Control+End")
    worries.press_sequentially(" At all.")
    page.get_by_text(KEPT).wait_for(timeout=25_000)
    page.goto(draft + "story")
    assert worries.input_value() == "Mornings are hard, and then nobody sleeps. At all."
    assert "Another version" not in page.locator("main").inner_text()
    page.get_by_role("button", name="Save and continue").click()
    page.wait_for_url("**/help")


def test_a_new_person_who_is_half_typed_is_one_person_after_a_reload(at_work):
    page = at_work("referrer").page
    draft = start_a_referral(page)
    page.goto(draft + "people/new")
    typed_and_kept(page, page.locator("[name=full_name]"), "Basil Invented")
    page.reload()
    assert page.locator("[name=full_name]").input_value() == "Basil Invented"
    page.goto(draft)
    assert page.get_by_role("link", name="Basil Invented").count() == 1


def test_finish_later_keeps_a_referral_page_without_scripts(at_work):
    page = at_work("referrer", java_script_enabled=False).page
    draft = start_a_referral(page)
    page.goto(draft + "story")
    page.get_by_label("What worries you?").fill("Half a")
    page.get_by_role("button", name="Finish later").click()
    page.get_by_role("heading", name="Referral, not sent yet").wait_for()
    page.goto(draft + "story")
    assert page.get_by_label("What worries you?").input_value() == "Half a"


def typed_and_kept(page, box, words, within=10_000):
    """Words in a box, and the word that they are kept."""
    box.fill(words)
    page.get_by_text(KEPT).wait_for(timeout=within)


def note_page(durham, page):
    """A note of a call, with what somebody of this family has to be asked."""
    page.goto(f"/cases/{ask(durham, OPEN)}/notes/new?kind=call")
    if page.locator("[name=needs_met]").count():
        page.locator("[name=needs_met]").fill("With the interpreter.")


def test_on_a_weak_signal_the_button_saves_and_says_so(durham, at_work):
    """What is sent while typing never comes back. Seen to fail with the button waiting for it without end."""
    page = at_work("practitioner", **NARROW).page
    note_page(durham, page)
    page.route("**/*", lambda route: None if "x-typing" in route.request.headers else route.continue_())
    page.get_by_label("What happened?").fill("The line was poor.")
    with page.expect_request(lambda request: "x-typing" in request.headers, timeout=10_000):
        pass
    page.get_by_role("button", name="Save note").click()
    assert page.locator("form[data-saves] [role=status]").inner_text() == "Saving …"
    page.get_by_text("The note is saved").wait_for(timeout=10_000)
    assert ask(durham, "SELECT count(*) FROM cases_note WHERE text = 'The line was poor.'") == "1"


def test_of_two_windows_with_one_unfinished_note_both_keep_their_words(durham, at_work):
    page = at_work("practitioner").page
    note_page(durham, page)
    words = page.get_by_label("What happened?")
    typed_and_kept(page, words, "In one window.")
    assert "?draft=" in page.url
    other = page.context.new_page()
    other.goto(page.url)
    typed_and_kept(other, other.get_by_label("What happened?"), "In the other window.", within=25_000)
    words.fill("In one window, and on.")
    page.get_by_text("Both versions are kept").wait_for(timeout=25_000)
    page.get_by_role("button", name="Save note").click()
    page.get_by_text("Both versions are below").first.wait_for()
    assert "In the other window." in page.locator("main").inner_text()
    assert words.input_value() == "In one window, and on."


def test_a_note_that_comes_back_from_the_history_is_no_other_version_of_itself(durham, at_work):
    """Left within the seconds after the last key: what was kept then is what the page brings."""
    page = at_work("practitioner").page
    note_page(durham, page)
    words = page.get_by_label("What happened?")
    typed_and_kept(page, words, "Half")
    words.fill("Half a sentence")
    page.get_by_role("link", name="Help", exact=True).click()
    page.wait_for_url("**/help")
    page.go_back()
    assert words.input_value() == "Half a sentence"
    words.press("Control+End")
    words.press_sequentially(", and the rest.")
    page.get_by_text(KEPT).wait_for(timeout=25_000)
    assert "Both versions" not in page.locator("main").inner_text()
    page.get_by_role("button", name="Save note").click()
    page.get_by_text("The note is saved").wait_for()
    assert ask(durham, "SELECT count(*) FROM cases_note WHERE text = 'Half a sentence, and the rest.'") == "1"


def test_what_is_typed_over_a_saved_note_after_back_is_an_unfinished_note_of_its_own(durham, at_work):
    """Seen to fail with “Kept for you” on the page, and nothing kept."""
    page = at_work("practitioner").page
    note_page(durham, page)
    words = page.get_by_label("What happened?")
    words.fill("The first event.")
    page.get_by_role("button", name="Save note").click()
    page.get_by_text("The note is saved").wait_for()
    page.go_back()
    words.fill("The second event.")
    page.get_by_text("an unfinished note of its own").wait_for(timeout=25_000)
    page.goto("/")
    page.get_by_role("link", name=re.compile("Finish your note on")).first.click()
    assert words.input_value() == "The second event."


def test_words_that_come_back_from_the_history_overwrite_nothing_newer(at_work):
    """Seen to fail with Back's words sent as if they were of the version that the page shows now."""
    page = at_work("referrer").page
    story = start_a_referral(page) + "story"
    page.goto(story)
    worries = page.get_by_label("What worries you?")
    typed_and_kept(page, worries, "In one window.")
    leave(page)
    other = page.context.new_page()
    other.goto(story)
    other.get_by_label("What worries you?").fill("In the other window, later.")
    other.get_by_role("button", name="Save and continue").click()
    other.wait_for_url("**/help")
    page.go_back()
    assert worries.input_value() == "In one window."
    page.get_by_text("Both versions are kept").wait_for(timeout=25_000)
    other.goto(story)
    assert other.get_by_label("What worries you?").input_value() == "In the other window, later."
