"""The demo that page checks look at: every page of it has something to show, in the state that its name says."""

import re
import time
from dataclasses import dataclass, field, replace
from datetime import date

import psycopg
from django.urls import reverse

from earlyhelp.database.roles import conninfo
from earlyhelp.demo.stories import STORIES
from tests.browser import Person
from tests.pages.visits import OPEN, PAGES, WAITING

# What must stand in no title and no address: the invented families' names, postcodes and birth dates.
PRIVATE = tuple(
    word
    for story in STORIES
    for word in (*story.child.split(), *story.carer.split(), story.postcode, story.born.isoformat())
)


@dataclass
class Staged:
    """A demo in which every page has something to show: a case in each state, a batch, a certificate, a hold, a draft."""

    demo: object
    given: dict[str, str]
    people: dict[str, Person]
    browser: object
    without_scripts: dict[str, object] = field(default_factory=dict)

    def somebody(self, role: str) -> Person:
        """Somebody of this role at a browser, signed in; nobody signed in for an empty role."""
        if role not in self.people:
            person = Person(self.demo, self.browser, role or "nobody")
            self.people[role] = person.sign_in() if role else person
        return self.people[role]

    def signed_out(self, role: str) -> None:
        """Every session of theirs has ended: whoever asks for them next signs in anew."""
        for there in (self.people.pop(role, None), self.without_scripts.pop(role, None)):
            if there is not None:
                there.context.close()

    def plain(self, role: str):
        """The same person's page where no script arrives. Scripts switched off would stop the measuring ones too."""
        if role not in self.without_scripts:
            page = self.another_window(role).new_page()
            page.context.route("**/*.js", lambda route: route.abort())
            self.without_scripts[role] = page
        return self.without_scripts[role]

    def another_window(self, role: str, **settings):
        """A browser of its own with the same person's sign-in."""
        cookies = self.somebody(role).context.storage_state()
        return self.browser.new_context(locale="en-GB", base_url=self.demo.address, storage_state=cookies, **settings)

    def address(self, name: str) -> str:
        """The address of a visit; the part after an @ only says in which state."""
        visit = PAGES[name]
        path = reverse(name.partition("@")[0], args=[self.given[what] for what in visit.given])
        return path + visit.query.format(**self.given)

    def with_given(self, **given: str) -> "Staged":
        """The same demo and people, with other things in the addresses."""
        return replace(self, given=self.given | given)

    def stories(self):
        """The families of the demo, as they were invented."""
        return STORIES


def ask(demo, statement: str) -> str:
    """One value, as the bootstrap superuser sees it."""
    url = conninfo(demo.environment["DATABASE_ADMIN_URL"], dbname="earlyhelp")
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute(statement).fetchone()
        return str(row[0]) if row else ""


def put(demo, *statements: str) -> None:
    """Change what stands there, as nobody but the bootstrap superuser could: no trigger is asked."""
    url = conninfo(demo.environment["DATABASE_ADMIN_URL"], dbname="earlyhelp")
    with psycopg.connect(url) as connection:
        connection.execute("SET LOCAL session_replication_role = replica")
        for statement in statements:
            connection.execute(statement)


def wait_for(demo, statement: str, seconds: float = 60) -> str:
    """The value once it is there: jobs run when the tick comes."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if value := ask(demo, statement):
            return value
        time.sleep(0.5)
    raise AssertionError(f"never came: {statement}")


LIVE_BATCH = "SELECT reference FROM retention_disposalbatch WHERE state = 'proposed' ORDER BY proposed_at DESC LIMIT 1"

ENDED_SAMPLE = "SELECT id FROM cases_qualitysample WHERE ended_at IS NOT NULL LIMIT 1"


def stage(made: Staged) -> None:
    """Bring the demo to where every page has something to show."""
    wait_for(
        made.demo, "SELECT 1 FROM cases_flag OFFSET 2 LIMIT 1"
    )  # the night before was looked at, before time goes on
    _destroy_the_closed_case(made)
    _fill(made)


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


def _ask_about_flags(made: Staged) -> None:
    """What the night found: one is new, one was answered, and the practitioner is asked about one."""
    demo, given = made.demo, made.given
    officer, person = (
        f"(SELECT user_id FROM access_staff WHERE roles = '{{{role}}}' ORDER BY id LIMIT 1)"
        for role in ("dpo", "practitioner")
    )
    keys = [ask(demo, f"SELECT id FROM cases_flag ORDER BY id OFFSET {place} LIMIT 1") for place in range(3)]
    decided = f"question = 'What were you looking for?', reviewed_by_id = {officer}, reviewed_at = app_now()"
    put(
        demo,
        f"UPDATE cases_flag SET state = 'answered', answer = 'Old bookmarks.', {decided} WHERE id = '{keys[1]}'",
        f"UPDATE cases_flag SET state = 'asked', user_id = {person}, \"on\" = \"on\" - 10, {decided} WHERE id = '{keys[2]}'",
    )
    given["flag"], given["answered_flag"] = keys[:2]


def _review_access(made: Staged) -> None:
    """The demo's newest review of the team, with an unused grant; and one that was signed in its year."""
    demo, given = made.demo, made.given
    team = "(SELECT group_id FROM access_team WHERE name = 'North family support')"
    given["access_review"] = ask(
        demo,
        f"SELECT id FROM access_accessreview WHERE signed_at IS NULL AND team_id = {team} ORDER BY begins DESC LIMIT 1",
    )
    given["signed_access_review"] = ask(
        demo,
        f"SELECT id FROM access_accessreview WHERE signed_at IS NOT NULL AND team_id = {team} ORDER BY begins LIMIT 1",
    )
    case, person = (
        f"(SELECT id FROM cases_case WHERE reference = '{given[OPEN]}')",
        "(SELECT user_id FROM access_staff WHERE roles = '{practitioner}' ORDER BY id DESC LIMIT 1)",
    )
    put(
        demo,
        "INSERT INTO cases_caseusergrant (id, user_id, permission_id, content_object_id, starts_at, why, came_from)"
        f" SELECT gen_random_uuid(), {person}, g.permission_id, g.content_object_id, app_now() - interval '40 days',"
        f" 'asked: I work with his cousin.', 'request' FROM cases_casegroupgrant g WHERE g.content_object_id = {case} LIMIT 1",
        "INSERT INTO access_accessreviewline (id, review_id, kind, person_id, roles, leads, grants, since, case_key, case_reference,"
        " grant_key, came_from, why, answer, because)"
        f" SELECT gen_random_uuid(), '{given['access_review']}', 'grant', g.user_id, '{{}}', 0, 0, g.starts_at, g.content_object_id,"
        f" '{given[OPEN]}', g.id, g.came_from, g.why, '', '' FROM cases_caseusergrant g WHERE g.came_from = 'request'"
        f" AND g.content_object_id = {case} LIMIT 1",
    )


def _fill_required(page, batch: str) -> None:
    """The approval's typed confirmation and its reason."""
    page.locator("[name=typed]").fill(batch)
    page.locator("[name=because]").fill("Read the list: nothing speaks against it.")


def _fill(made: Staged) -> None:
    demo, given = made.demo, made.given
    opened = (
        "SELECT reference FROM cases_case WHERE stage = 'open' AND visibility = 'open' ORDER BY received_at LIMIT 1"
    )
    given[OPEN] = ask(demo, opened)
    given[WAITING] = ask(demo, opened.replace("stage = 'open'", "stage = 'received'"))
    _close_another(made)
    given["batch"] = _next_batch(made)
    given["disclosure"] = ask(demo, "SELECT id FROM sharing_disclosure LIMIT 1")
    given["concern"], given["closed_concern"] = (
        ask(demo, f"SELECT id FROM consent_concern WHERE closed_on IS {state} LIMIT 1")
        for state in ("NULL", "NOT NULL")
    )
    given["study"] = "programme_evaluation"
    given["extract"] = ask(demo, "SELECT id FROM sharing_extract WHERE approved_at IS NULL AND ended_at IS NULL")
    given["staff"] = ask(demo, "SELECT id FROM access_staff WHERE roles = '{practitioner}' LIMIT 1")
    given["team"] = ask(demo, "SELECT group_id FROM access_team WHERE name = 'North family support'")
    given["partner"] = ask(demo, "SELECT id FROM access_organisation WHERE kind <> 'council' LIMIT 1")
    given["invited"] = _invite(made)
    given["reading"] = ask(demo, "SELECT id FROM access_councilreading WHERE withdrawn_on IS NULL LIMIT 1")
    given["reading_key"] = "current_year"
    change = "SELECT id FROM access_settingchange WHERE state = '{}' AND what <> 'reading' LIMIT 1"
    given["setting_change"], given["setting_decided"] = (
        ask(demo, change.format(one)) for one in ("proposed", "in_force")
    )
    given["settings_group"], given["settings_group_2"] = "keeping", "sharing"
    given["setting_kind"], given["setting_entry"] = "retention_years", "contact"
    given["setting_kind_2"], given["setting_entry_2"] = "closed_days", "working_time"
    given["promise"] = "DUR-04"
    given["draft"], given["hub_draft"], given["new_person"] = _draft(made), _draft(made, "hub"), "new"
    given["hold"] = _hold(made)
    _share(made)
    _known_already(made)
    _ask_the_referrer(made)
    _join(made)
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
    given["exclusion"] = ask(demo, f"SELECT id FROM cases_exclusion {of_case} AND ended_at IS NULL LIMIT 1")
    given["request"] = ask(demo, f"SELECT id FROM cases_accessrequest {of_case} AND answered_at IS NULL LIMIT 1")
    _ask_about_flags(made)
    _review_access(made)
    given["rule"] = "at_night"
    given["glass"] = ask(demo, "SELECT id FROM cases_breakglass WHERE reviewed_at IS NULL LIMIT 1")
    given["seal"] = ask(demo, "SELECT id FROM cases_restriction WHERE level = 'sealed' AND lifted_at IS NULL")
    given["restriction"] = ask(demo, "SELECT id FROM cases_restriction WHERE level = 'restricted'")
    for state in ("restricted", "sealed"):
        given[f"{state}_case"] = ask(demo, f"SELECT reference FROM cases_case WHERE visibility = '{state}'")
    given["document"] = ask(demo, f"SELECT id FROM cases_document {of_case} AND withdrawn_at IS NULL LIMIT 1")
    given["outcome"] = ask(demo, f"SELECT id FROM cases_planoutcome {of_case} AND ended_on IS NULL LIMIT 1")
    given["action"] = ask(demo, f"SELECT id FROM cases_action {of_case} AND done IS NULL LIMIT 1")
    given["left_note"] = _left_note(made)
    given["note_draft"] = _note_draft(made)
    given["cover"] = _cover(made)
    given["ended_sample"], given["sample"] = ask(demo, ENDED_SAMPLE), _sample(made)


def _sample(made: Staged) -> str:
    """A sample that can be read: those of the demo ended when its clock was moved."""
    day = date.fromisoformat(ask(made.demo, "SELECT earlyhelp_today()"))
    page = made.somebody("dpo").open("/dpo/quality/new")
    page.locator("[name=because]").fill("How soon families are told.")
    for name, year in (("received_from", 2020), ("received_to", day.year), ("until", day.year)):
        for part, value in (("day", day.day), ("month", day.month), ("year", year)):
            page.locator(f"[name={name}_{part}]").fill(str(value))
    page.locator("[name=number]").fill("5")
    page.get_by_role("button", name="Draw the sample").click()
    page.get_by_text("The sample is drawn").wait_for()
    return page.url.rpartition("/")[2]


def _cover(made: Staged) -> str:
    """Somebody of the team stands in for whoever leads the case."""
    page = made.somebody("team_manager").open("/team/cover")
    page.locator("[name=absent]").select_option(label="Priya Oakhurst")
    others = page.locator("[name=covering] option:not([value=''])").all_inner_texts()
    page.locator("[name=covering]").select_option(label=next(one for one in others if one != "Priya Oakhurst"))
    day = date.fromisoformat(ask(made.demo, "SELECT earlyhelp_today()"))
    for part in ("day", "month", "year"):
        page.locator(f"[name=until_{part}]").fill(str(getattr(day, part)))
    page.locator("[name=because]").fill("On leave.")
    page.get_by_role("button", name="Arrange cover").click()
    page.get_by_text("The cover is arranged").wait_for()
    return ask(made.demo, "SELECT id FROM cases_cover ORDER BY since DESC LIMIT 1")


def _close_another(made: Staged) -> None:
    second = ask(made.demo, "SELECT reference FROM cases_case WHERE stage = 'open' ORDER BY received_at DESC LIMIT 1")
    page = made.somebody("practitioner").open(f"/cases/{second}/close")
    day = date.fromisoformat(ask(made.demo, "SELECT earlyhelp_today()"))
    for part in ("day", "month", "year"):
        page.locator(f"[name=on_{part}]").fill(str(getattr(day, part)))
    page.get_by_label("Needs met").check()
    page.locator("[name=because]").fill("What was agreed is done.")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Close case").click()
    page.get_by_text("The case is closed").wait_for()


def _next_batch(made: Staged) -> str:
    made.demo.manage("move_clock", "2042-04-03")
    return wait_for(made.demo, LIVE_BATCH)


def _invite(made: Staged) -> str:
    """Somebody who has never signed in, and whose invitation is on its way."""
    found = ask(
        made.demo,
        "SELECT s.id FROM access_staff s JOIN access_user u ON u.id = s.user_id WHERE u.password LIKE '!%' AND u.robot = ''"
        f" AND s.id <> '{made.given['staff']}' LIMIT 1",
    )
    page = made.somebody("user_administrator").open(f"/staff/{found}/invitation")
    page.get_by_role("button", name="Send an invitation").click()
    page.get_by_text("An invitation is on its way").wait_for()
    return found


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


def _share(made: Staged) -> None:
    """An entry of this month, so that the pictures of the last twelve have something to draw."""
    page = made.somebody("practitioner").open(f"/cases/{made.given[OPEN]}/sharing")
    answer_about_sharing(page)
    page.get_by_role("button", name="Confirm and record").click()
    page.get_by_text("It is recorded").wait_for()


def answer_about_sharing(
    page, *, described: str = "What helps in the morning.", why_needed: str = "School and home do the same."
) -> None:
    """From the list of a case: the first partner who takes part, and what is not proposed. Nothing is recorded yet."""
    page.locator("main a[href*='?to=']").first.click()
    page.locator("[name=people]").first.check()
    page.locator("[name=described]").fill(described)
    page.locator("[name=why_needed]").fill(why_needed)
    page.locator("[name=told]").first.check()
    page.locator("[name=method]").first.check()
    page.get_by_role("button", name="Continue").click()


def _note_draft(made: Staged) -> str:
    """A note that somebody has begun and finishes later."""
    page = made.somebody("practitioner").open(f"/cases/{made.given[OPEN]}/notes/new")
    page.get_by_label("What happened?").fill("We looked at the garden, and then")
    key = page.locator("[name=once]").input_value()
    page.get_by_role("button", name="Finish later").click()
    page.get_by_text("What you wrote is kept").wait_for()
    return key


def _left_note(made: Staged) -> str:
    """A note that was begun on a case that is another's by now."""
    key = _note_draft(made)
    elsewhere = f"UPDATE access_draft SET kind = 'note-' || md5(id::text) WHERE id = '{key}' RETURNING id"
    return ask(made.demo, elsewhere)


def _known_already(made: Staged) -> None:
    """A referral about somebody who is known: on its way, and sent, so that the hub settles it."""
    given = made.given
    given["staff_draft"] = _draft(made, "practitioner")
    page = made.somebody("practitioner").page
    _name_the_known(page)
    _draft(made, "practitioner")
    _name_the_known(page)
    for group in page.locator("main form fieldset").all():
        group.locator("input[type=radio]").first.check()
    page.get_by_role("button", name="Continue").click()
    page.locator("[name=told_told][value=yes]").check()
    page.locator("[name=told_how]").first.check()
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_label("What worries you?").fill("She coughs again.")
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_label("What would help?").fill("A visit.")
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_role("button", name="Send referral").click()
    page.get_by_role("heading", name="Referral received").wait_for()
    given["doubled_case"] = page.locator(".govuk-panel__body").inner_text().split()[-1]
    hub = made.somebody("hub").open(f"/hub/referrals/{given['doubled_case']}/")
    link = hub.get_by_role("link", name=re.compile("Same or not|Decide again")).first.get_attribute("href")
    given["doubled"], given["candidate"] = re.findall(r"[0-9a-f-]{36}", link)


def _join(made: Staged) -> None:
    """The referral about somebody who is known is joined to their case: shown first, then done."""
    page = made.somebody("hub").open(f"/hub/referrals/{made.given['doubled_case']}/")
    page.get_by_label("Belongs to a case that is open", exact=True).check()
    page.get_by_label("Why?").fill("It is the same child.")
    page.get_by_label("For a case that is open: its reference").fill(made.given[OPEN])
    for shown in (True, False):
        page.get_by_role("button", name="Record decision", exact=True).click()
        page.get_by_text("Its team will read this referral").first.wait_for(state="visible" if shown else "hidden")
        time.sleep(1.1)  # a second press within a second of the first counts as one


def _name_the_known(page) -> None:
    """The first page of a referral about a child whom the demo has a case of."""
    page.get_by_label("Child’s full name").fill("Saffron Tolliver")
    for part, value in (("day", "29"), ("month", "2"), ("year", "2020")):
        page.locator(f"[name=child_born_{part}]").fill(value)
    page.get_by_label("Parent or carer’s full name").fill("Ambrose Tolliver")
    page.locator("[name=address]").fill("Flat 5, Weaver Court")
    page.locator("[name=postcode]").fill("ZZ3 1TR")
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_role("button", name="Continue").wait_for()


def _ask_the_referrer(made: Staged) -> None:
    """The second referral that waits is given back with a question."""
    asked = made.given["asked"] = ask(
        made.demo,
        "SELECT reference FROM cases_case c JOIN cases_referral r ON r.case_id = c.id JOIN access_user u ON u.id = r.sent_by_id"
        f" WHERE stage = 'received' AND u.name = 'Rowan Castellane' AND reference <> '{made.given[WAITING]}' LIMIT 1",
    )
    page = made.somebody("hub").open(f"/hub/referrals/{asked}/")
    page.get_by_label("Ask the referrer", exact=True).check()
    page.get_by_label("Why?").fill("One thing is not clear.")
    page.get_by_label("What you write to the referrer").fill("Which school?")
    page.get_by_role("button", name="Record decision", exact=True).click()
    page.wait_for_load_state()
