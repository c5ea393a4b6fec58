"""One demo for all the page checks, and each page's visitors."""

import re

import pytest

from tests.browser import a_demo
from tests.pages.staging import PRIVATE, Staged, stage

NHS_NUMBER = re.compile(r"\d{3} \d{3} \d{4}")


@pytest.fixture(scope="session")
def staged(browser_of_tests):
    with a_demo("durham-early-help") as demo:
        made = Staged(demo, {}, {}, browser_of_tests)
        stage(made)
        yield made


@pytest.fixture(scope="session")
def private(staged) -> tuple[str, ...]:
    """What must stand in no title and no address: names of the invented families, each word of them, and what else is told of them."""
    told = staged.demo.words_of_families()
    assert any(NHS_NUMBER.fullmatch(word) for word in told), "the demo has nobody with an NHS number"
    return (*PRIVATE, *sorted(told - set(PRIVATE)))


@pytest.fixture(scope="session")
def titles() -> dict[str, str]:
    """The title of each page that was opened, by its address, or by its route where the address is sealed."""
    return {}
