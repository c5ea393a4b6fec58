"""What comes out of the printer: each sheet says whose it is, by whom and when; protected whereabouts only after one more step."""

import re

import pytest

from tests.pages.paper import sheets

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


def test_protected_whereabouts_are_not_printed_without_one_more_step(staged, page):
    page.goto(staged.address("cases:change_person"))
    page.get_by_label("School or nursery").fill("Wren Street Nursery")
    page.get_by_label("Their whereabouts are protected").check()
    page.get_by_label("Why does this change?").fill("The court said so.")
    with page.expect_navigation():
        page.locator("main form button").last.click()
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
