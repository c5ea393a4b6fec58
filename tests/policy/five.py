"""The five councils’ files, each read once, and what tests of their dates share."""

from dataclasses import fields, is_dataclass
from datetime import date

from earlyhelp.policy import load

DURHAM = load("durham-early-help")
AFC = load("achieving-for-children-early-help-hub")
CAM = load("cambridgeshire-early-help")
RCE = load("redcar-cleveland-early-help")
RCC = load("redcar-cleveland-children-and-families")
REDCAR = (RCE, RCC)
ALL = {"AFC": AFC, "CAM": CAM, "DUR": DURHAM, "RCC": RCC, "RCE": RCE}

# What a council means by the current year, and a day of closing.
FINANCIAL = {"current_year": "financial"}
CALENDAR = {"current_year": "calendar"}
CLOSED = {"closed": date(2020, 6, 15)}


def entries(policy):
    for item in fields(policy):
        value = getattr(policy, item.name)
        yield from value if isinstance(value, tuple) else [value] if is_dataclass(value) else []
