"""One demo for all the page checks, and each page's visitors."""

import pytest

from tests.browser import a_demo
from tests.pages.staging import PRIVATE, Staged, stage


@pytest.fixture(scope="session")
def staged(browser_of_tests):
    with a_demo("durham-early-help") as demo:
        made = Staged(demo, {}, {}, browser_of_tests)
        stage(made)
        yield made


@pytest.fixture(scope="session")
def private() -> tuple[str, ...]:
    """What must stand in no title and no address."""
    return PRIVATE


@pytest.fixture(scope="session")
def titles() -> dict[str, str]:
    """The title of each page that was opened, by its address, or by its route where the address is sealed."""
    return {}
