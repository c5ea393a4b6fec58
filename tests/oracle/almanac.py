"""A wall calendar, written out day by day, with the weekends and bank holidays of England and the change of the clocks.

A day is its number in `DAYS`. Nothing is taken from `datetime` or a library of holidays: this is a second way to the same days.
"""

import re

FIRST_YEAR, LAST_YEAR = 1900, 2120  # 1 January 1900 was a Monday
MONDAY, FRIDAY, SATURDAY, SUNDAY = 0, 4, 5, 6
A_DAY = 24 * 60 * 60


def is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def days_in(year: int, month: int) -> int:
    if month == 2:
        return 29 if is_leap(year) else 28
    return 30 if month in (4, 6, 9, 11) else 31


DAYS = [
    (year, month, number)
    for year in range(FIRST_YEAR, LAST_YEAR + 1)
    for month in range(1, 13)
    for number in range(1, days_in(year, month) + 1)
]
NUMBER_OF = {day: place for place, day in enumerate(DAYS)}
DAY_OF_YEAR = [(month, number) for _, month, number in DAYS]  # read in every step of a walk


def day(text: str) -> int:
    """The day that `YYYY-MM-DD` names."""
    year, month, number = (int(part) for part in text.split("-"))
    return NUMBER_OF[year, month, number]


def written(place: int) -> str:
    return "{:04}-{:02}-{:02}".format(*DAYS[place])


def weekday(place: int) -> int:
    return place % 7


def ends_its_month(place: int) -> bool:
    return DAY_OF_YEAR[place + 1][1] == 1


# --- the clocks ------------------------------------------------------------------------------------------------------


def last_sunday(year: int, month: int) -> int:
    place = NUMBER_OF[year, month, days_in(year, month)]
    while weekday(place) != SUNDAY:
        place -= 1
    return place


def is_summer_time(second: int) -> bool:
    """Clocks are an hour ahead from 01:00 UTC on the last Sunday of March to 01:00 UTC on the last Sunday of October."""
    year = DAYS[second // A_DAY][0]
    begins, ends = (last_sunday(year, month) * A_DAY + 3600 for month in (3, 10))
    return begins <= second < ends


MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d):(\d\d)(?::(\d\d))?(?:Z|([+-])(\d\d):(\d\d))")


def moment(text: str) -> int:
    """The second, counted in UTC from the almanac's first midnight, that a timestamp with a zone names."""
    date, hour, minute, second, sign, off_hours, off_minutes = MOMENT.fullmatch(text).groups()
    ahead = (int(off_hours or 0) * 60 + int(off_minutes or 0)) * 60 * (-1 if sign == "-" else 1)
    return day(date) * A_DAY + int(hour) * 3600 + int(minute) * 60 + int(second or 0) - ahead


def on_the_clock(second: int) -> str:
    """A second as a clock in the UK shows it, with its offset."""
    summer = is_summer_time(second)
    place, rest = divmod(second + (3600 if summer else 0), A_DAY)
    return f"{written(place)}T{rest // 3600:02}:{rest // 60 % 60:02}:{rest % 60:02}+0{int(summer)}:00"


def local_day(text: str) -> int:
    """The day in the UK, of a date or of a timestamp (domain, D2: the local date counts, not the one in UTC)."""
    return day(on_the_clock(moment(text))[:10]) if "T" in text else day(text)


def local_midnight(place: int) -> int:
    """The second at which a day begins in the UK. Clocks never change before one in the morning."""
    second = place * A_DAY
    return second - 3600 if is_summer_time(second - 3600) else second


# --- days on which nobody works --------------------------------------------------------------------------------------

# The Prayer Book's table for 1900 to 2199: by golden number, the full moon after which Easter is the next Sunday.
PASCHAL_FULL_MOON = [
    (4, 14), (4, 3), (3, 23), (4, 11), (3, 31), (4, 18), (4, 8), (3, 28), (4, 16), (4, 5),
    (3, 25), (4, 13), (4, 2), (3, 22), (4, 10), (3, 30), (4, 17), (4, 7), (3, 27),
]  # fmt: skip
ONCE_ONLY = ["2022-06-03", "2022-09-19", "2023-05-08"]  # a jubilee, a funeral, a coronation
MOVED = {"2020-05-04": "2020-05-08", "2022-05-30": "2022-06-02"}  # for an anniversary of the war's end, for the jubilee


def easter(year: int) -> int:
    place = NUMBER_OF[(year, *PASCHAL_FULL_MOON[year % 19])] + 1
    while weekday(place) != SUNDAY:
        place += 1
    return place


def first_monday(year: int, month: int) -> int:
    place = NUMBER_OF[year, month, 1]
    while weekday(place) != MONDAY:
        place += 1
    return place


def last_monday(year: int, month: int) -> int:
    place = NUMBER_OF[year, month, days_in(year, month)]
    while weekday(place) != MONDAY:
        place -= 1
    return place


def moved(place: int) -> int:
    return day(MOVED.get(written(place), written(place)))


def bank_holidays(year: int) -> set[int]:
    """The year's bank holidays in England, with the weekday that stands in for one on a weekend."""
    fixed = [NUMBER_OF[year, 1, 1], NUMBER_OF[year, 12, 25], NUMBER_OF[year, 12, 26]]
    mondays = [first_monday(year, 5), last_monday(year, 5), last_monday(year, 8)]
    found = {*fixed, easter(year) - 2, easter(year) + 1, *(moved(place) for place in mondays)}
    for place in fixed:
        stands_in = place
        while weekday(place) >= SATURDAY and (weekday(stands_in) >= SATURDAY or stands_in in found):
            stands_in += 1
        found.add(stands_in)
    return found | {day(text) for text in ONCE_ONLY if text.startswith(str(year))}


BANK_HOLIDAYS = {place for year in range(2015, 2060) for place in bank_holidays(year)}


def is_working_day(place: int) -> bool:
    return weekday(place) < SATURDAY and place not in BANK_HOLIDAYS
