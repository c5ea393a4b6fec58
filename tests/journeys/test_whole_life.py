"""One family's whole life, in a browser, against the supervisor's real workers, with the clock moved."""

import re
import time
from datetime import date, timedelta

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

AUDITED = {"access_accessevent", "access_securityevent", "access_change", "access_seal", "access_destruction"}


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
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_role("button", name="Continue").click()
    page.locator("[name=told_told][value=yes]").check()
    page.locator("[name=told_how]").first.check()
    if page.locator("[name=told_consent]").count():
        page.locator("[name=told_consent][value=no]").check()
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_label("What worries you?").fill(STORY)
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_label("What would help?").fill("A quiet place at school.")
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_role("button", name="Send referral").click()
    page.get_by_role("heading", name="Referral received").wait_for()
    return page.locator(".govuk-panel__body strong, .govuk-panel__body").first.inner_text().split()[-1]


def allocate(person, demo, reference):
    hub = person(demo, "hub")
    decide_to_allocate(hub.open("/hub/queue"), reference)
    choose_the_lead(hub.page)
    return hub


def decide_to_allocate(page, reference):
    page.get_by_role("link", name=reference).click()
    page.get_by_label("Allocate now").check()
    page.get_by_label("Why?").fill("It is clear what would help.")
    if page.locator("[name=level]").count():  # asked where the notice names levels of need
        page.get_by_label("2: Targeted").check()
    page.get_by_role("button", name="Record decision").click()


def choose_the_lead(page):
    page.get_by_label("North family support").check()
    page.get_by_role("button", name="Continue").click()
    page.locator("[name=service]").first.check()
    page.get_by_label("Priya Oakhurst").check()
    page.get_by_label("Why this team").fill("Nearest, and has room.")
    page.get_by_role("button", name="Allocate case").click()


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


def share_with_the_school(worker, reference):
    page = worker.open(f"/cases/{reference}/sharing")
    page.get_by_role("link", name="Larkfield Primary School").first.click()
    page.get_by_label(CHILD).check()
    page.locator("[name=kinds][value=education], [name=kinds][value=attendance]").first.check()
    page.locator("[name=described]").fill(SHARED)
    page.locator("[name=purpose]").first.check()
    page.locator("[name=purpose][value=support_family], [name=purpose][value=allocate_service]").first.check()
    page.locator("[name=why_needed]").fill(f"School and home agree on {SHARED}.")
    page.locator("[name=method][value=spoken]").check()
    fill_date(page, "shared_on", business_day(page))
    page.locator("[name=told][value=yes]").check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("heading", name="Check before you record it").wait_for()
    for asked in page.locator("main textarea").all():  # what this notice asks of every sharing
        asked.fill(f"Both of us work on {SHARED}.")
    page.get_by_role("button", name="Confirm and record").click()
    page.get_by_text("It is recorded").wait_for()


def find_in_the_log(person, demo, reference):
    dpo = person(demo, "dpo")
    page = dpo.open("/dpo/disclosures/")
    row = page.get_by_role("row").filter(has_text=reference)
    assert "Larkfield Primary School" in row.inner_text()
    row.get_by_role("link").first.click()
    words = page.locator("main").inner_text()
    assert reference in words
    assert not any(canary in words for canary in CANARIES)


def close(worker, reference):
    page = worker.open(f"/cases/{reference}/close")
    assert "kept" in page.locator("main").inner_text().lower()
    day = business_day(page)
    fill_date(page, "on", day)
    page.get_by_label("Needs met").check()
    page.locator("[name=because]").fill("What was agreed is done.")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Close case").click()
    page.get_by_text("The case is closed").wait_for()
    return day


def approve(manager, reference):
    """Open the list that names this case, and approve it with the typed confirmation."""
    page = until(lambda p: p.locator("a[href*='/records/reviews/']").count(), manager.page, "/records/")
    page.locator("a[href*='/records/reviews/']").first.click()
    assert reference in page.locator("main").inner_text()
    assert not any(canary in page.content() for canary in CANARIES)
    batch = page.url.rstrip("/").split("/")[-1]
    page.goto(f"/records/reviews/{batch}/approve")
    page.locator("[name=typed]").fill(batch)
    page.locator("[name=because]").fill("Read the list: nothing speaks against it.")
    page.locator("main form button").last.click()
    page.wait_for_load_state()
    return batch


def after_six_years(closed):
    """The first day after the sixth financial year that follows the one of the closing day, and after Durham's hold."""
    year_ends = date(closed.year + (closed.month >= 4), 3, 31)
    return max(date(year_ends.year + 6, 4, 1), date(2028, 10, 21))


@pytest.mark.promise("DUR-11")
@pytest.mark.promise("DUR-13")
def test_a_familys_whole_life_from_referral_to_certificate(durham, person):
    demo = durham
    reference = send_referral(person, demo)
    allocate(person, demo, reference)
    worker = person(demo, "practitioner")
    write_note(worker, reference)
    share_with_the_school(worker, reference)
    find_in_the_log(person, demo, reference)
    closed = close(worker, reference)

    places = demo.tables_with(*CANARIES)
    assert len(places) >= 8, f"the proof needs something to prove: {sorted(places)}"
    assert not places & AUDITED, "what is remembered about reading and writing tells nothing of the family"
    assert demo.files_with(*CANARIES) == set()  # logs, events, anchors
    assert demo.broker_with(*CANARIES) == set()

    due = after_six_years(closed)
    demo.manage("move_clock", (due - timedelta(days=1)).isoformat())
    first = person(demo, "records_manager")
    assert not until(lambda p: True, first.page, "/records/").locator("a[href*='/records/reviews/']").count()
    demo.manage("move_clock", (due + timedelta(days=1)).isoformat())
    approve(first, reference)
    approve(person(demo, "records_manager_2"), reference)
    demo.manage("move_clock", (due + timedelta(days=6)).isoformat())
    time.sleep(12)  # two ticks of the disposer: the wait is not over
    assert reference in "".join(demo.rows()["cases_case"])
    demo.manage("move_clock", (due + timedelta(days=9)).isoformat())
    page = until(lambda p: p.get_by_text(reference).count(), first.page, "/records/certificates/", seconds=90)
    page.get_by_role("link", name=re.compile(reference)).first.click()
    certificate = page.locator("main").inner_text()
    assert reference in certificate
    assert not any(canary in certificate for canary in CANARIES)

    assert demo.tables_with(*CANARIES) == set()
    assert demo.files_with(*CANARIES) == set()
    assert demo.broker_with(*CANARIES) == set()
    assert "".join(demo.rows()["retention_certificate"]).count(reference) == 1


@pytest.mark.promise("AFC-08")
def test_where_the_notice_relies_on_consent_the_journey_waits_for_it(achieving, person):
    demo = achieving
    reference = send_referral(person, demo)
    hub = allocate(person, demo, reference)
    assert "no consent is recorded" in hub.page.locator("main").inner_text()

    page = hub.open(f"/cases/{reference}/privacy")
    page.get_by_role("link", name="Record consent").or_(page.get_by_role("button", name="Record consent")).first.click()
    page.get_by_label(CARER).check()
    for name in ("explicit", "how"):
        if (asked := page.locator(f"[name={name}]")).count():
            asked.first.check()
    fill_date(page, "given_on", business_day(page))
    page.locator("main form button").last.click()
    page.wait_for_load_state()

    decide_to_allocate(hub.open("/hub/queue"), reference)
    choose_the_lead(hub.page)
    page.get_by_text("The case is allocated").wait_for()

    worker = person(demo, "practitioner")
    write_note(worker, reference)
    page = worker.open(f"/cases/{reference}/privacy")
    page.get_by_role("button", name="Withdraw consent").first.click()
    page.locator("[name=because]").fill("They gave no reason.")
    page.locator("main form button").last.click()
    page.wait_for_load_state()
    page = worker.open(f"/cases/{reference}/")
    words = page.locator("body").inner_text()
    assert "work has stopped" in words and NOTE in words
    assert not page.get_by_role("button", name="Add a note").count()
