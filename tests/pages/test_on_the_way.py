"""Pages that no address opens by itself: reached step by step, as people reach them, and looked at like all the others."""

import re
import time
from dataclasses import fields
from email import message_from_string, policy

import pytest
from django.urls import resolve, reverse

from tests.browser import Demo, Person, code_of
from tests.pages import checks
from tests.pages.staging import answer_about_sharing, ask, put
from tests.pages.visits import OPEN
from tests.pages.whole import opened, opened_plain, refused

pytestmark = pytest.mark.browser

PASSWORD = "Seven-lanterns-over-the-harbour-41"
EMAIL = "new.colleague@council.example"


def look(person, name, seen, private, wrong_answers=None, button=""):
    """What is wrong with the page that is open. It is asked for once more, so that it comes as any other; and once without scripts.
    Where there is a wrong answer, the form is refused too. `seen` gets the title.
    """
    page = person.page
    assert resolve(page.url.removeprefix(person.demo.address).partition("?")[0]).view_name == name
    signed_in = page.get_by_role("button", name="Sign out").count() > 0
    address = page.url
    wrong = opened(person, address, name, private=private, signed_in=signed_in)
    seen[name] = page.title()
    wrong += opened_plain(page, address)
    if wrong_answers is None:
        return wrong
    page.goto(address)
    for box, answer in wrong_answers.items():
        page.locator(f"main [name={box}]").fill(answer)
    return [*wrong, *(f"refused: {one}" for one in refused(person, private=private, button=button))]


# --- somebody's first day -------------------------------------------------------------------------------------------------------


def letter_to(demo, address, subject):
    """The newest letter to somebody about something, once it is there."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        for path in sorted((demo.state / "mail").glob("*"), key=lambda path: -path.stat().st_mtime):
            for text in path.read_text().split("-" * 79):
                found = message_from_string(text.lstrip(), policy=policy.default)
                if address in str(found["To"]) and subject in str(found["Subject"]):
                    return found
        time.sleep(0.5)
    raise AssertionError(f"no letter to {address} about {subject}")


def link_in(letter):
    return re.search(r"http\S+", letter.get_content())[0]


def key_on(page):
    """The key of the second factor, as it stands on the page for those who type it."""
    return re.sub(r"\s", "", page.locator(".eh-secret").inner_text())


def add_a_colleague(staged):
    page = staged.somebody("user_administrator").open("/staff/new")
    page.get_by_label("Full name").fill("Newly Arrived")
    page.get_by_label("Work e-mail").fill(EMAIL)
    page.get_by_label("Practitioner").check()
    page.locator("[name=organisation]").select_option(label="Durham County Council")
    page.get_by_role("button", name="Add and invite").click()
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

NEW_PASSWORD = {"password1": {"new-password"}, "password2": {"new-password"}}
CODE, NO_CODE = {"code": {"one-time-code"}}, {"code": "000000"}
WRONG_ANSWERS = {"account_reauthenticate": {"password": "Not-the-lanterns-41"}, "mfa_reauthenticate": NO_CODE}


def test_a_first_day(staged, private, titles):
    """An account without a password becomes one with a second factor, and all that its owner may see of it."""
    add_a_colleague(staged)
    person = Person(staged.demo, staged.browser, "a new colleague")
    page, seen = person.page, {}
    page.goto(link_in(letter_to(staged.demo, EMAIL, "invitation")))
    wrong = checks.filled_in_for_you(page, NEW_PASSWORD)
    wrong += look(person, "access:invited", seen, private, {})
    for box in page.locator("main input[type=password]").all():
        box.fill(PASSWORD)
    page.locator("main form button").last.click()
    page.get_by_role("button", name="Set up a passkey").wait_for()
    wrong += look(person, "mfa_index", seen, private)
    page.get_by_role("button", name="Use an authenticator app").click()
    page.locator(".eh-secret").wait_for()
    wrong += checks.filled_in_for_you(page, CODE)
    wrong += look(person, "mfa_activate_totp", seen, private, NO_CODE)
    page.locator("main [name=code]").fill(code_of(key_on(page)))
    page.locator("main form button").last.click()
    page.wait_for_load_state()
    for name in OF_AN_ACCOUNT:
        page.goto(reverse(name))
        if name == "mfa_view_recovery_codes" and page.get_by_text("You have none left").count():
            wrong.append("no codes to see")
        wrong += look(person, name, seen, private, WRONG_ANSWERS.get(name))
        if name == "mfa_generate_recovery_codes":
            page.locator("main form button").last.click()
    person.context.close()
    again = Person(staged.demo, staged.browser, "the same, the next morning")
    sign_in_with(again.page, EMAIL)
    again.page.locator("main [name=code]").wait_for()
    wrong += checks.filled_in_for_you(again.page, CODE)
    wrong += look(again, "mfa_authenticate", seen, private, NO_CODE, "Continue")
    again.page.goto("/account/password/reset/")
    again.page.locator("main [name=email]").fill(EMAIL)
    again.page.locator("main form button").last.click()
    again.page.goto(link_in(letter_to(staged.demo, EMAIL, "new password")))
    wrong += checks.filled_in_for_you(again.page, NEW_PASSWORD)
    wrong += look(again, "account_reset_password_from_key", seen, private, {})
    again.context.close()
    assert not wrong
    titles.update(seen)
    first = {"access:invited", "mfa_index", "account_reset_password_from_key", "mfa_activate_totp", "mfa_authenticate"}
    assert set(seen) == first | set(OF_AN_ACCOUNT)


# --- passkeys ---------------------------------------------------------------------------------------------------------------------


class AtLocalhost(Demo):
    """The same demo by a name: a passkey belongs to a name, never to a number."""

    @property
    def address(self):
        return f"http://localhost:{self.port}"


def with_a_device(person):
    """A browser whose device makes passkeys and opens its lock by itself."""
    device = person.context.new_cdp_session(person.page)
    device.send("WebAuthn.enable")
    abilities = dict.fromkeys(("hasResidentKey", "hasUserVerification", "isUserVerified"), True)
    kind = {"protocol": "ctap2", "transport": "internal", "automaticPresenceSimulation": True}
    made = device.send("WebAuthn.addVirtualAuthenticator", {"options": kind | abilities})
    return device, made["authenticatorId"]


def test_a_passkey_is_made_named_used_and_removed(staged, private, titles):
    """With Chromium's virtual device. A factor stays: once the passkey is removed the app cannot be switched off.

    What is measured of a page is measured in a second tab: the device is gone with the first session of the measuring that ends.
    """
    demo = AtLocalhost(**{one.name: getattr(staged.demo, one.name) for one in fields(Demo)})
    person, seen, wrong = Person(demo, staged.browser, "team_manager").sign_in(), {}, []
    page, (device, authenticator), beside = person.page, with_a_device(person), person.in_another_tab()

    def look_beside(name):
        beside.page.goto(page.url)
        said = look(beside, name, seen, private)
        page.bring_to_front()  # a device answers the tab in sight alone
        page.reload()  # with the question that was asked last
        return said

    page.goto(reverse("mfa_add_webauthn"))
    wrong += look_beside("mfa_add_webauthn")
    page.get_by_label("Name of this passkey").fill("Work laptop")
    page.get_by_role("button", name="Make the passkey").click()
    page.wait_for_url(f"**{reverse('mfa_view_recovery_codes')}")
    kept = device.send("WebAuthn.getCredentials", {"authenticatorId": authenticator})["credentials"]
    assert len(kept) == 1 and kept[0]["isResidentCredential"]

    page.get_by_role("button", name="Sign out").click()
    page.goto("/account/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_role("button", name="Sign out").wait_for()

    page.goto(f"{reverse('mfa_reauthenticate_webauthn')}?next=/")
    wrong += look_beside("mfa_reauthenticate_webauthn")
    page.get_by_role("button", name="Use your passkey").click()
    page.get_by_role("heading", name="Today", level=1).wait_for()

    page.goto(reverse("mfa_index"))
    page.get_by_role("link", name="Name of Work laptop").click()
    wrong += look_beside("mfa_edit_webauthn")
    page.get_by_label("Name").fill("Old laptop")
    page.get_by_role("button", name="Save name").click()
    page.get_by_role("link", name="Remove Old laptop").click()
    wrong += look_beside("mfa_remove_webauthn")
    page.get_by_role("button", name="Remove it").click()
    page.get_by_text("Authenticator app", exact=True).wait_for()
    assert not page.get_by_text("Old laptop").count() and not page.get_by_role("link", name="Switch off").count()

    page.get_by_role("button", name="Sign out").click()
    page.goto("/account/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_text("That did not work. Try again.").wait_for()
    person.context.close()
    staged.signed_out("team_manager")  # a factor that changes ends every session, and so does signing out
    assert not wrong
    titles.update(seen)
    assert set(seen) == {f"mfa_{name}_webauthn" for name in ("add", "reauthenticate", "edit", "remove")}


def test_whoever_turns_the_device_away_is_told_so_and_may_go_on_otherwise(staged):
    demo = AtLocalhost(**{one.name: getattr(staged.demo, one.name) for one in fields(Demo)})
    person = Person(demo, staged.browser, "nobody")
    device, authenticator = with_a_device(person)
    device.send("WebAuthn.setUserVerified", {"authenticatorId": authenticator, "isUserVerified": False})
    person.page.goto("/account/login/")
    person.page.get_by_role("button", name="Sign in with a passkey").click()
    person.page.get_by_text("Your device gave no passkey").wait_for()
    assert not [*checks.accessible(person.page), *checks.fits(person.page)]
    person.context.close()


# --- pages that carry something sealed ------------------------------------------------------------------------------------------


def test_who_was_found(staged, private, titles):
    person = staged.somebody("practitioner")
    page = person.open("/")
    page.get_by_label("Name, date of birth, postcode").fill("Tolliver Saffron")
    page.get_by_role("button", name="Find a family").click()
    page.get_by_role("link", name="Open EH-").first.wait_for()
    assert not look(person, "cases:found", titles, private)


def test_what_is_to_be_recorded_is_checked(staged, private, titles):
    person = staged.somebody("practitioner")
    answer_about_sharing(person.open(f"/cases/{staged.given[OPEN]}/sharing"))
    person.page.get_by_role("button", name="Confirm and record").wait_for()
    assert not look(person, "sharing:check", titles, private)


# --- only at times --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def unusually_many(staged):
    """So many records are due at once that somebody is asked first."""
    put(staged.demo, f"INSERT INTO retention_largeproposal ({', '.join(MANY)}) VALUES ({', '.join(MANY.values())})")
    yield
    put(staged.demo, "DELETE FROM retention_largeproposal WHERE size = 70")


MANY = {"id": "gen_random_uuid()", "size": "70", '"limit"': "50", "asked_at": "now()", "because": "''"}


def test_unusually_many_that_are_due_are_let_through_with_a_reason(staged, private, unusually_many):
    person = staged.somebody("records_manager")
    person.open(reverse("retention:records")).get_by_text("unusually large").wait_for()
    assert not look(person, "retention:records", {}, private, {})


# --- only where a notice relies on consent ----------------------------------------------------------------------------------------


@pytest.fixture
def with_consent(achieving, browser_of_tests):
    person = Person(achieving, browser_of_tests, "practitioner").sign_in()
    yield person
    person.context.close()


# Consent is taken back with no word at all, so only too many are wrong.
CONSENTS = [
    ("consent:record_consent", "Record consent", {}),
    ("consent:withdraw_consent", "Withdraw consent", {"because": "No more. " * 300}),
]


@pytest.mark.parametrize(("name", "words", "wrong"), CONSENTS)
def test_consent_is_recorded_and_withdrawn_on_pages_like_all_others(
    name, words, wrong, with_consent, achieving, private, titles
):
    case = ask(achieving, "SELECT reference FROM cases_case WHERE stage = 'open' ORDER BY received_at LIMIT 1")
    page = with_consent.open(f"/cases/{case}/privacy")
    page.get_by_role("link", name=words).or_(page.get_by_role("button", name=words)).first.click()
    page.wait_for_load_state()
    assert not look(with_consent, name, titles, private, wrong)


def test_what_the_notice_asks_of_a_sharing_is_answered(with_consent, achieving, private):
    case = ask(achieving, "SELECT reference FROM cases_case WHERE stage = 'open' ORDER BY received_at LIMIT 1")
    answer_about_sharing(with_consent.open(f"/cases/{case}/sharing"))
    with_consent.page.get_by_role("heading", name="What the notice asks").wait_for()
    assert not look(with_consent, "sharing:check", {}, private, {}, "Confirm and record")


# --- only where a notice states the duty of staff ---------------------------------------------------------------------------------


def test_who_has_not_accepted_it_is_a_page_like_all_others(achieving, browser_of_tests, private):
    person = Person(achieving, browser_of_tests, "dpo").sign_in()
    person.open(reverse("access:duty_list")).get_by_role("heading", name="South family support").wait_for()
    wrong = look(person, "access:duty_list", {}, private)
    person.context.close()
    assert not wrong


def test_the_duty_comes_before_everything_and_is_accepted_once(achieving, browser_of_tests, private, titles):
    """Whoever has just come is asked first; whoever has accepted is asked nothing, and the list says who has not."""
    person = Person(achieving, browser_of_tests, "joiner").sign_in()
    page = person.page
    page.goto("/cases/")
    page.get_by_role("heading", name="Before you open a record").wait_for()
    seen = {}
    wrong = look(person, "access:duty", seen, private, {}, "Accept and go on")
    page.get_by_label("I have read this, and I accept it").check()
    page.get_by_role("button", name="Accept and go on").click()
    page.get_by_role("heading", name="Cases").first.wait_for()
    page.goto(reverse("access:duty"))
    wrong += look(person, "access:duty", {}, private)
    person.context.close()
    titles.update(seen)
    assert not wrong


# --- all of them ------------------------------------------------------------------------------------------------------------------


# A title names nobody: two referrals that are not sent, which have no reference, look the same there, and so do two of the staff.
OF_ONE = re.compile("^/(referrals|staff)/[0-9a-f-]{36}/")


def test_no_two_pages_have_one_title(titles):
    """A7, last: of every address that was opened in tests/pages, and of every page on the way."""
    places = {}
    for where, title in titles.items():
        # On the way on the first day, and a page of its own.
        address = reverse(where) if where == "mfa_index" else where
        places.setdefault(title, set()).add(OF_ONE.sub(r"/\1/…/", address))
    assert not {title: found for title, found in places.items() if len(found) > 1}
