"""One family's whole life, in a browser, against the supervisor's real workers, with the clock moved."""

import time
from datetime import date

import pytest

from tests.browser import Person

pytestmark = pytest.mark.browser

CHILD, CARER = "Peregrine Zephyrine Halloumi", "Clementina Halloumi"
BORN, ADDRESS, POSTCODE = date(2016, 8, 14), "77 Vermilion Passage", "ZZ9 9QX"
STORY, NOTE, SHARED = (
    "Peregrine hides under the table at noon",
    "the kaleidoscope on the windowsill",
    "the marmalade plan",
)
CANARIES = (CHILD, CARER, "Peregrine", "Halloumi", BORN.isoformat(), ADDRESS, POSTCODE, STORY, NOTE, SHARED)


@pytest.fixture
def person(browser_of_tests):
    people = []

    def sign_in(demo, role):
        somebody = Person(demo, browser_of_tests, role).sign_in()
        people.append(somebody)
        return somebody

    yield sign_in
    for somebody in people:
        somebody.context.close()


def fill_date(page, name, day):
    for part, value in (("day", day.day), ("month", day.month), ("year", day.year)):
        page.locator(f"[name={name}_{part}]").fill(str(value))


def send_referral(person, demo):
    referrer = person(demo, "referrer")
    page = referrer.open("/referrals/new")
    page.get_by_role("button", name="Start").click()
    page.get_by_label("Child’s full name").fill(CHILD)
    fill_date(page, "child_born", BORN)
    page.get_by_label("Parent or carer’s full name").fill(CARER)
    page.locator("[name=address]").fill(ADDRESS)
    page.get_by_label("Postcode").fill(POSTCODE)
    page.locator("[name=told_told][value=yes]").check()
    page.locator("[name=told_how]").first.check()
    if page.locator("[name=told_consent]").count():
        page.locator("[name=told_consent][value=no]").check()
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_label("What is happening?").fill(STORY)
    page.get_by_label("What would help?").fill("A quiet place at school.")
    page.get_by_role("button", name="Send referral").click()
    page.get_by_role("heading", name="Referral received").wait_for()
    return page.locator(".govuk-panel__body strong, .govuk-panel__body").first.inner_text().split()[-1]


def allocate(person, demo, reference):
    hub = person(demo, "hub")
    page = hub.open("/hub/queue")
    page.get_by_role("link", name=f"Decide on {reference}").click()
    page.get_by_label("Priya Oakhurst").check()
    page.get_by_label("Why this team").fill("Nearest, and has room.")
    page.get_by_role("button", name="Allocate case").click()
    return hub


def write_note(worker, reference):
    page = worker.open(f"/cases/{reference}/")
    page.get_by_role("button", name="Add a note").click()
    page.get_by_label("Visit").check()
    fill_date(page, "happened_on", business_day(page))
    page.get_by_label("What happened?").fill(NOTE)
    page.get_by_role("button", name="Save note").click()
    page.get_by_text("The note is saved").wait_for()


def business_day(page):
    """The day of the demo's own clock, from the server's Today page."""
    from datetime import datetime

    other = page.context.new_page()
    other.goto("/")
    words = other.get_by_role("heading", level=1).inner_text().removeprefix("Today, ")
    other.close()
    return datetime.strptime(words, "%d %B %Y").date()


def until(happens, page, path, seconds=60):
    """Reload a page until something shows: jobs run when the tick comes."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        page.goto(path)
        if happens(page):
            return page
        time.sleep(1)
    raise AssertionError(f"{path} never showed it:\n{page.locator('main').inner_text()}")


def move_clock(demo, day):
    demo.manage("move_clock", day.isoformat())
