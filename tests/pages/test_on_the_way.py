"""Pages that no address opens by itself: reached step by step, as people reach them, and looked at like all the others."""

import re
import time
from email import message_from_string, policy

import pytest
from django.urls import resolve, reverse

from tests.browser import Person, code_of
from tests.pages import checks
from tests.pages.staging import answer_about_sharing, ask
from tests.pages.visits import OPEN
from tests.pages.whole import looked_at

pytestmark = pytest.mark.browser

PASSWORD = "Seven-lanterns-over-the-harbour-41"
EMAIL = "new.colleague@council.example"


def look(person, name, seen, private):
    """What is wrong with the page that is open. It is asked for once more, so that it comes as any other; and once without scripts."""
    page = person.page
    assert resolve(page.url.removeprefix(person.demo.address).partition("?")[0]).view_name == name
    seen.add(name)
    person.said.clear()
    signed_in = page.get_by_role("button", name="Sign out").count() > 0
    wrong = looked_at(page, page.reload(), name, private=private, signed_in=signed_in)
    wrong += [f"console: {line}" for line in person.said]
    page.route("**/*.js", lambda route: route.abort())
    page.reload()
    wrong += [f"without scripts: {one}" for one in (*checks.accessible(page), *checks.fits(page))]
    page.unroute("**/*.js")
    return wrong


# --- somebody's first day -------------------------------------------------------------------------------------------------------


def letter_to(demo, address):
    """The newest letter to somebody, once it is there."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        for path in sorted((demo.state / "mail").glob("*"), key=lambda path: -path.stat().st_mtime):
            for text in path.read_text().split("-" * 79):
                found = message_from_string(text.lstrip(), policy=policy.default)
                if address in str(found["To"]):
                    return found
        time.sleep(0.5)
    raise AssertionError(f"no letter to {address}")


def key_on(page):
    """The key of the second factor, as it stands on the page for those who type it."""
    return re.sub(r"\s", "", page.locator(".eh-secret").inner_text())


def add_a_colleague(staged):
    page = staged.somebody("user_administrator").open("/staff/new")
    page.get_by_label("Full name").fill("Newly Arrived")
    page.get_by_label("Work e-mail").fill(EMAIL)
    page.get_by_label("Practitioner").check()
    page.locator("[name=organisation]").select_option(label="Durham County Council")
    page.get_by_role("button", name="Add person").click()
    page.get_by_text("The person is added").wait_for()


def sign_in_with(page, email):
    page.goto("/account/login/")
    page.locator("main [name=login]").fill(email)
    page.locator("main [name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()


OF_AN_ACCOUNT = (
    "account_reauthenticate",
    "mfa_reauthenticate",
    "mfa_generate_recovery_codes",
    "mfa_view_recovery_codes",
    "mfa_deactivate_totp",
    "account_logout",
)


def test_a_first_day(staged, private):
    """An account without a password becomes one with a second factor, and all that its owner may see of it."""
    add_a_colleague(staged)
    person = Person(staged.demo, staged.browser, "a new colleague")
    page, seen = person.page, set()
    page.goto("/account/password/reset/")
    page.locator("main [name=email]").fill(EMAIL)
    page.locator("main form button").last.click()
    page.goto(re.search(r"http\S+", letter_to(staged.demo, EMAIL).get_content())[0].rstrip("."))
    wrong = look(person, "account_reset_password_from_key", seen, private)
    for box in page.locator("main input[type=password]").all():
        box.fill(PASSWORD)
    page.locator("main form button").last.click()
    sign_in_with(page, EMAIL)
    page.locator(".eh-secret").wait_for()
    wrong += look(person, "mfa_activate_totp", seen, private)
    page.locator("main [name=code]").fill(code_of(key_on(page)))
    page.locator("main form button").last.click()
    page.wait_for_load_state()
    for name in OF_AN_ACCOUNT:
        page.goto(reverse(name))
        if name == "mfa_view_recovery_codes" and page.get_by_text("You have none left").count():
            wrong.append("no codes to see")
        wrong += look(person, name, seen, private)
        if name == "mfa_generate_recovery_codes":
            page.locator("main form button").last.click()
    person.context.close()
    again = Person(staged.demo, staged.browser, "the same, the next morning")
    sign_in_with(again.page, EMAIL)
    again.page.locator("main [name=code]").wait_for()
    wrong += look(again, "mfa_authenticate", seen, private)
    again.context.close()
    assert not wrong
    assert seen == {"account_reset_password_from_key", "mfa_activate_totp", "mfa_authenticate", *OF_AN_ACCOUNT}


# --- pages that carry something sealed ------------------------------------------------------------------------------------------


def test_who_was_found(staged, private):
    person, seen = staged.somebody("practitioner"), set()
    page = person.open("/")
    page.get_by_label("Name, date of birth, postcode").fill("Tolliver Saffron")
    page.get_by_role("button", name="Find a family").click()
    page.get_by_role("link", name="Open EH-").first.wait_for()
    assert not look(person, "cases:found", seen, private)


def test_what_is_to_be_recorded_is_checked(staged, private):
    person, seen = staged.somebody("practitioner"), set()
    answer_about_sharing(person.open(f"/cases/{staged.given[OPEN]}/sharing"))
    person.page.get_by_role("button", name="Confirm and record").wait_for()
    assert not look(person, "sharing:check", seen, private)


# --- only where a notice relies on consent ----------------------------------------------------------------------------------------


@pytest.fixture
def with_consent(achieving, browser_of_tests):
    person = Person(achieving, browser_of_tests, "practitioner").sign_in()
    yield person
    person.context.close()


@pytest.mark.parametrize(
    ("name", "words"), [("consent:record_consent", "Record consent"), ("consent:withdraw_consent", "Withdraw consent")]
)
def test_consent_is_recorded_and_withdrawn_on_pages_like_all_others(name, words, with_consent, achieving, private):
    case = ask(achieving, "SELECT reference FROM cases_case WHERE stage = 'open' ORDER BY received_at LIMIT 1")
    page = with_consent.open(f"/cases/{case}/privacy")
    page.get_by_role("link", name=words).or_(page.get_by_role("button", name=words)).first.click()
    page.wait_for_load_state()
    assert not look(with_consent, name, set(), private)
