"""Every page in the states that are not the usual one: nothing in it yet, very much in it, and seen by whoever sees less.

`make pages-full`. The usual state, and refused forms, are in tests/pages. Each page is opened twice: as it comes, and where no script arrives.
"""

import re

import pytest

from access.roles import ROLES
from access.routes import ROUTES, Reach
from tests.browser import a_demo
from tests.pages import checks
from tests.pages.staging import PRIVATE, Staged, answer_about_sharing, ask, stage
from tests.pages.visits import BUTTONS, OPEN, PAGES, REFUSED, WAITING, answered_wrong
from tests.pages.whole import opened, opened_plain, plain, pressed
from tests.states.first_day import nothing_yet

pytestmark = pytest.mark.browser

LONG = "Wolfeschlegelsteinhausenbergerdorff-Llanfairpwllgwyngyll"
STORY = ("Every morning the same, and every evening. " * 60 + "https://example.org/" + "a" * 180 + " ") * 2
CASE_PAGES = [
    name for name, visit in PAGES.items() if visit.given == (OPEN,) and ROUTES[name.partition("@")[0]].about_case
]
WORKED_ON = [name for name in CASE_PAGES if PAGES[name].role in ("practitioner", "team_manager")]
# What stands across cases, and what comes before there is one.
ACROSS = [name for name, visit in PAGES.items() if visit.role and not visit.given and not visit.query]
# Besides the case's own pages, those that show what somebody has written about it.
FILLED = (
    "cases:referral_tasks",
    "cases:referral_people",
    "cases:referral_match",
    "cases:referral_told",
    "cases:referral_story",
    "cases:referral_help",
    "cases:referral_check",
    "cases:referral_delete",
    "cases:referral_sent",
    "cases:my_referrals",
    "cases:queue",
    "cases:meeting",
    "cases:decide",
    "cases:pause",
    "cases:allocate",
    "cases:cases",
    "cases:team",
    "cases:note",
    "cases:correct_note",
    "cases:end_outcome",
    "cases:end_alert",
    "cases:change_person",
    "sharing:disclosure",
    "sharing:log",
)
LISTED = [  # of people of whose role there are two, the one that has nothing
    (name, f"{role}_2")
    for name, visit in PAGES.items()
    for role in ("practitioner", "records_manager")
    if not visit.given
    and visit.role
    and "@" not in name
    and (ROUTES[name].signing_in or ROUTES[name].reaches.get(role, Reach.NONE) is not Reach.NONE)
]
# Who sees each page besides its usual visitors. Roles that see across cases have no grant and see no name.
VISITED = {(name.partition("@")[0], visit.role) for name, visit in PAGES.items()}
OTHERS = [
    (name, role)
    for name in PAGES
    for role in ROLES
    if "@" not in name
    and (name, role) not in VISITED
    and ROUTES[name].reaches.get(role, Reach.NONE) in (Reach.ALL, Reach.OPEN)
]


@pytest.fixture(scope="module")
def staged(browser_of_tests):
    with a_demo("durham-early-help") as demo:
        made = Staged(demo, {}, {}, browser_of_tests)
        stage(made)
        yield made


def wrong_with(made, name, role=None, *, private=PRIVATE):
    """What is wrong with a page for its usual visitor, or for another: as it comes, and without scripts."""
    person, address = made.somebody(role or PAGES[name].role), made.address(name)
    return [*opened(person, address, name, private=private), *opened_plain(person.page, address)]


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


# --- refused, where no script arrives ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", REFUSED)
def test_a_refused_form_where_no_script_arrives(name, staged):
    page = staged.plain(PAGES[name].role)
    page.goto(staged.address(name))
    answered_wrong(page, name)
    pressed(page, BUTTONS.get(name, ""))
    assert not [*checks.errors_lead_to_their_fields(page, focus=False), *plain(page)]
    if typed := checks.typed_into_the_others(page):
        pressed(page, BUTTONS.get(name, ""))
        assert not checks.lost_of(page, typed)


# --- nothing in it yet ------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def fresh(staged):
    """A case that has just been allocated."""
    return staged.with_given(open_case=given_to(staged, staged.given[WAITING], "Priya Oakhurst"))


@pytest.mark.parametrize("name", WORKED_ON)
def test_a_page_of_a_case_with_nothing_in_it_yet(name, fresh):
    assert not wrong_with(fresh, name)


@pytest.mark.parametrize(("name", "role"), LISTED)
def test_a_list_of_somebody_who_has_nothing(name, role, staged):
    assert not wrong_with(staged, name, role)


@pytest.fixture(scope="module")
def first_day(browser_of_tests):
    """A council that begins tomorrow: everybody is at work, and no family is known."""
    with a_demo("durham-early-help") as demo:
        nothing_yet(demo)
        yield Staged(demo, {}, {}, browser_of_tests)


@pytest.mark.parametrize("name", ACROSS)
def test_a_page_on_the_first_day(name, first_day):
    assert not wrong_with(first_day, name)


# --- very much in it --------------------------------------------------------------------------------------------------------------


def told(made):
    """The referrer has written down a family with long names and a long story, and has not sent it."""
    page = made.somebody("referrer").open("/referrals/new")
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
    page.get_by_role("button", name="Send referral").wait_for()
    return page


def sent(page):
    """The reference of what was told, once it is sent."""
    page.get_by_role("button", name="Send referral").click()
    page.get_by_role("heading", name="Referral received").wait_for()
    return page.locator(".govuk-panel__body").inner_text().split()[-1]


def write_much(page, reference):
    """Notes, alerts and outcomes of a case, by its worker."""
    for number in range(12):
        page.goto(f"/cases/{reference}/notes/new")
        page.get_by_label("Visit").check()
        page.get_by_label("What happened?").fill(f"{number}. {STORY}")
        page.get_by_label("Where?").fill(LONG)
        with page.expect_navigation():
            page.get_by_role("button", name="Save note").click()
    for words in (LONG, "What everybody has to know first. " * 5):
        page.goto(f"/cases/{reference}/alerts/new")
        page.locator("[name=words]").fill(words)
        for part, value in (("day", "1"), ("month", "6"), ("year", "2043")):
            page.locator(f"[name=review_on_{part}]").fill(value)
        with page.expect_navigation():
            page.locator("main form button").last.click()
    for name in ("need", "hoped_for"):
        page.goto(f"/cases/{reference}/plan/outcomes/new")
        page.locator("[name=need]").fill(STORY[:900])
        page.locator("[name=hoped_for]").fill(f"{name} {LONG} " * 3)
        with page.expect_navigation():
            page.locator("main form button").last.click()


def share_much(page, reference):
    """An entry of much that was shared, and why."""
    page.goto(f"/cases/{reference}/sharing")
    answer_about_sharing(page, described=STORY[:300], why_needed=STORY[:900])
    page.get_by_role("button", name="Confirm and record").click()
    page.get_by_text("It is recorded").wait_for()


@pytest.fixture(scope="module")
def long(staged):
    """A family with long names and long stories, whose file has grown; and the same about to be sent, and with the hub."""
    reference = given_to(staged, sent(told(staged)), "Priya Oakhurst")
    page = staged.somebody("practitioner").page
    write_much(page, reference)
    share_much(page, reference)
    key = ask(staged.demo, f"SELECT id FROM cases_case WHERE reference = '{reference}' AND stage = 'open'")
    family = f"family_id = (SELECT family_id FROM cases_case WHERE id = '{key}')"
    waits, draft = sent(told(staged)), re.search(r"referrals/([0-9a-f-]{36})/", told(staged).url)[1]
    return staged.with_given(
        open_case=reference,
        waiting_case=waits,
        draft=draft,
        person=ask(staged.demo, f"SELECT person_id FROM cases_member WHERE {family} LIMIT 1"),
        disclosure=ask(staged.demo, f"SELECT id FROM sharing_disclosure WHERE case_key = '{key}' LIMIT 1"),
        **{
            name: ask(staged.demo, f"SELECT id FROM {table} WHERE case_id = '{key}' LIMIT 1")
            for name, table in (("note", "cases_note"), ("outcome", "cases_planoutcome"), ("alert", "cases_alert"))
        },
    )


@pytest.mark.parametrize("name", [*WORKED_ON, *FILLED])
def test_a_page_of_a_case_with_very_much_in_it(name, long):
    wrong = wrong_with(long, name, private=(*PRIVATE, LONG, "Maximiliana"))
    assert not [
        one for one in wrong if not re.match(r"\d+ bytes of HTML", one)
    ]  # what somebody wrote is as heavy as it is


# --- with less to see -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "role"), OTHERS)
def test_a_page_for_a_role_that_sees_across_cases_or_nothing_of_them(name, role, staged):
    assert not wrong_with(staged, name, role)
    page = staged.somebody(role).page
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
