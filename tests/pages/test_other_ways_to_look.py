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
SET = {
    "all at once": {"forced_colors": "active", "color_scheme": "dark", "reduced_motion": "reduce"},
    "in the dark": {"color_scheme": "dark"},
    "without motion": {"reduced_motion": "reduce"},
}
# Where one is must be told by more than a colour; and a tag is a frame with words in it.
TOLD = """[...document.querySelectorAll('nav a[aria-current]')].filter(e => e.checkVisibility()).filter(e => {
    const s = getComputedStyle(e); return +s.fontWeight < 700 && parseFloat(s.borderBottomWidth) < 3 && s.textDecorationLine === 'none';
}).map(e => e.textContent)"""
MOVING = "document.getAnimations().length"


@pytest.mark.parametrize("how", SET)
@pytest.mark.parametrize("name", KEY_PAGES)
def test_a_key_page_in_forced_colours_in_the_dark_and_without_motion(name, how, staged):
    context = staged.another_window(PAGES[name].role, **SET[how])
    page = context.new_page()
    page.goto(staged.address(name))
    forced = page.evaluate("matchMedia('(forced-colors: active)').matches")
    assert forced is ("forced_colors" in SET[how])
    assert page.evaluate(TOLD) == []
    assert page.evaluate(MOVING) == 0
    found = checks.accessible(page)
    if forced:  # the colours are their own; otherwise they are ours, and have their contrast
        found = [one for one in found if not one.startswith("color-contrast")]
    assert not [*found, *tabs_through(page)]
    context.close()


def test_nothing_needs_hovering():
    """A6: what :hover changes is how a thing looks, never whether it is there."""
    rules = re.findall(r"([^{}]*:hover[^{}]*)\{([^{}]*)\}", (ROOT / "static" / "early-help.css").read_text())
    shows = re.compile(r"\b(display|visibility|opacity|height|clip|transform|left|top)\s*:")
    assert len(rules) > 10
    assert not [selector for selector, said in rules if shows.search(said)]


ENTRANCES = {
    "account_login": {"login": {"email", "username"}, "password": {"current-password"}},
    "account_reset_password": {"email": {"email"}},
}


@pytest.mark.parametrize("name", ENTRANCES)
def test_signing_in_takes_what_is_pasted_and_what_a_password_manager_fills_in(name, staged):
    """A11: nothing to copy out by hand, nothing that blocks a paste. The code and the new password: tests/pages/test_on_the_way.py."""
    page = staged.browser.new_context(locale="en-GB", base_url=staged.demo.address).new_page()
    page.goto(staged.address(name))
    assert not checks.filled_in_for_you(page, ENTRANCES[name])
    page.context.close()
