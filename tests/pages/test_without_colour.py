"""A10: seen in grey, every status is still named in words that can be read, and the parts of a picture are still told apart."""

from itertools import combinations

import pytest

from tests.pages.visits import PAGES
from tests.pictures import _rows

pytestmark = pytest.mark.browser

# What says how something stands: tags, alerts, messages, what is wrong, where one is.
SAYS = (
    ".govuk-tag, .eh-banner__alert, .eh-unset, .govuk-error-message, .govuk-notification-banner__content,"
    " .govuk-task-list__status, .eh-tabs [aria-current], .govuk-service-navigation [aria-current], .govuk-panel__title"
)
KEY_PAGES = (
    "desk:today",
    "desk:promises",
    "cases:referral_tasks",
    "cases:my_referrals",
    "cases:queue",
    "cases:decide",
    "cases:cases",
    "cases:case",
    "cases:people",
    "cases:assessments",
    "cases:plan",
    "sharing:log",
    "retention:records",
    "access:staff",
)
READABLE, APART = 4.5, 0.2
NEARLY_GREY = 5  # the ground of a row, which a picture of a tag may have at its edge
MEANT = """() => { const meant = {};
    for (const tag of document.querySelectorAll('.govuk-tag')) (meant[tag.textContent.trim()] ??= new Set()).add(tag.className);
    return Object.entries(meant).filter(([words, kinds]) => !words || kinds.size > 1).map(([words]) => words); }"""


@pytest.fixture
def in_grey(staged):
    """A window of somebody who sees no colour."""
    opened = []

    def at(role):
        context = staged.another_window(role)
        opened.append(context)
        page = context.new_page()
        context.new_cdp_session(page).send("Emulation.setEmulatedVisionDeficiency", {"type": "achromatopsia"})
        return page

    yield at
    for context in opened:
        context.close()


def greys(picture: bytes, side: int | None = None) -> list[float]:
    """How light each pixel is, from 0 to 1, in a picture without colour; of its first rows and columns alone, if asked."""
    pixels = [pixel for row in _rows(picture)[1][:side] for pixel in row[:side]]
    assert all(max(pixel[:3]) - min(pixel[:3]) <= NEARLY_GREY for pixel in pixels), "there is a colour in it"
    return [
        (pixel[0] / 255 / 12.92) if pixel[0] <= 10 else ((pixel[0] / 255 + 0.055) / 1.055) ** 2.4 for pixel in pixels
    ]


@pytest.mark.parametrize("name", KEY_PAGES)
def test_every_status_is_named_in_grey(name, staged, in_grey):
    page = in_grey(PAGES[name].role)
    page.goto(staged.address(name))
    assert page.evaluate(MEANT) == []  # the same words in two colours would say something by the colour
    for one in page.locator(SAYS).all():
        if one.is_visible():
            light = greys(one.screenshot())
            assert one.inner_text().strip()
            assert (max(light) + 0.05) / (min(light) + 0.05) >= READABLE, one.inner_text()


def test_the_parts_of_a_picture_are_told_apart_in_grey(staged, in_grey):
    page = in_grey("dpo")
    page.goto(staged.address("sharing:pictures"))
    page.evaluate("""() => { const key = document.querySelector('.eh-key'), one = key.firstElementChild;
        key.replaceChildren(...[0, 1, 2, 3, 4].map(n => { const next = one.cloneNode(true), [ground, over] = next.querySelectorAll('rect');
            over?.remove(); ground.setAttribute('class', 'eh-picture__' + n);
            if (n) { const more = ground.cloneNode(); more.removeAttribute('class'); more.setAttribute('fill', `url(#pattern-${n})`); ground.after(more); }
            return next; })); }""")  # as many bases as there may be
    swatches = [greys(one.screenshot(), side=14) for one in page.locator(".eh-key").first.locator("svg").all()]
    assert len(swatches) == 5
    for one, other in combinations(swatches, 2):
        differs = sum(abs(a - b) > 0.1 for a, b in zip(one, other, strict=True)) / len(one)
        assert differs >= APART
