"""What stands in a record. A page carries it, so that nobody replaces in silence what somebody else saved while the page was open."""

import json
from hashlib import sha256
from typing import Any

from access.errors import Refused

LOOK_AGAIN = "What you typed is kept below: look again, then save it or change it."


class ChangedMeanwhile(Refused):
    """Somebody else saved something else while the page was open. `now` marks what stands: the next press is made knowing it."""

    def __init__(self, sentence: str, now: str) -> None:
        super().__init__(f"{sentence} {LOOK_AGAIN}")
        self.now = now


def mark(*facts: Any) -> str:
    """A mark of what a record says. The same facts have the same mark."""
    return sha256(json.dumps(facts, default=str).encode()).hexdigest()[:16]


def need_unchanged(seen: str, now: str, *, then: str, sentence: str) -> None:
    """Raise ChangedMeanwhile where something else stands than the page showed, unless the same is saved once more.

    `seen` is empty where no page was shown. `now` marks what stands, `then` what would.
    """
    if seen and now not in (seen, then):
        raise ChangedMeanwhile(sentence, now)
