"""An assessment that is saved while somebody types: with scripts by itself, without them by the button; two windows lose nothing."""

import re

import pytest

from tests.journeys.hand import NARROW
from tests.pages.staging import ask, wait_for

pytestmark = pytest.mark.browser

SAVED = re.compile(r"^Saved at \d{1,2}:\d\d[ap]m$")
SECTION = (
    "SELECT '/cases/' || c.reference || '/assessment/' || a.number || '/sections/' || s.id FROM cases_section s"
    " JOIN cases_assessment a ON a.id = s.assessment_id JOIN cases_case c ON c.id = s.case_id"
    " JOIN cases_allocation l ON l.case_id = c.id AND l.until IS NULL"
    " JOIN access_staff w ON w.id = l.worker_id JOIN access_user u ON u.id = w.user_id"
    " WHERE a.state = 'writing' AND c.stage = 'open' AND u.name = 'Priya Oakhurst' AND s.code = 'going_well' LIMIT 1"
)


def text_of(demo, address):
    return ask(demo, f"SELECT text FROM cases_section WHERE id = '{address.rsplit('/', 1)[-1]}'")


@pytest.fixture
def address(durham):
    found = ask(durham, SECTION)
    assert found, "the demo has no assessment that is being written"
    return found


def box(page):
    return page.locator("textarea[name=text]")


def test_what_is_typed_is_saved_by_itself_and_the_page_says_when(durham, at_work, address):
    page = at_work("practitioner", **NARROW).page
    page.goto(address)
    status = page.locator("form[data-saves] [role=status]")
    assert status.inner_text() == "What you type is saved by itself."
    box(page).fill("They sing in the kitchen.")
    page.get_by_text(SAVED).wait_for()
    assert SAVED.match(status.inner_text())
    assert text_of(durham, address) == "They sing in the kitchen."

    box(page).fill("They sing in the kitchen, and in the car.")
    page.get_by_role("link", name=re.compile("Back to the .*assessment")).last.click()  # nobody presses the button
    page.wait_for_load_state()
    wait_for(
        durham,
        f"SELECT 1 FROM cases_section WHERE text LIKE '%and in the car.' AND id = '{address.rsplit('/', 1)[-1]}'",
    )
    page.goto(address)
    assert box(page).input_value() == "They sing in the kitchen, and in the car."


def test_the_second_of_two_windows_reads_both_and_nothing_is_lost(durham, at_work, address):
    one, other = at_work("practitioner").page, at_work("practitioner").page
    for page in (one, other):
        page.goto(address)
    box(one).fill("In one window.")
    one.get_by_text(SAVED).wait_for()
    box(other).fill("In the other window.")
    other.get_by_text("Nothing was overwritten").wait_for()
    assert text_of(durham, address) == "In one window."
    other.get_by_role("button", name="Save and continue").click()
    other.get_by_text("Both versions are below").first.wait_for()
    assert "In one window." in other.locator("main").inner_text()
    assert box(other).input_value() == "In the other window."


def test_without_a_signal_and_without_a_session_nothing_is_lost(durham, at_work, address):
    page = at_work("practitioner").page
    page.goto(address)
    page.context.set_offline(True)
    box(page).fill("On the train.")
    page.get_by_text("Not saved: there is no signal").wait_for()
    page.context.set_offline(False)
    page.get_by_text(SAVED).wait_for(timeout=40_000)
    assert text_of(durham, address) == "On the train."

    page.context.clear_cookies(name=re.compile("session"))
    box(page).fill("On the train home.")
    page.get_by_text("You have been signed out. What you typed is kept").wait_for(timeout=40_000)
    page.get_by_role("button", name="Save and continue").click()
    page.wait_for_url("**/login/**")


def test_without_scripts_the_button_saves_and_the_page_says_so(durham, at_work, address):
    page = at_work("practitioner", java_script_enabled=False).page
    page.goto(address)
    assert "saved when you press the button" in page.locator("main").inner_text()
    box(page).fill("By the button.")
    page.get_by_role("button", name="Save and continue").click()
    assert text_of(durham, address) == "By the button."
