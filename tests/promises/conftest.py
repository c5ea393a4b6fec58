"""A promise is proved under the notice that makes it."""

import pytest

from access import notice


@pytest.fixture
def under(db, settings):
    """`under(name)`: from here on this notice is in force, its rows are stored, and its policy is what comes back."""

    def switch(name):
        settings.COUNCIL = name
        notice.store(notice.policy())
        return notice.policy()

    return switch
