"""Days and years as the retention rules count them: corresponding dates, birthdays, ends of years, UK local days."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

UK = ZoneInfo("Europe/London")
YEAR_ENDS = {"financial": (3, 31), "calendar": (12, 31)}
LEAP_BIRTHDAYS = {"1_march": (3, 1), "28_february": (2, 28)}


def anniversary(day: date, years: int) -> date:
    """The corresponding date; an event on 29 February is over on 28 February where the year has no 29th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 2, 28)


def birthday(born: date, age: int, leap: str = "1_march") -> date:
    """The day on which this age is reached. Born on 29 February, it is 1 March in other years unless told otherwise."""
    try:
        return born.replace(year=born.year + age)
    except ValueError:
        return date(born.year + age, *LEAP_BIRTHDAYS[leap])


def age_on(born: date, day: date, leap: str = "1_march") -> int:
    """Whole years on this day; below zero before birth."""
    age = day.year - born.year
    return age if birthday(born, age, leap) <= day else age - 1


def end_of_year(day: date, kind: str) -> date:
    """The last day of the financial or calendar year that this day is in."""
    end = date(day.year, *YEAR_ENDS[kind])
    return end if day <= end else end.replace(year=day.year + 1)


def uk_date(moment: datetime) -> date:
    """The day that it was in the UK. Half past eleven at night in universal time is tomorrow there in summer."""
    try:
        return moment.astimezone(UK).date()
    except OverflowError:  # the first or last day that Python knows: nobody's real date, and refused as such later
        return moment.date()


def said(day: date) -> str:
    """A day as people write it: 3 March 2027."""
    return f"{day.day} {day:%B} {day.year}"
