"""Bank holidays, offline: as the government has published them, and computed for the years that it has not published yet.

`bank_holidays.json` holds GOV.UK's own list (Open Government Licence); a test holds it equal to the copy that the package
govuk-bank-holidays carries. A computed year is provisional: a coronation or a funeral is in no formula.
"""

import json
from datetime import date
from functools import cache
from pathlib import Path

import holidays

LIST = Path(__file__).with_name("bank_holidays.json")
NATIONS = {  # a nation: its part of the official list, and its name for the computation
    "england": ("england-and-wales", "ENG"),
    "wales": ("england-and-wales", "WLS"),
    "scotland": ("scotland", "SCT"),
    "northern_ireland": ("northern-ireland", "NIR"),
}


@cache
def published() -> dict[str, frozenset[date]]:
    """The official days by part of the UK."""
    return {part: frozenset(map(date.fromisoformat, days)) for part, days in json.loads(LIST.read_text()).items()}


@cache
def bank_holidays(nation: str, year: int) -> frozenset[date]:
    """The bank holidays of a year in a nation of the UK; those that fall on a weekend may be missing, as in the official list."""
    part, computed = NATIONS[nation]
    official = frozenset(day for day in published()[part] if day.year == year)
    return official or frozenset(holidays.country_holidays("GB", subdiv=computed, years=year))


@cache
def last_published(nation: str) -> date:
    """The last day of the last year that the government has published; everything after it is provisional."""
    return date(max(published()[NATIONS[nation][0]]).year, 12, 31)
