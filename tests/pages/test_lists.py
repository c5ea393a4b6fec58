"""How many questions a page asks of the database, and lists whose addresses can be passed on."""

import pytest
from django.urls import reverse

from tests.pages.questions import asked
from tests.pages.staging import ask
from tests.pages.visits import LISTS, PAGES, STORIES

pytestmark = pytest.mark.browser

MOST, SERVER_SECONDS, SEARCH_SECONDS = 15, 0.3, 0.5


@pytest.fixture(scope="module")
def pages_of_the_server(staged):
    """Every page of somebody signed in, as the server makes it."""
    pages = {name: (visit.role, staged.address(name)) for name, visit in PAGES.items() if visit.role}
    found = asked(staged.demo, pages)
    assert len(found) == len(pages)
    return found


def test_no_page_asks_more_than_fifteen_questions(pages_of_the_server):
    found = {name: len(page["questions"]) for name, page in pages_of_the_server.items()}
    assert not {name: number for name, number in found.items() if number > MOST}


def test_the_server_has_made_ninety_five_pages_of_a_hundred_in_time(pages_of_the_server):
    slow = {name: page["seconds"] for name, page in pages_of_the_server.items() if page["seconds"] > SERVER_SECONDS}
    assert len(slow) <= len(pages_of_the_server) * 0.05, slow


def test_a_search_takes_half_a_second_with_the_page_that_it_leads_to(staged):
    """With a year of families: tests/states. With a million people: `make bench`."""
    name = ask(staged.demo, "SELECT full_name FROM cases_person ORDER BY id LIMIT 1").split()
    assert searched(staged.demo, f"{name[-1]} {name[0]}") <= SEARCH_SECONDS


def searched(demo, words):
    """The seconds that the server takes to be asked and to show who is found."""
    page = asked(demo, {"cases:search": ("practitioner", reverse("cases:search"))}, {"cases:search": {"q": words}})
    return page["cases:search"]["seconds"]


NEVER_THE_SAME = {"cases:access_log"}  # each opening is the newest line of the next
WITH_ROWS = [name for name in PAGES if name in (LISTS | STORIES) - NEVER_THE_SAME]
# Every filter, sort and page that a list offers: links to itself, and the choices and days of its forms that are sent by GET.
OFFERED = """() => { const found = new Set(), main = document.querySelector('main');
    for (const link of main.querySelectorAll('a[href*="?"]'))
        if (new URL(link.href).pathname === location.pathname) found.add(link.href);
    for (const form of main.querySelectorAll('form[method=get]')) {
        if (new URL(form.action).pathname !== location.pathname) continue;
        for (const box of form.elements) {
            const choices = box.tagName === 'SELECT' ? [...box.options].slice(1, 3).map(one => one.value)
                : ['radio', 'checkbox'].includes(box.type) ? [box.value] : [];
            if (/_day$/.test(box.name)) {
                const date = box.name.slice(0, -4);
                found.add(location.pathname + '?' + new URLSearchParams({[date + '_day']: 1, [date + '_month']: 10, [date + '_year']: 2026}));
            }
            for (const one of choices) if (one) found.add(location.pathname + '?' + new URLSearchParams([[box.name, one]]));
        }
    }
    return [...found]; }"""


@pytest.mark.parametrize("name", WITH_ROWS)
def test_every_address_of_a_list_shows_the_same_to_another_of_the_same_role(name, staged):
    page = staged.somebody(PAGES[name].role).page
    elsewhere = staged.another_window(PAGES[name].role).new_page()
    page.goto(staged.address(name))
    show_the_same(page, elsewhere)
    elsewhere.context.close()


def show_the_same(page, elsewhere):
    """Whatever the list on `page` offers, `elsewhere` shows the same at the address."""
    for address in page.evaluate(OFFERED):
        assert page.goto(address).status == elsewhere.goto(page.url).status == 200, address
        assert elsewhere.locator("main").inner_text() == page.locator("main").inner_text(), address


@pytest.mark.parametrize("address", ["/cases/?show=all", "/hub/queue?stage=asked", "/dpo/disclosures/?told=no"])
def test_a_filter_filters(address, staged):
    role = {"cases": "practitioner", "hub": "hub", "dpo": "dpo"}[address.split("/")[1]]
    page = staged.somebody(role).open(address)
    some = page.locator("main").inner_text()
    page.goto(address.partition("?")[0])
    assert page.locator("main").inner_text() != some


def test_a_filter_chosen_on_the_page_stands_in_its_address(staged):
    page = staged.somebody("dpo").page
    page.goto("/dpo/disclosures/")
    page.locator("summary").first.click()
    page.get_by_label("Family told").select_option(label="No")
    with page.expect_navigation():
        page.get_by_role("button", name="Apply").click()
    assert "told=no" in page.url
    assert page.locator("[name=told]").input_value() == "no"
