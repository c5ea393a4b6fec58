"""People at browsers for the journeys: each signs in once, and opens as many windows as a test asks for."""

import pytest

from tests.browser import Person


@pytest.fixture(scope="session")
def signed_in_once(durham, browser_of_tests):
    """What somebody's browser holds after signing in."""
    held = {}

    def state(role):
        if role not in held:
            person = Person(durham, browser_of_tests, role).sign_in()
            held[role] = person.context.storage_state()
            for cookie in held[role]["cookies"]:
                cookie[
                    "expires"
                ] = -1  # a browser's is renewed with each page; this copy would end with the first half hour
            person.context.close()
        return held[role]

    return state


@pytest.fixture
def at_work(durham, browser_of_tests, signed_in_once):
    """A window of somebody of a role, as wide and with as much as `settings` say. Closed after the test."""
    made = []

    def open_window(role, **settings):
        person = Person(durham, browser_of_tests, role, storage_state=signed_in_once(role), **settings)
        made.append(person)
        return person

    yield open_window
    for person in made:
        person.context.close()
