"""Journey 3.1, log a referral: pages, presses, weight and time, with scripts and without, by keyboard alone and on a narrow screen."""

import gzip
import time
from dataclasses import dataclass, field

import pytest

from tests.browser import Person
from tests.pages import checks

pytestmark = pytest.mark.browser

MOST_PAGES, MOST_PRESSES, MOST_SECONDS = 8, 12, 30
FIRST_VIEW, LATER_VIEW = 75_000, 30_000
CHILD, CARER, ADDRESS, POSTCODE = "Wilhelmina Tanglewood", "Octavia Tanglewood", "9 Periwinkle Row", "ZZ7 3QD"
STORY, HELP = "Wilhelmina falls asleep in lessons.", "Somebody to look at the evenings with them."
PRIVATE = ("Wilhelmina", "Tanglewood", "Octavia", "Periwinkle", POSTCODE, "2017-06-05")


@dataclass
class Hand:
    """Somebody's hand: counts the pages that came and what was pressed. By mouse, or by keyboard alone."""

    page: object
    keyboard: bool = False
    presses: int = 0
    pages: list[str] = field(default_factory=list)
    weights: list[int] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def __post_init__(self):
        self.page.on("response", self._weigh)

    def _weigh(self, response):
        if response.request.resource_type == "document" and response.status == 200:
            self.pages.append(response.url)
            self.weights.append(len(gzip.compress(response.body())))

    def press(self, element):
        self.presses += 1
        if self.keyboard:
            self._reach(element)
            box = element.get_attribute("type") in ("radio", "checkbox")
            self.page.keyboard.press("Space" if box else "Enter")
        elif element.get_attribute("type") in ("radio", "checkbox"):
            element.check()
        else:
            element.click()

    def type(self, element, words):
        if self.keyboard:
            self._reach(element)
            self.page.keyboard.type(words)
        else:
            element.fill(words)

    def _reach(self, element):
        """Tab until it has the focus, which must be seen."""
        for _ in range(120):
            if element.evaluate("e => e === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"no Tab leads to {element}")

    def go(self, words):
        """Press a button, wait for the next page, and look at it."""
        with self.page.expect_navigation():
            self.press(self.page.get_by_role("button", name=words, exact=True))
        self.look()

    def look(self):
        """What must hold on every page of the way."""
        seen = self.page.title() + self.page.url
        self.wrong += [f"{self.page.url}: names “{word}”" for word in PRIVATE if word in seen]


def walk(hand, *, consent):
    """One child and one adult, from the start page to the acknowledgement."""
    page = hand.page
    page.goto("/referrals/new")
    hand.look()
    assert page.locator("main").inner_text().index("999") < page.locator("main").inner_text().index("You will need")
    hand.go("Start")
    hand.type(page.get_by_label("Child’s full name"), CHILD)
    for part, value in (("day", "5"), ("month", "6"), ("year", "2017")):
        hand.type(page.locator(f"[name=child_born_{part}]"), value)
    hand.type(page.locator("[name=address]"), ADDRESS)
    hand.type(page.get_by_label("Postcode"), POSTCODE)
    hand.type(page.get_by_label("Parent or carer’s full name"), CARER)
    hand.go("Save and continue")
    assert "The hub will check whether we know this family" in page.locator("main").inner_text()
    hand.go("Continue")
    told(hand, consent)
    hand.go("Save and continue")
    hand.type(page.get_by_label("What worries you?"), STORY)
    hand.go("Save and continue")
    hand.type(page.get_by_label("What would help?"), HELP)
    assert page.locator("[name=pro1_name]").input_value() == "Rowan Castellane"
    assert page.locator("[name=pro1_works_for]").input_value() == "Larkfield Primary School"
    hand.press(page.locator("[name=services]").first)
    hand.go("Save and continue")
    words = page.locator("main").inner_text()
    for typed in (CHILD, "5 June 2017", CARER, ADDRESS, POSTCODE, STORY, HELP, "Rowan Castellane", "Pastoral lead"):
        assert typed in words, typed
    hand.go("Send referral")
    page.get_by_role("heading", name="Referral received").wait_for()
    assert "You will hear by" in page.locator("main").inner_text()
    return page.locator(".govuk-panel__body").inner_text().split()[-1]


def told(hand, consent):
    page = hand.page
    hand.press(page.locator("[name=told_told][value=yes]"))
    hand.press(page.locator("[name=told_how]").first)
    assert page.locator("[name=told_on_year]").input_value()
    assert page.locator("[name=told_by]").input_value() == "Rowan Castellane"
    assert bool(page.locator("[name=told_consent]").count()) is consent
    if consent:
        hand.press(page.locator("[name=told_consent][value=yes]"))
        assert page.locator("[name=told_consent_by][value=carer]").is_checked()  # the grown-up, filled in


def counted(hand, started):
    """What the journey may cost."""
    assert len(hand.pages) <= MOST_PAGES, hand.pages
    assert hand.presses <= MOST_PRESSES
    assert max(hand.weights) <= checks.HTML_LIMIT <= LATER_VIEW, hand.weights
    assert time.monotonic() - started <= MOST_SECONDS
    assert not hand.wrong


@pytest.fixture(scope="module")
def referrer(durham, browser_of_tests):
    person = Person(durham, browser_of_tests, "referrer").sign_in()
    yield person
    person.context.close()


@pytest.fixture
def elsewhere(durham, browser_of_tests, referrer):
    """The same person at another browser: its settings, one sign-in."""
    opened = []

    def at(**settings):
        cookies = referrer.context.storage_state()
        context = browser_of_tests.new_context(
            locale="en-GB", base_url=durham.address, storage_state=cookies, **settings
        )
        opened.append(context)
        return context.new_page()

    yield at
    for context in opened:
        context.close()


def test_with_scripts_it_takes_eight_pages_and_at_most_twelve_presses(elsewhere):
    page, said = elsewhere(), []
    page.on("console", lambda message: said.append(message.text))
    hand, started = Hand(page), time.monotonic()
    reference = walk(hand, consent=False)
    counted(hand, started)
    assert len(hand.pages) == MOST_PAGES and hand.presses == 10
    assert said == []
    page.goto("/referrals/")
    assert reference in page.locator("main").inner_text()


def test_the_first_view_is_light_and_later_ones_are_lighter(elsewhere, durham):
    page = elsewhere()
    loaded = []
    page.on("response", lambda response: loaded.append((response.url, len(gzip.compress(response.body())))))
    page.goto("/referrals/new")
    assert sum(size for _, size in loaded) <= FIRST_VIEW
    assert all(url.startswith(durham.address) for url, _ in loaded)


def test_without_scripts_it_is_the_same_journey(elsewhere):
    hand, started = Hand(elsewhere(java_script_enabled=False)), time.monotonic()
    walk(hand, consent=False)
    counted(hand, started)


def test_by_keyboard_alone_on_a_narrow_screen(elsewhere):
    page = elsewhere(viewport={"width": 320, "height": 640})
    hand, started = Hand(page, keyboard=True), time.monotonic()
    narrow = []
    page.on("load", lambda _: narrow.append(page.evaluate(checks.OVERFLOW)))
    walk(hand, consent=False)
    counted(hand, started)
    assert len(narrow) == MOST_PAGES and max(narrow) <= 0


def test_where_the_notice_relies_on_consent_it_costs_one_press_more(achieving, browser_of_tests):
    person = Person(achieving, browser_of_tests, "referrer").sign_in()
    hand, started = Hand(person.page), time.monotonic()
    walk(hand, consent=True)
    counted(hand, started)
    assert hand.presses == 11
    person.context.close()


def test_a_draft_survives_a_closed_browser_back_and_a_second_tab(elsewhere):
    first = elsewhere()
    first.goto("/referrals/new")
    first.get_by_role("button", name="Start").click()
    first.get_by_label("Child’s full name").fill(CHILD)
    first.get_by_label("Parent or carer’s full name").fill(CARER)
    first.locator("[name=address]").fill(ADDRESS)
    first.get_by_role("button", name="Save and continue").click()
    first.get_by_role("button", name="Continue").wait_for()
    first.go_back()
    assert first.get_by_label("Child’s full name").input_value() == CHILD
    draft = first.url.rsplit("/", 1)[0]
    first.context.close()

    second, third = elsewhere(), elsewhere()
    for tab in (second, third):
        tab.goto(f"{draft}/story")
    second.get_by_label("What worries you?").fill("The first tab’s words")
    second.get_by_role("button", name="Save and continue").click()
    second.get_by_label("What would help?").wait_for()
    third.get_by_label("What worries you?").fill("The second tab’s words")
    third.get_by_role("button", name="Save and continue").click()
    words = third.locator("main").inner_text()
    assert "saved in another place while you typed" in words and "The first tab’s words" in words
    assert third.get_by_label("What worries you?").input_value() == "The second tab’s words"
    assert not [*checks.accessible(third), *checks.fits(third)]


def test_a_lost_session_loses_no_word(durham, browser_of_tests):
    person = Person(durham, browser_of_tests, "practitioner").sign_in()
    page = person.page
    page.goto("/referrals/new")
    page.get_by_role("button", name="Start").click()
    page.get_by_role("link", name="All parts of the referral").click()
    page.get_by_role("link", name="What is happening").click()
    story = page.url
    page.get_by_label("What worries you?").fill(STORY)
    ended = [cookie for cookie in person.context.cookies() if not cookie["name"].startswith("session")]
    person.context.clear_cookies()
    person.context.add_cookies(ended)
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_label("Password").wait_for()
    assert STORY not in page.content() and "Wilhelmina" not in page.url

    email, password, secret = durham.people["practitioner"]
    page.get_by_label("Email").or_(page.get_by_label("E-mail")).first.fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Authenticator code").or_(page.get_by_label("Code")).first.fill(person._code(secret))
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url(story)
    assert page.get_by_label("What worries you?").input_value() == STORY
    with page.expect_navigation():
        page.get_by_role("button", name="Sign out").click()
    page.go_back()
    assert STORY not in page.content()
    person.context.close()
