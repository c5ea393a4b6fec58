"""Journey 3.1, log a referral: pages, presses, weight and time, with scripts and without, by keyboard alone and on a narrow screen."""

import gzip

import pytest

from tests.browser import Person
from tests.journeys.hand import FIRST_VIEW, WAYS, Hand
from tests.pages import checks

pytestmark = pytest.mark.browser

PAGES, PRESSES, MOST_SECONDS = 8, 10, 30  # twelve presses it may take
CHILD, CARER, ADDRESS, POSTCODE = "Wilhelmina Tanglewood", "Octavia Tanglewood", "9 Periwinkle Row", "ZZ7 3QD"
STORY, HELP = "Wilhelmina falls asleep in lessons.", "Somebody to look at the evenings with them."
PRIVATE = ("Wilhelmina", "Tanglewood", "Octavia", "Periwinkle", POSTCODE, "2017-06-05")


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
    hub = "Early Help Hub" if consent else "Early Help Triage Team"  # each council’s own word
    assert f"The {hub} will check whether we know this family" in page.locator("main").inner_text()
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


def cost(hand, presses=PRESSES):
    """What is wrong with what the journey cost."""
    return hand.cost(pages=PAGES, presses=presses, seconds=MOST_SECONDS, weight=checks.HTML_LIMIT)


@pytest.fixture
def elsewhere(at_work):
    """The same referrer at another browser."""
    return lambda **settings: at_work("referrer", **settings).page


@pytest.mark.parametrize("way", WAYS)
def test_it_takes_eight_pages_and_at_most_twelve_presses(way, elsewhere):
    page = elsewhere(**WAYS[way].context)
    hand = Hand(page, WAYS[way].keyboard, PRIVATE)
    reference = walk(hand, consent=False)
    assert not cost(hand)
    page.goto("/referrals/")
    assert reference in page.locator("main").inner_text()


def test_the_first_view_is_light_and_later_ones_are_lighter(elsewhere, durham):
    page = elsewhere()
    loaded = []
    page.on("response", lambda response: loaded.append((response.url, len(gzip.compress(response.body())))))
    page.goto("/referrals/new")
    assert sum(size for _, size in loaded) <= FIRST_VIEW
    assert all(url.startswith(durham.address) for url, _ in loaded)


def test_where_the_notice_relies_on_consent_it_costs_one_press_more(achieving, browser_of_tests):
    person = Person(achieving, browser_of_tests, "referrer").sign_in()
    hand = Hand(person.page, private=PRIVATE)
    walk(hand, consent=True)
    assert not cost(hand, PRESSES + 1)
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
    # Somebody whom no other journey needs: signing out ends all of their sessions.
    person = Person(durham, browser_of_tests, "practitioner_2").sign_in()
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

    email, password, secret = durham.people["practitioner_2"]
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
