"""At the end of a run: how much was sent."""

import logging

import pytest

from tests.hostile.sending import SENT


@pytest.fixture
def quietly(db):
    """Without the program's log, which writes where each refusal was raised."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def pytest_terminal_summary(terminalreporter):
    if SENT["requests"]:
        terminalreporter.write_line(
            f"bad input: {SENT['values']:,} values in {SENT['requests']:,} requests, slowest {SENT['slowest']:.2f} s"
        )
