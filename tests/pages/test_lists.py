"""How many questions a page asks of the database, and lists whose addresses can be passed on."""

import pytest

from tests.pages.questions import asked
from tests.pages.visits import PAGES

pytestmark = pytest.mark.browser

MOST = 15
# Pages that ask more, and how many: a number may fall here and never rise.
MORE = {
    "cases:activity": 22,
    "cases:decide": 31,
    "cases:people": 16,
    "cases:referral_match@known": 18,
    "cases:settle_match": 21,
    "retention:records": 24,
}


def test_no_page_asks_more_than_fifteen_questions(staged):
    pages = {name: (visit.role, staged.address(name)) for name, visit in PAGES.items() if visit.role}
    found = {name: len(questions) for name, questions in asked(staged.demo, pages).items()}
    assert len(found) == len(pages)
    too_many = {name: number for name, number in found.items() if number > MORE.get(name, MOST)}
    assert not too_many
    assert not [name for name in MORE if found[name] <= MOST], "take it out of MORE: it asks fewer now"


ADDRESSES = {
    "practitioner": ("/cases/?show=all",),
    "hub": ("/hub/queue?stage=received", "/hub/queue?stage=asked"),
    "dpo": ("/dpo/disclosures/?told=no", "/dpo/disclosures/?late=yes&told=yes"),
}


@pytest.mark.parametrize("role", ADDRESSES)
def test_the_address_of_a_list_shows_the_same_to_another_of_the_same_role(role, staged):
    page = staged.somebody(role).page
    elsewhere = staged.another_window(role).new_page()
    for address in ADDRESSES[role]:
        page.goto(address)
        whole = page.locator("main").inner_text()
        chosen = page.url
        later = page.locator("a[rel=next]")
        for url in (chosen, later.first.get_attribute("href") if later.count() else chosen):
            page.goto(url if url.startswith(("/", "http")) else page.url.partition("?")[0] + url)
            here = page.locator("main").inner_text()
            elsewhere.goto(page.url)
            assert elsewhere.locator("main").inner_text() == here
        page.goto(address.partition("?")[0])
        assert role == "practitioner" or page.locator("main").inner_text() != whole  # the filter does something
    elsewhere.context.close()


def test_a_filter_chosen_on_the_page_stands_in_its_address(staged):
    page = staged.somebody("dpo").page
    page.goto("/dpo/disclosures/")
    page.locator("summary").first.click()
    page.get_by_label("Family told").select_option(label="No")
    with page.expect_navigation():
        page.get_by_role("button", name="Apply").click()
    assert "told=no" in page.url
    assert page.locator("[name=told]").input_value() == "no"
