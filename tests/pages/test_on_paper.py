"""What comes out of the printer: each sheet says whose it is, by whom and when; protected whereabouts only after one more step."""

import re

import pytest
from django.urls import reverse

from tests.pages.paper import sheets
from tests.pages.staging import ask
from tests.pages.visits import OPEN, PAGES, WAITING

pytestmark = pytest.mark.browser

PRINTED = ("cases:case", "cases:activity", "cases:chronology", "cases:plan", "cases:family_copy", "cases:people")
A4 = {"format": "A4", "print_background": False}


@pytest.fixture
def page(staged):
    context = staged.another_window("practitioner")
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("name", PRINTED)
def test_each_sheet_names_the_case_the_children_who_printed_it_and_when(name, staged, page):
    page.goto(staged.address(name))
    page.evaluate("""() => { const main = document.querySelector('main'), text = main.innerHTML;
                             for (let n = 0; n < 4; n++) main.insertAdjacentHTML('beforeend', text); }""")  # several sheets
    printed = sheets(page.pdf(**A4))
    assert len(printed) > 1
    for sheet in printed:
        assert f"Case{staged.given['open_case']}Status" in sheet and "SaffronTolliver" in sheet
        assert re.search(r"PrintedbyPriyaOakhurstfromthepageof\d{1,2}[A-Z][a-z]+\d{4}at\d{1,2}:\d\d[ap]m", sheet)
        assert "Signout" not in sheet and "Findafamily" not in sheet


def protect(page):
    """On the page of a person: where they are is protected from now on."""
    page.get_by_label("School or nursery").fill("Wren Street Nursery")
    page.get_by_label("Their whereabouts are protected").check()
    page.get_by_label("Why does this change?").fill("The court said so.")
    with page.expect_navigation():
        page.locator("main form button").last.click()


def test_protected_whereabouts_are_not_printed_without_one_more_step(staged, page):
    page.goto(staged.address("cases:change_person"))
    protect(page)
    page.goto(staged.address("cases:people"))
    assert (
        "Wren Street Nursery" in page.locator("main").inner_text()
        and "Weaver Court" in page.locator("main").inner_text()
    )
    without = "".join(sheets(page.pdf(**A4)))
    assert "WrenStreet" not in without and "Whereaboutsprotected" in without
    assert "WeaverCourt" not in without  # neither hers nor her father’s, who lives with her
    assert "Newaddress" not in without and "Leftthefamily" not in without  # what can be done on screen alone
    page.get_by_role("link", name="Print them too").first.click()
    page.wait_for_url("**?paper=whole")
    asked = "".join(sheets(page.pdf(**A4)))
    assert "WrenStreet" in asked and asked.count("WeaverCourt") == 2


def printed_words(page) -> str:
    """What stands on paper, read without the printer."""
    page.emulate_media(media="print")
    words = page.locator("body").inner_text()
    page.emulate_media(media="screen")
    return words


OF_THE_CASE = [name for name, visit in PAGES.items() if OPEN in visit.given and name != "cases:people"]
WITH_THE_HUB = [name for name, visit in PAGES.items() if WAITING in visit.given or f"{{{WAITING}}}" in visit.query]


def test_no_other_page_of_a_case_prints_protected_whereabouts(staged, page):
    """After the test above: whose whereabouts are protected there, on each page of the case, for whoever opens it."""
    page.goto(staged.address("cases:people"))
    assert "Weaver Court" in page.locator("main").inner_text() and "Weaver Court" not in printed_words(page)
    found = {}
    for name in OF_THE_CASE:
        opened = staged.somebody(PAGES[name].role).open(staged.address(name))
        found[name] = [word for word in ("Wren Street", "Weaver Court") if word in printed_words(opened)]
    assert not {name: words for name, words in found.items() if words}


def test_nor_does_the_hub_before_it_decides(staged):
    hub = staged.somebody("hub")
    key = ask(
        staged.demo,
        "SELECT person_id FROM cases_member m JOIN cases_case c USING (family_id)"
        f" WHERE c.reference = '{staged.given[WAITING]}' AND m.part = 'child' LIMIT 1",
    )
    page = hub.open(reverse("cases:change_person", args=[staged.given[WAITING], key]))
    protect(page)
    page.goto(reverse("cases:people", args=[staged.given[WAITING]]))
    lines = ask(staged.demo, f"SELECT lines FROM cases_address WHERE person_id = '{key}' LIMIT 1")
    assert lines and lines in page.locator("main").inner_text()
    for name in WITH_THE_HUB:
        words = printed_words(hub.open(staged.address(name)))
        assert lines not in words and "Wren Street" not in words, name
