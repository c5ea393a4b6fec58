"""Twelve pages as a screen reader has them: names, roles and states, compared with text files that are reviewed like code.

After a change that is meant, write them anew and look at the difference before it is committed:

    SNAPSHOTS=write .venv/bin/python -m pytest tests/pages/test_as_read_aloud.py && git diff tests/pages/snapshots
"""

import os
import re
from pathlib import Path

import pytest

from tests.pages.checks import MONTHS
from tests.pages.visits import PAGES

pytestmark = pytest.mark.browser

FOLDER = Path(__file__).parent / "snapshots"
KEY_PAGES = (
    "account_login",
    "desk:today",
    "cases:referral_people",
    "cases:referral_match@known",
    "cases:queue",
    "cases:decide",
    "cases:case",
    "cases:people",
    "cases:add_note",
    "cases:assessment",
    "cases:plan",
    "sharing:log",
)
# What differs from one demo to the next: references, keys in addresses, days and hours, and what is counted from them.
CHANGES = (
    (r"\bEH-[0-9A-Z]{7}\b", "EH-…"),
    (r"[0-9a-f]{8}-[0-9a-f-]{27}", "key"),
    (rf"\b\d{{1,2}} (?:{MONTHS}) \d{{4}}\b", "day"),
    (r"\b\d{1,2}:\d\d[ap]m\b", "time"),
    (r"\b\d+ (years?|working days?|working hours?|hours?|days?|minutes?)\b", r"some \1"),
    (r'(textbox "(?:Day|Month|Year|At what time\?[^"]*)"): "?[\w:]+"?', r"\1: …"),
)


def as_read(page) -> str:
    """The page's tree of names, roles and states, without what changes from day to day."""
    text = page.locator("body").aria_snapshot() + "\n"
    for pattern, instead in CHANGES:
        text = re.sub(pattern, instead, text)
    return text


@pytest.mark.parametrize("name", KEY_PAGES)
def test_the_page_is_read_aloud_as_it_was_reviewed(name, staged):
    page = staged.somebody(PAGES[name].role).page
    page.goto(staged.address(name))
    path = FOLDER / f"{re.sub('[:@]', '-', name)}.txt"
    if os.environ.get("SNAPSHOTS") == "write":
        FOLDER.mkdir(exist_ok=True)
        path.write_text(as_read(page), encoding="utf-8")
    assert as_read(page) == path.read_text(encoding="utf-8"), (
        "write it anew as this file's first lines say, and review it"
    )
