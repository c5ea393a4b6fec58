"""The checks notice what they are for: a page with everything wrong fails each of them."""

import pytest

from tests.pages import checks

pytestmark = pytest.mark.browser

WRONG = """<!doctype html><html lang="en"><head><title>Wrong</title></head><body>
<a class="govuk-skip-link" href="#nowhere">Skip</a>
<main><h1>One</h1><h3>Three</h3>
  <button class="govuk-button" style="height: 20px">Low</button>
  <p>2026-11-23, 23/11/2026, at 14:30, on 23 Nov</p>
  <div style="width: 900px">wide</div>
  <section><svg role="img" width="100" height="40"><a href="/"><text x="0" y="20">One</text></a><text x="2" y="22">Two</text></svg></section>
  <input tabindex="3" style="outline: none"><table><thead style="display: block"><tr><th>Head</th></tr></thead></table>
</main></body></html>"""


@pytest.fixture(scope="module")
def wrong(browser_of_tests):
    page = browser_of_tests.new_page()
    page.set_content(WRONG)
    yield page
    page.close()


def test_each_of_them_finds_its_fault(wrong):
    found = {
        "fits": checks.fits(wrong),
        "drawn": checks.drawn(wrong),
        "printed": checks.printed(wrong),
        "words": checks.in_our_words(wrong),
        "keyboard": checks.reached_by_keyboard(wrong),
        "made": checks.well_made(wrong, ()),
        "axe": checks.accessible(wrong),
    }
    assert any("320 px" in line for line in found["fits"]) and any("Low" in line for line in found["fits"])
    assert {"a picture without a name", "a picture without its message in words", "a link inside a picture"} <= set(
        found["drawn"]
    )
    assert "no link from a picture to its table" in found["drawn"] and any(
        "stands over" in line for line in found["drawn"]
    )
    assert any("button" in line for line in found["printed"]) and any("head" in line for line in found["printed"])
    assert len(found["words"]) == 5
    assert any("not the skip link" in line for line in found["keyboard"])
    assert any("not to be seen" in line for line in found["keyboard"])
    assert any("heading level 3" in line for line in found["made"]) and found["axe"]
