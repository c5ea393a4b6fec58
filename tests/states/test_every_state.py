"""Every page of a case in the states that are not the usual one: nothing in it yet, very much in it, and seen by whoever sees less.

`make pages-full`. The usual state, and refused forms, are in tests/pages.
"""

import re

import pytest

from access.roles import ROLES
from access.routes import ROUTES, Reach
from tests.browser import a_demo
from tests.pages import checks
from tests.pages.staging import Staged, ask, stage
from tests.pages.visits import OPEN, PAGES
from tests.pages.whole import looked_at

pytestmark = pytest.mark.browser

LONG = "Wolfeschlegelsteinhausenbergerdorff-Llanfairpwllgwyngyll"
STORY = ("Every morning the same, and every evening. " * 60 + "https://example.org/" + "a" * 180 + " ") * 2
CASE_PAGES = [name for name, visit in PAGES.items() if visit.given == (OPEN,) and ROUTES[name].about_case]
WORKED_ON = [name for name in CASE_PAGES if PAGES[name].role in ("practitioner", "team_manager")]
LISTED = [  # of people of whose role there are two, the one that has nothing
    (name, f"{role}_2")
    for name, visit in PAGES.items()
    for role in ("practitioner", "records_manager")
    if not visit.given
    and visit.role
    and (ROUTES[name].signing_in or ROUTES[name].reaches.get(role, Reach.NONE) is not Reach.NONE)
]
# Who sees each page besides its usual visitor. Roles that see across cases have no grant and see no name.
OTHERS = [
    (name, role)
    for name, visit in PAGES.items()
    for role in ROLES
    if "@" not in name and role != visit.role and ROUTES[name].reaches.get(role, Reach.NONE) in (Reach.ALL, Reach.OPEN)
]


@pytest.fixture(scope="module")
def staged(browser_of_tests):
    with a_demo("durham-early-help") as demo:
        made = Staged(demo, {}, {}, browser_of_tests)
        stage(made)
        yield made


def given_to(made, reference, worker):
    """The hub gives a referral to a worker, by the page."""
    page = made.somebody("hub").open(f"/hub/referrals/{reference}/")
    page.get_by_label("Allocate now").check()
    page.get_by_label("Why?").fill("It is clear what would help.")
    page.get_by_role("button", name="Record decision").first.click()
    page.get_by_label("North family support").check()
    page.get_by_role("button", name="Continue").click()
    page.locator("[name=service]").first.check()
    page.get_by_label(worker).check()
    page.get_by_label("Why this team").fill("Nearest, and has room.")
    page.get_by_role("button", name="Allocate case").click()
    page.wait_for_load_state()
    return reference


# --- nothing in it yet ------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def fresh(staged):
    """A case that has just been allocated."""
    return given_to(staged, staged.given["waiting_case"], "Priya Oakhurst")


@pytest.mark.parametrize("name", WORKED_ON)
def test_a_page_of_a_case_with_nothing_in_it_yet(name, staged, fresh):
    page = staged.somebody(PAGES[name].role).page
    response = page.goto(staged.address(name).replace(staged.given[OPEN], fresh))
    assert not looked_at(page, response, name)


@pytest.mark.parametrize(("name", "role"), LISTED)
def test_a_list_of_somebody_who_has_nothing(name, role, staged):
    page = staged.somebody(role).page
    response = page.goto(staged.address(name))
    assert not looked_at(page, response, name)


# --- very much in it --------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def long(staged):
    """A family with long names and long stories, whose file has grown."""
    page = staged.somebody("referrer").open("/referrals/new")
    page.get_by_role("button", name="Start").click()
    page.get_by_label("Child’s full name").fill(f"{LONG} {LONG}")
    page.get_by_label("Parent or carer’s full name").fill(f"Maximiliana {LONG}")
    page.locator("[name=address]").fill(f"The Old {LONG} House, {LONG}-on-the-Water")
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_role("button", name="Continue").click()
    page.locator("[name=told_told][value=no]").check()
    page.locator("[name=told_why_not]").first.check()
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_label("What worries you?").fill(STORY)
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_label("What would help?").fill(STORY)
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_role("button", name="Send referral").click()
    page.get_by_role("heading", name="Referral received").wait_for()
    reference = given_to(staged, page.locator(".govuk-panel__body").inner_text().split()[-1], "Priya Oakhurst")
    worker = staged.somebody("practitioner").page
    for number in range(12):
        worker.goto(f"/cases/{reference}/notes/new")
        worker.get_by_label("Visit").check()
        worker.get_by_label("What happened?").fill(f"{number}. {STORY}")
        worker.get_by_label("Where?").fill(LONG)
        with worker.expect_navigation():
            worker.get_by_role("button", name="Save note").click()
    for words in (LONG, "What everybody has to know first. " * 5):
        worker.goto(f"/cases/{reference}/alerts/new")
        worker.locator("[name=words]").fill(words)
        for part, value in (("day", "1"), ("month", "6"), ("year", "2043")):
            worker.locator(f"[name=review_on_{part}]").fill(value)
        with worker.expect_navigation():
            worker.locator("main form button").last.click()
    for name in ("need", "hoped_for"):
        worker.goto(f"/cases/{reference}/plan/outcomes/new")
        worker.locator("[name=need]").fill(STORY[:900])
        worker.locator("[name=hoped_for]").fill(f"{name} {LONG} " * 3)
        with worker.expect_navigation():
            worker.locator("main form button").last.click()
    assert ask(staged.demo, f"SELECT id FROM cases_case WHERE reference = '{reference}' AND stage = 'open'")
    return reference


@pytest.mark.parametrize("name", WORKED_ON)
def test_a_page_of_a_case_with_very_much_in_it(name, staged, long):
    page = staged.somebody(PAGES[name].role).page
    response = page.goto(staged.address(name).replace(staged.given[OPEN], long))
    assert not [one for one in looked_at(page, response, name) if not re.match(r"\d+ bytes of HTML", one)]


# --- with less to see -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "role"), OTHERS)
def test_a_page_for_a_role_that_sees_across_cases_or_nothing_of_them(name, role, staged):
    page = staged.somebody(role).page
    response = page.goto(staged.address(name))
    assert not looked_at(page, response, name)
    if ROUTES[name].about_case:
        words = page.locator("body").inner_text()
        assert not [
            word for story in staged.stories() for word in (story.child, story.carer, story.postcode) if word in words
        ]


@pytest.mark.parametrize("name", CASE_PAGES)
def test_a_case_of_others_looks_like_one_that_is_not_there(name, staged):
    page = staged.somebody("practitioner_2").page
    response = page.goto(staged.address(name))
    theirs = page.locator("main").inner_text()
    assert response.status == 404
    page.goto(staged.address(name).replace(staged.given[OPEN], "EH-2222222"))
    assert page.locator("main").inner_text() == theirs
    assert not [*checks.accessible(page), *checks.fits(page)]
