"""Days and years: tables."""

from datetime import UTC, date, datetime

import pytest

from earlyhelp.policy.years import age_on, anniversary, birthday, end_of_year, uk_date


@pytest.mark.parametrize(
    ("day", "years", "expected"),
    [
        (date(2023, 3, 15), 2, date(2025, 3, 15)),
        (date(2024, 2, 29), 2, date(2026, 2, 28)),
        (date(2024, 2, 29), 4, date(2028, 2, 29)),
        (date(2023, 2, 28), 1, date(2024, 2, 28)),
        (date(2020, 12, 31), 6, date(2026, 12, 31)),
    ],
)
def test_a_period_of_years_ends_on_the_corresponding_date(day, years, expected):
    assert anniversary(day, years) == expected


@pytest.mark.parametrize(
    ("born", "age", "leap", "expected"),
    [
        (date(2008, 2, 29), 25, [], date(2033, 3, 1)),
        (date(2008, 2, 29), 25, ["28_february"], date(2033, 2, 28)),
        (date(2008, 2, 29), 24, [], date(2032, 2, 29)),
        (date(2008, 2, 28), 25, [], date(2033, 2, 28)),
    ],
)
def test_an_age_of_somebody_born_on_29_february_is_reached_on_1_march_unless_the_council_says_otherwise(
    born, age, leap, expected
):
    assert birthday(born, age, *leap) == expected


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (date(2010, 5, 10), date(2020, 5, 9), 9),
        (date(2010, 5, 10), date(2020, 5, 10), 10),
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
        (date(2026, 5, 10), date(2026, 5, 9), -1),
    ],
)
def test_an_age_changes_on_the_birthday(born, day, age):
    assert age_on(born, day) == age


@pytest.mark.parametrize(
    ("day", "kind", "expected"),
    [
        (date(2021, 3, 31), "financial", date(2021, 3, 31)),
        (date(2021, 4, 1), "financial", date(2022, 3, 31)),
        (date(2021, 1, 1), "financial", date(2021, 3, 31)),
        (date(2021, 1, 1), "calendar", date(2021, 12, 31)),
        (date(2021, 12, 31), "calendar", date(2021, 12, 31)),
    ],
)
def test_a_year_ends_where_its_kind_says(day, kind, expected):
    assert end_of_year(day, kind) == expected


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (datetime(2021, 3, 31, 22, 59, tzinfo=UTC), date(2021, 3, 31)),
        (datetime(2021, 3, 31, 23, 30, tzinfo=UTC), date(2021, 4, 1)),
        (datetime(2021, 12, 31, 23, 30, tzinfo=UTC), date(2021, 12, 31)),
    ],
)
def test_the_day_is_the_day_in_the_uk(moment, expected):
    assert uk_date(moment) == expected
