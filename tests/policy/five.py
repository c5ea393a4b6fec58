"""The five councils’ files, each read once."""

from dataclasses import fields, is_dataclass

from earlyhelp.policy import load

DURHAM = load("durham-early-help")
AFC = load("achieving-for-children-early-help-hub")
CAM = load("cambridgeshire-early-help")
RCE = load("redcar-cleveland-early-help")
RCC = load("redcar-cleveland-children-and-families")
ALL = {"AFC": AFC, "CAM": CAM, "DUR": DURHAM, "RCC": RCC, "RCE": RCE}


def entries(policy):
    for item in fields(policy):
        value = getattr(policy, item.name)
        yield from value if isinstance(value, tuple) else [value] if is_dataclass(value) else []
