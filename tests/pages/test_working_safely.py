"""Nothing typed is lost and nothing overwritten in silence: the end of a session, two editors, Back, and after signing out."""

import pytest

from tests.browser import Person
from tests.pages import checks
from tests.pages.staging import ask

pytestmark = pytest.mark.browser

AT_LEAST, EARLY = 120, 60  # seconds: what somebody needs to answer, and by how much a session may end too soon


@pytest.fixture
def window(staged):
    """A browser of its own for somebody, closed again after the test."""
    opened = []

    def at(role, **settings):
        context = staged.another_window(role, **settings)
        opened.append(context)
        return context.new_page()

    yield at
    for context in opened:
        context.close()


# --- the end of the session ---------------------------------------------------------------------------------------------------


def pass_time(page, seconds):
    page.clock.fast_forward(seconds * 1000)


def test_before_a_session_ends_the_page_says_so_once_and_one_key_goes_on(staged, window):
    """On a page that does not save by itself: what saves itself keeps its writer signed in."""
    page = window("practitioner")
    page.clock.install()
    page.goto(staged.address("cases:add_event"))
    text = page.get_by_label("What happened?")
    text.fill("Half a sentence")
    warning = page.get_by_role("dialog", name="You will be signed out soon")
    ends, warn = (int(page.locator("#stay").get_attribute(f"data-{name}")) for name in ("ends", "warn"))
    assert warn - EARLY >= AT_LEAST
    pass_time(page, ends - warn - 10)
    assert not warning.count()
    pass_time(page, 15)
    warning.wait_for()
    button = warning.get_by_role("button", name="Stay signed in")
    assert button.evaluate("e => e === document.activeElement")
    assert (
        page.locator("#stay [aria-live], #stay [role=alert], [role=alert]").count() == 0
    )  # the dialog says it, nothing again
    assert not [*checks.accessible(page), *checks.fits(page)]
    with page.expect_response("**/account/stay") as answer:
        page.keyboard.press("Enter")
    assert answer.value.status == 204
    warning.wait_for(state="hidden")
    assert text.evaluate("e => e === document.activeElement") and text.input_value() == "Half a sentence"
    pass_time(page, ends - warn - 10)
    assert not warning.count()


def test_escape_stays_too_and_other_windows_hear_of_it(staged, window):
    page = window("practitioner")
    other = page.context.new_page()
    for one in (page, other):
        one.clock.install()
        one.goto(staged.address("cases:case"))
        pass_time(one, 1790)
        one.get_by_role("dialog").wait_for()
    page.bring_to_front()
    with page.expect_response("**/account/stay"):
        page.keyboard.press("Escape")
    for one in (page, other):
        one.get_by_role("dialog").wait_for(state="hidden")


def test_whoever_is_signed_out_already_is_told_so_and_keeps_the_words(staged, window):
    page = window("practitioner")
    page.clock.install()
    page.goto(staged.address("cases:add_event"))
    page.get_by_label("What happened?").fill("Half a sentence")
    pass_time(page, 1790)
    kept = [cookie for cookie in page.context.cookies() if not cookie["name"].startswith("session")]
    page.context.clear_cookies()
    page.context.add_cookies(kept)
    page.get_by_role("button", name="Stay signed in").click()
    page.get_by_text("You are signed out. Send what you typed").wait_for()
    assert page.get_by_label("What happened?").input_value() == "Half a sentence"


# --- two editors ----------------------------------------------------------------------------------------------------------------


def save(page):
    with page.expect_navigation() as answer:
        page.locator("main form button").last.click()
    return answer.value.status


def test_the_second_of_two_who_change_a_person_sees_both_versions(staged, window):
    first, second = window("practitioner"), window("team_manager")
    for page, name in ((first, "Saffy"), (second, "Fronie")):
        page.goto(staged.address("cases:change_person"))
        page.get_by_label("Known as").fill(name)
        page.get_by_label("Why does this change?").fill("The family told us.")
    assert save(first) == 200
    assert save(second) == 422
    words = second.locator("main").inner_text()
    assert "Priya Oakhurst has changed this" in words and "Saffy" in words
    assert second.get_by_label("Known as").input_value() == "Fronie"
    assert not [*checks.errors_lead_to_their_fields(second), *checks.accessible(second), *checks.fits(second)]
    kept = f"SELECT known_as FROM cases_person WHERE id = '{staged.given['person']}'"
    assert ask(staged.demo, kept) == "Saffy"
    assert save(second) == 200  # in the knowledge of the other’s
    assert ask(staged.demo, kept) == "Fronie"


def test_the_second_of_two_who_write_a_section_sees_both_versions(staged, window):
    first, second = window("practitioner"), window("team_manager")
    for page in (first, second):
        page.goto(staged.address("cases:assessment_section"))
    words = "textarea"
    first.locator(words).fill("The first one’s words")
    second.locator(words).fill("The second one’s words")
    assert save(first) == 200
    assert save(second) == 422
    assert "The first one’s words" in second.locator("main").inner_text()
    assert second.locator(words).input_value() == "The second one’s words"
    assert not [*checks.errors_lead_to_their_fields(second), *checks.accessible(second), *checks.fits(second)]
    section = f"SELECT text FROM cases_section WHERE id = '{staged.given['section']}'"
    assert ask(staged.demo, section) == "The first one’s words"


def test_the_second_of_two_who_end_an_outcome_reads_how_the_first_did(staged, window):
    first, second = window("practitioner"), window("team_manager")
    case = staged.given["open_case"]
    first.goto(f"/cases/{case}/plan/outcomes/new")
    first.locator("[name=need]").fill("Sleep")
    first.locator("[name=hoped_for]").fill("She sleeps through.")
    save(first)
    href = first.get_by_role("link", name="She sleeps through.").get_attribute("href")
    for page, how, why in ((first, "yes", "Five good weeks."), (second, "no", "Nobody knows.")):
        page.goto(href)
        page.locator(f"[name=reached][value={how}]").check()
        page.locator("[name=because]").fill(why)
    assert save(first) == 200
    assert save(second) == 422
    words = second.locator("main").inner_text()
    assert "Priya Oakhurst has ended this outcome already: reached" in words and "Five good weeks." in words
    assert second.locator("[name=because]").input_value() == "Nobody knows."
    outcome = "SELECT reached FROM cases_planoutcome WHERE hoped_for = 'She sleeps through.'"
    assert ask(staged.demo, outcome) == "True"


# --- sent twice, and back again -----------------------------------------------------------------------------------------------


def test_a_form_sent_twice_makes_one_record(staged, window):
    page = window("practitioner")
    page.goto(staged.address("cases:add_note"))
    page.get_by_label("Visit").check()
    page.get_by_label("What happened?").fill("It was sent twice.")
    if page.locator("[name=needs_met]").count():  # where somebody of this family needs an interpreter by now
        page.locator("[name=needs_met]").fill("With the interpreter.")
    sent = page.evaluate("[...new FormData(document.querySelector('main form')).entries()]")
    for _ in range(2):
        assert page.request.post(page.url, form=dict(sent), headers={"Referer": page.url}).ok
    assert ask(staged.demo, "SELECT count(*) FROM cases_note WHERE text = 'It was sent twice.'") == "1"


def test_back_restores_what_was_typed(staged, window):
    page = window("practitioner")
    page.goto(staged.address("cases:add_note"))
    page.get_by_label("What happened?").fill("Half a sentence")
    page.get_by_role("link", name="Help", exact=True).click()
    page.wait_for_url("**/help")
    page.go_back()
    assert page.get_by_label("What happened?").input_value() == "Half a sentence"


def test_after_signing_out_back_shows_no_case(staged):
    person = Person(staged.demo, staged.browser, "team_manager").sign_in()
    page, case = person.page, staged.given["open_case"]
    page.goto(f"/cases/{case}/")
    assert case in page.content()
    with page.expect_navigation():
        page.get_by_role("button", name="Sign out").click()
    page.go_back()
    assert case not in page.locator("body").inner_text() and "Tolliver" not in page.content()
    person.context.close()
