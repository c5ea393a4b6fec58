"""The checks notice what they are for: a page with everything wrong fails each of them, sentence by sentence."""

from types import SimpleNamespace

import pytest

from tests.pages import checks
from tests.pages.drawn import pictures
from tests.pages.keyboard import tabs_through
from tests.pages.printing import prints
from tests.pages.speed import quick, still, watched
from tests.pages.whole import opened

pytestmark = pytest.mark.browser

WRONG = """<!doctype html><html lang="en"><head><title>Wrong</title></head><body>
<a class="govuk-skip-link" href="#nowhere">Skip</a>
<main><h1>One</h1><h3 id="twice">Three</h3><p id="twice" draggable="true">Drag</p>
  <button class="govuk-button" style="height: 20px">Low</button>
  <p>2026-11-23, 23/11/2026, at 14:30, at 2:30 pm, on 23 Nov, on 03 May, on May 3, 2026, on 3rd May, aged 12, 12 yrs, None</p>
  <div style="width: 900px; position: sticky">wide</div><div style="display: flex; flex-direction: row-reverse"><span class="govuk-tag"></span></div>
  <section><svg role="img" width="100" height="40"><a href="/"><text x="0" y="20" style="font-size: 9px">One</text></a>
    <text x="2" y="22">Two</text><text x="90" y="5">Beyond the edge</text><line x1="0" y1="18" x2="90" y2="18" stroke="black"/>
    <rect x="40" y="24" width="60" height="16" fill="#888"/><text x="42" y="38" fill="#777">Faint</text></svg></section>
  <div role="img"><a href="/within">Within</a></div>
  <input tabindex="3" name="third" style="outline: none"><table><thead style="display: block"><tr><th>Head</th><th style="display: block; width: 5px; overflow: hidden; padding: 0">Squeezed</th></tr></thead></table>
  <p style="width: 60px; overflow: hidden; white-space: nowrap">Far too long for its place</p>
  <a href="/small" style="position: absolute; left: 4px; top: 900px; font-size: 6px">s</a><a href="/by" style="position: absolute; left: 10px; top: 900px; font-size: 6px">b</a>
  <div style="position: relative"><button>Under</button><div style="position: absolute; inset: 0; background: #fff">Over it</div></div>
  <section class="eh-banner"><dl><dd>EH-1</dd></dl></section>
  <input name="held" onfocus="this.onblur = () => setTimeout(() => this.focus())">
  <a href="https://there.example/">Elsewhere</a>
  <a href="/last">Last</a>
</main><footer><a href="/x">Other</a></footer></body></html>"""
SAID = {
    checks.fits: [
        "too wide at 320 px:",
        "with spaced text",
        "with text of 200 %",
        "lower than 44 px",
        "cut off at 320 px:",
        "target-size at 320 px",
    ],
    checks.well_made: [
        "heading level 3 after 1",
        "title “Wrong”",
        "the title or address holds “Wrong”",
        "help is not",
        "the id “twice”",
        "dragged",
        "sticky",
        "reordered",
        "tags",
        "nowhere",
        *checks.WRONG_WORDS,
    ],
    pictures: [
        "title",
        "desc",
        "named",
        "links",
        "styled",
        "table",
        "One × Two",
        "a line × One",
        "words",
        "outside",
        "faint ['Faint']",
        "make 1: links",
        "make 1: is not said below",
    ],
    tabs_through: ["is not seen on third", "in focus and covered: Under", "the first stop is", "Tab 1 leads to"],
    prints: [
        "printed: <button",
        "the link to https://there.example/ says",
        "a column of a few letters",
        "cut off on paper: <p",
        "its head is not repeated",
        "banner is not repeated",
        "wider than A4",
        "no “printed by”",
    ],
    checks.accessible: ["heading-order", "target-size"],
}


@pytest.fixture(scope="module")
def wrong(browser_of_tests):
    page = browser_of_tests.new_page()
    page.set_content(WRONG)
    yield page
    page.close()


@pytest.mark.parametrize("check", SAID, ids=lambda check: check.__name__)
def test_each_of_them_finds_its_faults(check, wrong):
    more = {checks.well_made: {"private": ("Wrong",)}, prints: {"signed_in": True}}.get(check, {})
    found = check(wrong, **more)
    assert not [said for said in SAID[check] if not any(said in line for line in found)], found


def test_a_page_that_holds_the_focus_is_found(browser_of_tests):
    page = browser_of_tests.new_page()
    page.set_content("""<a href="#main">Skip</a><input name="held"><a href="/last" id="last">Last</a><script>
        const held = document.querySelector('[name=held]'); held.onblur = () => held.focus();</script>""")
    assert any("Tab 3 leads to" in line for line in tabs_through(page))
    page.close()


def test_what_moves_while_it_loads_is_found(browser_of_tests):
    page = browser_of_tests.new_page()
    moves = """<!doctype html><p>Here</p><h1>There</h1><script>setTimeout(() => {
        document.querySelector('p').style.height = '300px'; document.body.className = 'moved'; }, 300)</script>"""
    page.route("http://here.example/**", lambda route: route.fulfill(body=moves, content_type="text/html"))
    page.goto("http://here.example/")
    page.wait_for_selector(".moved")
    page.wait_for_timeout(300)
    assert still(page)
    page.close()


@pytest.mark.parametrize(("times", "found"), [(300_000_000, True), (1_000, False)])
def test_a_script_that_keeps_the_browser_busy_is_found(times, found, browser_of_tests):
    page = browser_of_tests.new_page()
    busy = f"<!doctype html><p>x</p><script>let sum = 0; for (let n = 0; n < {times}; n++) sum += n % 7;</script>"
    page.route("http://here.example/**", lambda route: route.fulfill(body=busy, content_type="text/html"))
    with watched(page) as measured:
        page.goto("http://here.example/")
        assert bool(quick(measured())) is found
    page.close()


FAULTY = """<!doctype html><html lang="en"><title>Wrong</title><h1>One</h1><p>2026-11-23</p><script>console.log('said');
    let sum = 0; for (let n = 0; n < 300_000_000; n++) sum += n % 7; localStorage.setItem('name', sum)</script>"""


def test_opening_a_page_asks_all_of_it(browser_of_tests):
    """Whoever calls `opened` asks how it comes, who may keep it, what stands there, and what the console says."""
    page, demo = browser_of_tests.new_page(), SimpleNamespace(address="http://here.example")
    person = SimpleNamespace(page=page, demo=demo, said=[], asked=[])
    page.on("console", lambda message: person.said.append(message.text))
    page.on("request", lambda request: person.asked.append(request.url))
    page.route("http://here.example/**", lambda route: route.fulfill(body=FAULTY, content_type="text/html"))
    found = opened(person, "http://here.example/of/Asha", "desk:today", private=("Asha",))
    wanted = (
        "its scripts take",
        "may be stored",
        "policy “”",
        "holds “Asha”",
        "a date for machines",
        "name",
        "console: said",
    )
    assert not [one for one in wanted if not any(one in line for line in found)], found
    page.close()


def test_what_is_stored_too_heavy_or_asked_elsewhere_is_found(browser_of_tests):
    assert checks.light("".join(str(n * n) for n in range(9_000)))
    page = browser_of_tests.new_page()
    page.route("http://here.example/**", lambda route: route.fulfill(body="<p>x</p>", content_type="text/html"))
    response = page.goto("http://here.example/")
    page.evaluate("localStorage.setItem('name', 'Asha')")
    assert checks.stored(page) == ["name"]
    found = checks.kept_private(response, "http://here.example", ["http://there.example/a?q=Asha+Khan"], ("Asha Khan",))
    assert {
        "asked http://there.example/a?q=Asha+Khan",
        "http://there.example/a?q=Asha+Khan holds “Asha Khan”",
        "may be stored",
        "policy “”",
    } <= set(found)
    page.close()
