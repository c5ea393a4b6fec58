"""Days to ask about: the awkward ones far more often than chance would bring them."""

from random import Random

from .almanac import A_DAY, DAYS, NUMBER_OF, days_in, is_leap, last_sunday, written

ZONES = {"Z": 0, "+00:00": 0, "+01:00": 3600, "-05:00": -18000, "+05:30": 19800}


def leap_day(rng: Random, year: int) -> int:
    while not is_leap(year):
        year += 1
    return NUMBER_OF[year, 2, 29]


def month_end(rng: Random, year: int) -> int:
    month = rng.randint(1, 12)
    return NUMBER_OF[year, month, days_in(year, month)]


def year_end(rng: Random, year: int) -> int:
    """The last and first days of both kinds of year."""
    return NUMBER_OF[(year, *rng.choice([(3, 31), (4, 1), (12, 31), (1, 1), (3, 30), (12, 30)]))]


def round_the_leap_day(rng: Random, year: int) -> int:
    return NUMBER_OF[(year, *rng.choice([(2, 28), (3, 1)]))]


def clock_change(rng: Random, year: int) -> int:
    return last_sunday(year, rng.choice([3, 10])) + rng.randint(-1, 1)


def any_day(rng: Random, year: int) -> int:
    month = rng.randint(1, 12)
    return NUMBER_OF[year, month, rng.randint(1, days_in(year, month))]


KINDS = [leap_day, month_end, year_end, round_the_leap_day, clock_change, any_day, any_day]


def some_day(rng: Random, first: int, last: int) -> int:
    """A day of the years from `first` to `last` (a leap day may lie up to three years later)."""
    return rng.choice(KINDS)(rng, rng.randint(first, last))


def date(rng: Random, first: int, last: int) -> str:
    return written(some_day(rng, first, last))


def later(rng: Random, text: str, least: int = 1, most: int = 900) -> str:
    """A day that comes after another, more often soon than late."""
    place = NUMBER_OF[tuple(int(part) for part in text.split("-"))]
    return written(place + least + int((most - least) * rng.random() ** 2))


def timestamp(rng: Random, place: int) -> str:
    """A moment on or next to a day, most often within an hour or two of midnight, written in one of several zones."""
    second = place * A_DAY + rng.choice([-5400, -3600, -1, 0, 1, 1800, 3599, 3600, A_DAY - 1800, rng.randrange(A_DAY)])
    zone = rng.choice([*ZONES, "Z"])
    day_number, rest = divmod(second + ZONES[zone], A_DAY)
    clock = f"{rest // 3600:02}:{rest // 60 % 60:02}:{rest % 60:02}"
    return "{:04}-{:02}-{:02}T".format(*DAYS[day_number]) + clock + zone
