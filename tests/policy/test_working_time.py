"""When something is due in working hours and days, and how late it is."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earlyhelp.policy.work import Clock, WorkingTime
from earlyhelp.policy.working_time import between, due, hours, in_words, last_day

UK = ZoneInfo("Europe/London")
TIMES = WorkingTime(opens="09:00", closes="17:00", nation="england", closed=("12-24",), source="a test")


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UK)


def clock(amount, unit):
    return Clock(code="triage", label="", amount=amount, unit=unit, source="a test")


@pytest.mark.parametrize(
    ("start", "amount", "unit", "ends"),
    [
        ("2026-11-23T14:00", 1, "working_days", "2026-11-24T14:00"),
        ("2026-11-27T14:00", 1, "working_days", "2026-11-30T14:00"),  # over a weekend
        ("2026-11-28T11:00", 1, "working_days", "2026-11-30T17:00"),  # sent on a Saturday
        ("2026-11-23T20:00", 4, "working_hours", "2026-11-24T13:00"),  # sent in the evening
        ("2026-11-23T16:00", 2, "working_hours", "2026-11-24T10:00"),
        ("2026-04-02T09:00", 2, "working_days", "2026-04-07T17:00"),  # Good Friday and Easter Monday
        ("2026-12-23T09:00", 2, "working_days", "2026-12-29T17:00"),  # the council's own day, Christmas, its substitute
        ("2027-12-23T09:00", 2, "working_days", "2027-12-29T17:00"),
        ("2026-11-23T10:00", 6, "weeks", "2027-01-04T17:00"),
        ("2026-11-21T10:00", 6, "weeks", "2027-01-04T17:00"),  # ends on a Saturday: the next working day
        ("2027-01-31T10:00", 1, "months", "2027-03-01T17:00"),  # 28 February is a Sunday
    ],
)
def test_when_it_is_due(start, amount, unit, ends):
    assert due(clock(amount, unit), at(start), TIMES) == at(ends)


def test_the_same_moment_in_another_zone_is_due_at_the_same_moment():
    start = at("2026-07-01T23:30")
    assert due(clock(1, "working_days"), start.astimezone(UTC), TIMES) == due(clock(1, "working_days"), start, TIMES)


def test_a_month_from_the_last_of_january_ends_with_february():
    assert last_day(clock(1, "months"), date(2028, 1, 31)) == date(2028, 2, 29)
    assert last_day(clock(12, "months"), date(2026, 12, 15)) == date(2027, 12, 15)


def test_a_clock_that_stands_still_is_never_late():
    pauses = [(at("2026-11-23T15:00"), None)]
    assert due(clock(1, "working_days"), at("2026-11-23T14:00"), TIMES, pauses) is None


def test_what_was_paused_is_added_and_overlaps_count_once():
    pauses = [(at("2026-11-23T15:00"), at("2026-11-24T10:00")), (at("2026-11-24T09:00"), at("2026-11-24T11:00"))]
    assert due(clock(1, "working_days"), at("2026-11-23T14:00"), TIMES, pauses) == at("2026-11-25T10:00")


def test_a_pause_that_ended_before_the_start_changes_nothing():
    pauses = [(at("2026-11-20T15:00"), at("2026-11-23T10:00"))]
    assert due(clock(1, "working_days"), at("2026-11-23T14:00"), TIMES, pauses) == at("2026-11-24T14:00")


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ("2026-11-23T09:00", "2026-11-23T12:30", "3 working hours left"),
        ("2026-11-23T09:00", "2026-11-24T09:00", "1 working day left"),
        ("2026-11-24T12:00", "2026-11-23T12:00", "1 working day late"),
        ("2026-11-30T12:00", "2026-11-26T12:00", "2 working days late"),
        ("2026-11-23T12:00", "2026-11-23T12:10", "due now"),
        ("2026-11-23T12:10", "2026-11-23T12:00", "late by less than an hour"),
    ],
)
def test_how_late_it_is_in_words(start, end, words):
    assert in_words(between(at(start), at(end), TIMES), TIMES) == words


MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2040, 1, 1)).map(lambda moment: moment.replace(tzinfo=UTC))


@given(MOMENTS, st.integers(1, 60))
def test_what_is_due_lies_so_much_working_time_ahead_and_within_opening_hours(start, amount):
    ends = due(clock(amount, "working_hours"), start, TIMES)
    assert between(start, ends, TIMES) == timedelta(hours=amount)
    assert hours(TIMES).works_on(ends.astimezone(UK).date())
