"""Somebody at work."""

import pytest

from tests.factories import TeamFactory, somebody


@pytest.fixture
def me(db):
    """A practitioner of a team."""
    return somebody(team=TeamFactory())
