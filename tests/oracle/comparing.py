"""Two answers held against each other: who lets a record go too early, who too late, and who sees another state."""

import json
from collections import Counter

from .almanac import DAYS, day

MONTHS = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
]  # fmt: skip
NEVER = "9999-12-31"


def verdict(mine: dict, theirs: dict) -> str | None:
    """Early and late as the family would feel it: a record that may not go, or not yet, and does; or that may, and stays."""
    ours, others = (one.get("keep_until", NEVER) for one in (mine, theirs))
    if ours != others:
        return "early" if others < ours else "late"
    same = all(mine.get(name) == theirs.get(name) for name in ("state", "dispose_from", "due"))
    return None if same else "state"


def unexplained(theirs: dict) -> bool:
    """An answer without a reason, or whose sentences do not end with the day that it gives."""
    if theirs.get("state") != "dated":
        return not theirs.get("because")
    year, month, number = DAYS[day(theirs["keep_until"])]
    return f"{number} {MONTHS[month - 1]} {year}" not in theirs["because"][-1]


def compared(lines: list[dict], mine: list[dict], theirs: list[dict]) -> tuple[Counter, str]:
    """How many of each verdict, and the simplest questions on which the two disagree, for whoever has to decide."""
    judged = [(verdict(*pair), line, *pair) for line, *pair in zip(lines, mine, theirs, strict=True)]
    wrong = sorted((one for one in judged if one[0]), key=lambda one: len(json.dumps(one[1])))
    told = [
        f"{word}\n  asked    {json.dumps(line)}\n  expected {own}\n  answered {other}"
        for word, line, own, other in wrong
    ]
    return Counter(one[0] for one in wrong), "\n".join([f"{len(wrong)} of {len(lines)} disagree", *told[:12]])
