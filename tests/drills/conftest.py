"""One demo for all drills, its referrer signed in, and at the end of the run what each drill saw.

Small forms by default; `DRILLS=whole` (`make drills`) gives the figures of the goals.
"""

import os

import pytest

from tests.browser import a_demo
from tests.drills.faults import until
from tests.drills.visitor import Visitor

WHOLE = os.environ.get("DRILLS") == "whole"
SEEN: list[str] = []


@pytest.fixture(scope="package")
def demo():
    with a_demo("durham-early-help") as demo:
        yield demo


@pytest.fixture(scope="package")
def referrer(demo):
    return Visitor(demo, "referrer").sign_in()


@pytest.fixture(autouse=True)
def from_the_beginning(demo):
    """Each drill begins with every part up, whatever the one before it did."""
    until(lambda: Visitor(demo).get("/readyz").status == 200, 90, "every part is up")


@pytest.fixture
def figure():
    """`figure("E1", "…")`: the line that a drill ends with."""
    return lambda goal, line: SEEN.append(f"drill {goal}: {line}")


@pytest.fixture
def size():
    """`size(small, whole)`: how much of something this run does."""
    return lambda small, whole: whole if WHOLE else small


def pytest_terminal_summary(terminalreporter):
    for line in SEEN:
        terminalreporter.write_line(line)
