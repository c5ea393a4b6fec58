"""Key pages as people set their machines: forced colours, dark, less motion. Nothing is lost, and the focus is still seen."""

import re

import pytest

from tests.browser import ROOT
from tests.pages import checks
from tests.pages.keyboard import tabs_through
from tests.pages.visits import PAGES

pytestmark = pytest.mark.browser

KEY_PAGES = (
    "desk:today",
    "cases:queue",
    "cases:decide",
    "cases:case",
    "cases:people",
    "cases:add_note",
    "sharing:pictures",
)
SET = {"forced_colors": "active", "color_scheme": "dark", "reduced_motion": "reduce"}
# Where one is must be told by more than a colour; and a tag is a frame with words in it.
TOLD = """[...document.querySelectorAll('nav a[aria-current]')].filter(e => e.checkVisibility()).filter(e => {
    const s = getComputedStyle(e); return +s.fontWeight < 700 && parseFloat(s.borderBottomWidth) < 3 && s.textDecorationLine === 'none';
}).map(e => e.textContent)"""
MOVING = "document.getAnimations().length"


@pytest.mark.parametrize("name", KEY_PAGES)
def test_a_key_page_in_forced_colours_in_the_dark_and_without_motion(name, staged):
    context = staged.another_window(PAGES[name].role, **SET)
    page = context.new_page()
    page.goto(staged.address(name))
    assert page.evaluate("matchMedia('(forced-colors: active)').matches")
    assert page.evaluate(TOLD) == []
    assert page.evaluate(MOVING) == 0
    found = [
        one for one in checks.accessible(page) if not one.startswith("color-contrast")
    ]  # the colours are their own
    assert not [*found, *tabs_through(page)]
    context.close()


def test_nothing_needs_hovering():
    """A6: what :hover changes is how a thing looks, never whether it is there."""
    rules = re.findall(r"([^{}]*:hover[^{}]*)\{([^{}]*)\}", (ROOT / "static" / "early-help.css").read_text())
    shows = re.compile(r"\b(display|visibility|opacity|height|clip|transform|left|top)\s*:")
    assert len(rules) > 10
    assert not [selector for selector, said in rules if shows.search(said)]


@pytest.mark.parametrize("name", ["account_login", "account_reset_password"])
def test_signing_in_takes_what_is_pasted_and_what_a_password_manager_fills_in(name, staged):
    """A11: nothing to copy out by hand, nothing that blocks a paste."""
    page = staged.browser.new_context(locale="en-GB", base_url=staged.demo.address).new_page()
    page.goto(staged.address(name))
    boxes = {
        box.get_attribute("name"): box.get_attribute("autocomplete") for box in page.locator("main input:visible").all()
    }
    wanted = {"login": {"email", "username"}, "email": {"email"}, "password": {"current-password"}}
    assert {key: value for key, value in boxes.items() if value not in wanted[key]} == {}
    stopped = page.evaluate("""() => [...document.querySelectorAll('main input')].filter(e => !e.dispatchEvent(
        new ClipboardEvent('paste', {bubbles: true, cancelable: true}))).length""")
    assert stopped == 0
    page.context.close()
