"""One demo for all the page checks, and each page's visitors."""

import pytest

from earlyhelp.demo.stories import STORIES
from tests.browser import a_demo
from tests.pages.staging import Staged, stage


@pytest.fixture(scope="session")
def staged(browser_of_tests):
    with a_demo("durham-early-help") as demo:
        made = Staged(demo, {}, {}, browser_of_tests)
        stage(made)
        yield made


@pytest.fixture(scope="session")
def private(staged) -> tuple[str, ...]:
    """What must stand in no title and no address: the invented families' names, postcodes and birth dates."""
    return tuple(
        word
        for story in STORIES
        for word in (*story.child.split(), *story.carer.split(), story.postcode, story.born.isoformat())
    )
