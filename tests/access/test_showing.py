"""A page that only shows something has one moment, and takes the council's readings from one answer; whatever writes asks anew."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from access import clock, notice
from access.records import uuid7
from tests.factories import CaseFactory, council_says, worker_on
from tests.factories.retention import days_pass


@pytest.fixture
def asked():
    """Which questions of these words were asked while something was done."""

    def found(words, do):
        with CaptureQueriesContext(connection) as seen:
            do()
        return len([one for one in seen if words in one["sql"]])

    return found


def test_a_page_takes_the_readings_from_one_answer(db, asked):
    council_says("current_year", "financial")
    with notice.as_of(None, showing=True):
        assert asked("access_councilreading", lambda: [notice.answers(), notice.readings(), notice.answers()]) == 1
        assert notice.answers() == {"current_year": "financial"}


def test_whatever_writes_sees_a_reading_that_came_meanwhile(db):
    """Seen to fail with the readings kept for every request: a list would then be destroyed under an answer that was taken back."""
    with notice.as_of(None):
        assert notice.answers() == {}
        council_says("current_year", "financial")
        assert notice.answers() == {"current_year": "financial"}


def test_a_page_has_one_moment_and_an_operation_its_own(db):
    """Seen to fail without `clock.showing` and with it round every request."""
    moment = clock.now()
    days_pass(2)
    with clock.showing(moment):
        assert (clock.now(), clock.today()) == (moment, moment.date())
    with clock.showing(None):
        assert clock.now() >= moment + timedelta(days=2)


def test_a_request_that_shows_asks_for_the_time_once_and_one_that_writes_asks_again(db, signed_in, asked):
    case = CaseFactory()
    client, address = signed_in(worker_on(case)), reverse("cases:add_task", args=[case.reference])
    closing = reverse("cases:close", args=[case.reference])  # which says what closing today would mean
    assert asked("SELECT app_now()", lambda: client.get(closing)) == 1, "with who is looking"
    soon = clock.today() + timedelta(days=30)
    typed = {
        "once": str(uuid7()),
        "what": "Ring the school",
        "due_on_day": soon.day,
        "due_on_month": soon.month,
        "due_on_year": soon.year,
    }
    assert asked("SELECT app_now()", lambda: client.post(address, typed)) > 1
    assert case.tasks.count() == 1
