"""Five notices, five services: what people see differs as the notices differ, and nothing in the program knows a council's name."""

from contextlib import ExitStack
from dataclasses import dataclass

import pytest
from django.urls import reverse

from tests.browser import Person, a_demo
from tests.pages.staging import PRIVATE, ask
from tests.pages.whole import opened, opened_plain, refused

pytestmark = pytest.mark.browser


@dataclass(frozen=True)
class Differs:
    """What one notice makes of the same pages. `offered` and `not_offered` are recipients; `kept` stands on a case's Keeping page."""

    consent: str
    offered: str
    not_offered: str
    kept: str
    allows: str
    hub: str


NOTICES = {
    "durham-early-help": Differs(
        consent="The notice does not speak of consent",
        offered="Wellbeing for Life",
        not_offered="Thames Valley Police",
        kept="How long kept, table row 2",
        allows="Article 9(2)(h)",
        hub="Early Help Triage Team",
    ),
    "achieving-for-children-early-help-hub": Differs(
        consent="We ask for your consent before the meeting that discusses referrals",
        offered="Thames Valley Police",
        not_offered="Wellbeing for Life",
        kept="The notice states no period",
        allows="Article 6(1)(a)",
        hub="Early Help Hub",
    ),
    "cambridgeshire-early-help": Differs(
        consent="We do not ask for consent",
        offered="Cambridgeshire Constabulary",
        not_offered="Housing services",
        kept="The notice states no period",
        allows="Article 9(2)(h)",
        hub="Early Help District Team",
    ),
    "redcar-cleveland-early-help": Differs(
        consent="The notice does not speak of consent",
        offered="Other teams of the council",
        not_offered="Charities",
        kept="The notice states no period",
        allows="Article 6(1)(c)",
        hub="early help hub",
    ),
    "redcar-cleveland-children-and-families": Differs(
        consent="Some uses rest on your consent",
        offered="Fire service",
        not_offered="Youth services",
        kept="The notice states no period",
        allows="Article 9(2)(g)",
        hub="Multi-agency Children's Hub",
    ),
}


@pytest.fixture(scope="module")
def demo_of(request):
    """The demo of a notice; those that other journeys share are not started twice."""
    shared = {"durham-early-help": "durham", "achieving-for-children-early-help-hub": "achieving"}
    with ExitStack() as stack:
        yield (
            lambda name: request.getfixturevalue(shared[name]) if name in shared else stack.enter_context(a_demo(name))
        )


def words_of(page) -> str:
    return page.locator("main").inner_text()


@pytest.mark.parametrize("name", NOTICES)
def test_the_service_differs_as_the_notice_differs(name, demo_of, browser_of_tests):
    demo, differs = demo_of(name), NOTICES[name]
    worker = Person(demo, browser_of_tests, "practitioner").sign_in()
    page = worker.page

    page.goto("/privacy/")  # what families are told
    told = words_of(page)
    assert differs.consent in told and differs.allows in told
    assert differs.offered in told and differs.not_offered not in told

    page.goto("/cases/?show=open")  # how long this family's record is kept
    case = page.locator("main a[href^='/cases/EH-']").first.get_attribute("href")
    page.goto(f"{case}retention")
    assert differs.kept in words_of(page)

    page.goto(f"{case}privacy")  # whether anybody asks them for consent
    asks = page.get_by_text("Record consent").count() or page.get_by_text("Withdraw consent").count()
    assert bool(asks) == (not differs.consent.startswith(("We do not ask", "The notice does not speak")))

    referrer = Person(demo, browser_of_tests, "referrer").sign_in()  # who answers, in the council's own word
    page = referrer.page
    page.goto("/referrals/")
    page.goto(page.locator("main tbody a[href^='/referrals/']").first.get_attribute("href"))
    assert differs.hub in words_of(page)
    assert worker.said == referrer.said == []
    for person in (worker, referrer):
        person.context.close()


ONLY_THERE = {  # pages that one notice has and another has not: what is sent as it comes, and the sentence that comes back
    "cases:judge_level": ("achieving-for-children-early-help-hub", "Choose the level of need"),
    "cases:add_service": ("redcar-cleveland-early-help", "Choose a service of the list, or write which other one"),
    "cases:end_service": ("redcar-cleveland-early-help", "Write what came of it"),
}
RECEIVED = """SELECT reference, s.id FROM cases_servicereceived s JOIN cases_case c ON c.id = s.case_id WHERE until IS NULL AND stage = 'open'"""


def address_of(route: str, demo) -> str:
    """The page of a case that the practitioner works on; of one with a service, where the page is about that."""
    opened = "SELECT reference FROM cases_case WHERE stage = 'open' ORDER BY received_at LIMIT 1"
    if route == "cases:end_service":
        case, service = (ask(demo, f"SELECT {one} FROM ({RECEIVED}) found LIMIT 1") for one in ("reference", "id"))
        return reverse(route, args=[case, service])
    return reverse(route, args=[ask(demo, opened)])


@pytest.mark.parametrize("route", ONLY_THERE)
def test_a_page_of_one_notice_alone_is_as_well_made_as_the_others(route, demo_of, browser_of_tests):
    name, sentence = ONLY_THERE[route]
    demo = demo_of(name)
    worker, address = Person(demo, browser_of_tests, "practitioner").sign_in(), address_of(route, demo)
    wrong = opened(worker, address, route, private=PRIVATE)
    wrong += opened_plain(worker.page, address)
    worker.open(address)
    wrong += refused(worker, private=PRIVATE)
    assert not wrong and sentence in words_of(worker.page)
    worker.context.close()
