"""Every page of the table of routes, opened in a real browser by somebody who may: a page that is not listed here fails."""

import re
import time
from dataclasses import dataclass, field
from datetime import date

import psycopg
import pytest
from django.urls import reverse

from access.routes import ROUTES
from earlyhelp.database.roles import conninfo
from tests.browser import Person, a_demo
from tests.pages import checks

pytestmark = pytest.mark.browser


@dataclass(frozen=True)
class Visit:
    """Who opens a page, with what in its address, and whether an empty form must be refused there."""

    role: str
    given: tuple[str, ...] = ()
    refused: bool = False


OPEN, WAITING, GONE = "open_case", "waiting_case", "closed_case"
PAGES: dict[str, Visit] = {
    "account_login": Visit("", refused=True),
    "account_change_password": Visit("practitioner", refused=True),
    "account_reset_password": Visit("", refused=True),
    "account_reset_password_done": Visit(""),
    "account_reset_password_from_key_done": Visit(""),
    "account_inactive": Visit(""),
    "mfa_index": Visit("practitioner"),
    "desk:today": Visit("hub"),
    "desk:help": Visit(""),
    "desk:privacy": Visit(""),
    "desk:accessibility": Visit("dpo"),
    "access:readings": Visit("records_manager"),
    "access:enter_reading": Visit("records_manager", ("reading_key",), refused=True),
    "access:withdraw_reading": Visit("records_manager", ("reading",), refused=True),
    "access:staff": Visit("user_administrator"),
    "access:add_staff": Visit("user_administrator", refused=True),
    "access:change_staff": Visit("user_administrator", ("staff",)),
    "cases:my_referrals": Visit("referrer"),
    "cases:new_referral": Visit("referrer"),
    "cases:referral_tasks": Visit("referrer", ("draft",)),
    "cases:referral_origin": Visit("hub", ("hub_draft",), refused=True),
    "cases:referral_people": Visit("referrer", ("draft",), refused=True),
    "cases:referral_person": Visit("referrer", ("draft", "new_person"), refused=True),
    "cases:referral_remove_person": Visit("referrer", ("draft", "new_person")),
    "cases:referral_match": Visit("referrer", ("draft",)),
    "cases:referral_told": Visit("referrer", ("draft",), refused=True),
    "cases:referral_story": Visit("referrer", ("draft",), refused=True),
    "cases:referral_help": Visit("referrer", ("draft",), refused=True),
    "cases:referral_check": Visit("referrer", ("draft",), refused=True),
    "cases:referral_delete": Visit("referrer", ("draft",)),
    "cases:referral_sent": Visit("referrer", (OPEN,)),
    "cases:search": Visit("practitioner", refused=True),
    "cases:queue": Visit("hub"),
    "cases:meeting": Visit("hub"),
    "cases:decide": Visit("hub", (WAITING,), refused=True),
    "cases:pause": Visit("hub", (WAITING,), refused=True),
    "cases:resume": Visit("hub", (WAITING,)),
    "cases:allocate": Visit("hub", (WAITING,), refused=True),
    "cases:allocate_many": Visit("hub"),
    "cases:team": Visit("team_manager"),
    "cases:cover": Visit("team_manager", refused=True),
    "cases:cases": Visit("practitioner"),
    "cases:case": Visit("practitioner", (OPEN,)),
    "cases:add_note": Visit("practitioner", (OPEN,), refused=True),
    "cases:close": Visit("practitioner", (OPEN,), refused=True),
    "consent:privacy": Visit("practitioner", (OPEN,)),
    "access:news_list": Visit("practitioner"),
    "cases:people": Visit("practitioner", (OPEN,)),
    "cases:add_member": Visit("practitioner", (OPEN,), refused=True),
    "cases:change_person": Visit("practitioner", (OPEN, "person"), refused=True),
    "cases:move": Visit("practitioner", (OPEN, "person"), refused=True),
    "cases:add_former_name": Visit("practitioner", (OPEN, "person"), refused=True),
    "cases:end_member": Visit("practitioner", (OPEN, "member"), refused=True),
    "cases:relate": Visit("practitioner", (OPEN,), refused=True),
    "cases:end_relationship": Visit("practitioner", (OPEN, "relationship"), refused=True),
    "cases:add_professional": Visit("practitioner", (OPEN,), refused=True),
    "cases:end_professional": Visit("practitioner", (OPEN, "professional"), refused=True),
    "cases:add_alert": Visit("practitioner", (OPEN,), refused=True),
    "cases:end_alert": Visit("practitioner", (OPEN, "alert"), refused=True),
    "cases:readings": Visit("dpo", (OPEN,)),
    "cases:activity": Visit("practitioner", (OPEN,)),
    "cases:chronology": Visit("practitioner", (OPEN,)),
    "cases:add_event": Visit("practitioner", (OPEN,), refused=True),
    "cases:correct_event": Visit("practitioner", (OPEN, "event"), refused=True),
    "cases:correct_note": Visit("practitioner", (OPEN, "note"), refused=True),
    "cases:add_task": Visit("practitioner", (OPEN,), refused=True),
    "cases:finish_task": Visit("practitioner", (OPEN, "task")),
    "cases:assessments": Visit("practitioner", (OPEN,)),
    "cases:assessment": Visit("practitioner", (OPEN, "assessment")),
    "cases:assessment_section": Visit("practitioner", (OPEN, "assessment", "section")),
    "cases:compare": Visit("practitioner", (OPEN, "assessment")),
    "cases:hand_in": Visit("practitioner", (OPEN, "assessment")),
    "cases:give_back": Visit("team_manager", (OPEN, "assessment"), refused=True),
    "cases:sign": Visit("team_manager", (OPEN, "assessment")),
    "cases:plan": Visit("practitioner", (OPEN,)),
    "cases:family_copy": Visit("practitioner", (OPEN,)),
    "cases:add_outcome": Visit("practitioner", (OPEN,), refused=True),
    "cases:end_outcome": Visit("practitioner", (OPEN, "outcome"), refused=True),
    "cases:add_action": Visit("practitioner", (OPEN,), refused=True),
    "cases:end_action": Visit("practitioner", (OPEN, "action"), refused=True),
    "cases:hold_review": Visit("practitioner", (OPEN,), refused=True),
    "consent:give_notice": Visit("practitioner", (OPEN,), refused=True),
    "consent:record_agreement": Visit("practitioner", (OPEN,), refused=True),
    "sharing:case_disclosures": Visit("practitioner", (OPEN,)),
    "sharing:record": Visit("practitioner", (OPEN,), refused=True),
    "sharing:log": Visit("dpo"),
    "sharing:pictures": Visit("dpo"),
    "sharing:disclosure": Visit("dpo", ("disclosure",)),
    "retention:case_retention": Visit("records_manager", (OPEN,)),
    "retention:records": Visit("records_manager"),
    "retention:batch": Visit("records_manager", ("batch",)),
    "retention:approve": Visit("records_manager", ("batch",), refused=True),
    "retention:abort": Visit("records_manager", ("batch",), refused=True),
    "retention:holds": Visit("dpo"),
    "retention:place_hold": Visit("dpo", refused=True),
    "retention:release_hold": Visit("dpo", ("hold",), refused=True),
    "retention:certificates": Visit("records_manager_2"),
    "retention:certificate": Visit("records_manager_2", ("certificate",)),
}
ELSEWHERE: dict[str, str] = {
    "healthz": "asked by machines",
    "readyz": "asked by machines",
    "account_logout": "the sign-out button of every page; without scripts it has no page of its own to show here",
    "account_set_password": "leads to the change of password for everybody who has one",
    "account_reauthenticate": "shown when allauth asks; its form is that of signing in",
    "account_reset_password_from_key": "needs a link out of an e-mail: tests/access",
    "mfa_authenticate": "passed by every sign-in here",
    "mfa_reauthenticate": "shown when allauth asks; its form is that of signing in",
    "mfa_activate_totp": "shown to somebody without a second factor: tests/access",
    "mfa_deactivate_totp": "asks for the code again first: tests/access",
    "mfa_view_recovery_codes": "asks for the code again first: tests/access",
    "mfa_generate_recovery_codes": "asks for the code again first: tests/access",
    "mfa_download_recovery_codes": "a file",
    "consent:record_consent": "only where the notice relies on consent: test_pages_of_consent",
    "consent:withdraw_consent": "only where the notice relies on consent: test_pages_of_consent",
    "cases:settle_match": "only where somebody may be known already: tests/cases/test_triage.py",
    "access:stay": "answers a press with nothing to show: test_the_end_of_the_session_is_said_in_time",
    "access:news": "leads on to what the news is about: tests/access/test_news.py",
    "sharing:log_file": "a file: tests/sharing/test_log.py",
    "sharing:check": "the second page of recording: test_the_check_page",
    "cases:found": "its address is sealed for one person: tests/journeys/test_find_a_family.py looks at it",
}


def test_every_route_is_visited_or_says_why_not():
    missing = set(ROUTES) - set(PAGES) - set(ELSEWHERE)
    assert not missing, f"add a Visit to PAGES, or a reason to ELSEWHERE, for {sorted(missing)}"
    assert set(PAGES) | set(ELSEWHERE) <= set(ROUTES)


@dataclass
class Staged:
    """A demo in which every page has something to show: a case in each state, a batch, a certificate, a hold, a draft."""

    demo: object
    given: dict[str, str]
    people: dict[str, Person]
    browser: object
    blocked: dict[str, object] = field(default_factory=dict)

    def somebody(self, role: str) -> Person:
        if role not in self.people:
            person = Person(self.demo, self.browser, role or "nobody")
            self.people[role] = person.sign_in() if role else person
        return self.people[role]

    def without_scripts(self, role: str):
        """The same person's page at a browser that gets none of our scripts."""
        if role not in self.blocked:
            context = self.browser.new_context(
                locale="en-GB",
                base_url=self.demo.address,
                storage_state=self.somebody(role).context.storage_state(),
            )
            context.route("**/*.js", lambda route: route.abort())
            self.blocked[role] = context.new_page()
        return self.blocked[role]

    def address(self, name: str) -> str:
        return reverse(name, args=[self.given[what] for what in PAGES[name].given])


def ask(demo, statement: str) -> str:
    """One value, as the bootstrap superuser sees it."""
    url = conninfo(demo.environment["DATABASE_ADMIN_URL"], dbname="earlyhelp")
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute(statement).fetchone()
        return str(row[0]) if row else ""


def wait_for(demo, statement: str, seconds: float = 60) -> str:
    """The value once it is there: jobs run when the tick comes."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if value := ask(demo, statement):
            return value
        time.sleep(0.5)
    raise AssertionError(f"never came: {statement}")


LIVE_BATCH = "SELECT reference FROM retention_disposalbatch WHERE state = 'proposed' ORDER BY proposed_at DESC LIMIT 1"


@pytest.fixture(scope="module")
def staged(browser_of_tests):
    with a_demo("durham-early-help") as demo:
        made = Staged(demo, {}, {}, browser_of_tests)
        _destroy_the_closed_case(made)
        _fill(made)
        yield made


def _destroy_the_closed_case(made: Staged) -> None:
    """Move the clock until the demo's closed family is due, approve twice, wait, and let the disposer work."""
    demo = made.demo
    demo.manage("move_clock", "2034-04-03")
    batch = wait_for(demo, LIVE_BATCH)
    for role in ("records_manager", "records_manager_2"):
        page = made.somebody(role).open(f"/records/reviews/{batch}/approve")
        _fill_required(page, batch)
        page.locator("main form button").last.click()
    demo.manage("move_clock", "2034-04-12")
    made.given["certificate"] = wait_for(demo, "SELECT id FROM retention_certificate LIMIT 1")


def _fill_required(page, batch: str) -> None:
    """The approval's typed confirmation and its reason."""
    page.locator("[name=typed]").fill(batch)
    page.locator("[name=because]").fill("Read the list: nothing speaks against it.")


def _fill(made: Staged) -> None:
    demo, given = made.demo, made.given
    opened = "SELECT reference FROM cases_case WHERE stage = 'open' ORDER BY received_at LIMIT 1"
    given[OPEN] = ask(demo, opened)
    given[WAITING] = ask(demo, opened.replace("'open'", "'received'"))
    _close_another(made)
    given["batch"] = _next_batch(made)
    given["disclosure"] = ask(demo, "SELECT id FROM sharing_disclosure LIMIT 1")
    given["staff"] = ask(demo, "SELECT id FROM access_staff WHERE roles = '{practitioner}' LIMIT 1")
    given["reading"] = ask(demo, "SELECT id FROM access_councilreading WHERE withdrawn_on IS NULL LIMIT 1")
    given["reading_key"] = "current_year"
    given["draft"], given["hub_draft"], given["new_person"] = _draft(made), _draft(made, "hub"), "new"
    given["hold"] = _hold(made)
    of_case = f"WHERE case_id = (SELECT id FROM cases_case WHERE reference = '{given[OPEN]}')"
    given["assessment"] = ask(demo, f"SELECT max(number) FROM cases_assessment {of_case}")
    given["section"] = ask(
        demo,
        f"SELECT id FROM cases_section {of_case} AND assessment_id IN"
        f" (SELECT id FROM cases_assessment WHERE state = 'writing') LIMIT 1",
    )
    family = f"family_id = (SELECT family_id FROM cases_case WHERE reference = '{given[OPEN]}')"
    given["member"] = ask(demo, f"SELECT id FROM cases_member WHERE {family} LIMIT 1")
    given["person"] = ask(demo, f"SELECT person_id FROM cases_member WHERE {family} LIMIT 1")
    given["relationship"] = ask(demo, f"SELECT id FROM cases_relationship WHERE {family} LIMIT 1")
    given["professional"] = ask(demo, f"SELECT id FROM cases_professional {of_case} LIMIT 1")
    given["alert"] = ask(demo, f"SELECT id FROM cases_alert {of_case} LIMIT 1")
    given["note"] = ask(demo, f"SELECT id FROM cases_note {of_case} LIMIT 1")
    given["event"] = ask(demo, f"SELECT id FROM cases_significantevent {of_case} LIMIT 1")
    given["task"] = ask(demo, f"SELECT id FROM cases_task {of_case} AND kind = 'own' LIMIT 1")
    given["outcome"] = ask(demo, f"SELECT id FROM cases_planoutcome {of_case} AND ended_on IS NULL LIMIT 1")
    given["action"] = ask(demo, f"SELECT id FROM cases_action {of_case} AND done IS NULL LIMIT 1")


def _close_another(made: Staged) -> None:
    second = ask(made.demo, "SELECT reference FROM cases_case WHERE stage = 'open' ORDER BY received_at DESC LIMIT 1")
    page = made.somebody("practitioner").open(f"/cases/{second}/close")
    day = date.fromisoformat(ask(made.demo, "SELECT earlyhelp_today()"))
    for part in ("day", "month", "year"):
        page.locator(f"[name=on_{part}]").fill(str(getattr(day, part)))
    page.get_by_label("Needs met").check()
    page.locator("[name=because]").fill("What was agreed is done.")
    page.get_by_role("button", name="Close case").click()
    page.get_by_text("The case is closed").wait_for()


def _next_batch(made: Staged) -> str:
    made.demo.manage("move_clock", "2042-04-03")
    return wait_for(made.demo, LIVE_BATCH)


def _draft(made: Staged, role: str = "referrer") -> str:
    page = made.somebody(role).open("/referrals/new")
    page.get_by_role("button", name="Start").click()
    return re.search(r"referrals/([0-9a-f-]{36})/", page.url)[1]


def _hold(made: Staged) -> str:
    page = made.somebody("dpo").open("/records/holds/new")
    page.locator("[name=case_reference]").fill(made.given[OPEN])
    page.locator("[name=kind]").first.check()
    page.locator("[name=because]").fill("A claim has been announced.")
    for part, value in (("day", "1"), ("month", "6"), ("year", "2043")):
        page.locator(f"[name=review_on_{part}]").fill(value)
    page.locator("main form button").last.click()
    return wait_for(made.demo, "SELECT id FROM retention_hold WHERE released_at IS NULL LIMIT 1")


@pytest.fixture(scope="module")
def private(staged) -> tuple[str, ...]:
    """What must stand in no title and no address: the invented families' names, postcodes and birth dates."""
    from earlyhelp.demo.stories import STORIES

    return tuple(
        word
        for story in STORIES
        for word in (*story.child.split(), *story.carer.split(), story.postcode, story.born.isoformat())
    )


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_well_made_for_everybody(name, staged, private):
    person = staged.somebody(PAGES[name].role)
    person.said.clear()
    person.asked.clear()
    response = person.page.goto(staged.address(name))
    page = person.page
    assert response.status == 200
    wrong = [
        *checks.accessible(page),
        *checks.fits(page),
        *checks.well_made(page, private),
        *checks.kept_private(response, staged.demo.address, person.asked),
        *checks.light(response.text()),
        *checks.stored(page),
        *checks.steady(page),
        *checks.in_our_words(page),
        *checks.drawn(page),
        *checks.printed(page),
        *checks.reached_by_keyboard(page),
        *(f"console: {line}" for line in person.said),
    ]
    assert not wrong


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_as_well_made_with_every_script_blocked(name, staged):
    page = staged.without_scripts(PAGES[name].role)
    assert page.goto(staged.address(name)).status == 200
    assert not [*checks.accessible(page), *checks.fits(page)]


@pytest.mark.parametrize("name", [name for name, visit in PAGES.items() if visit.refused])
def test_a_refused_form_says_what_is_wrong_where_it_is_wrong(name, staged):
    page = staged.somebody(PAGES[name].role).page
    page.goto(staged.address(name))
    page.locator("main form button").last.click()
    page.wait_for_load_state()
    assert not [*checks.errors_lead_to_their_fields(page), *checks.accessible(page), *checks.fits(page)]


def test_the_frame_is_light(staged):
    static = staged.demo.address + "/static/"
    assert checks.weight(static + "early-help.css") <= checks.CSS_LIMIT
    scripts = checks.weight(static + "govuk-frontend.min.js") + checks.weight(static + "early-help.js")
    assert scripts <= checks.SCRIPT_LIMIT


@pytest.mark.parametrize("address", ["/nowhere", "/cases/EH-2222222/"])
def test_what_is_not_there_looks_well_too(address, staged):
    page = staged.somebody("practitioner").page
    response = page.goto(address)
    assert response.status == 404
    assert not [*checks.accessible(page), *checks.fits(page)]


def test_the_end_of_the_session_is_said_in_time_and_put_off_by_keyboard(staged):
    page = staged.somebody("practitioner").context.new_page()
    page.clock.install()
    page.goto("/")
    ends, warn = (int(page.evaluate(f"document.body.dataset.{name}")) for name in ("ends", "warn"))
    assert warn >= 120
    said = page.get_by_role("alert").filter(has_text="You will be signed out in 2 minutes")
    page.clock.fast_forward((ends - warn - 1) * 1000)
    assert not said.count()
    page.clock.fast_forward(2000)
    assert said.count() == 1 and said.is_visible()
    button = said.get_by_role("button", name="Stay signed in")
    for _ in range(60):
        if button.evaluate("e => e === document.activeElement"):
            break
        page.keyboard.press("Tab")
    with page.expect_response("**/account/stay") as answer:
        page.keyboard.press("Enter")
    assert answer.value.status == 204
    page.wait_for_function("!document.querySelector('.eh-ending')")
    page.clock.fast_forward((ends - warn + 1) * 1000)
    assert said.count() == 1
    page.close()


def test_after_signing_out_back_shows_no_case(staged):
    person = Person(staged.demo, staged.browser, "practitioner_2").sign_in()
    page = person.page
    page.goto("/cases/?show=all")
    page.goto("/search")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_load_state()
    for _ in range(2):
        page.go_back()
        page.wait_for_load_state()
        assert "EH-" not in page.locator("body").inner_text()
    person.context.close()
