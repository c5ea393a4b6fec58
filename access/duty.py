"""The duty of whoever works here, in the dated words of the notice in force. Nobody opens a record before accepting it, by name.

A council whose notice states none asks nothing: the words are the council's, and none stand here (docs/decisions/0020).
"""

import hashlib
from dataclasses import dataclass
from datetime import date

from access import notice

CODE = "staff_duty"


@dataclass(frozen=True)
class Duty:
    """The text of one notice. Other words, or another day, are another text."""

    notice: str
    text: str
    dated: date
    source: str

    @property
    def digest(self) -> str:
        """What an acceptance names: SHA-256 of the day and the words."""
        return hashlib.sha256(f"{self.dated.isoformat()}\n{self.text}".encode()).hexdigest()


def texts() -> tuple[Duty, ...]:
    """The text of each notice in force that has one; where two notices say the same on the same day, once."""
    found: dict[str, Duty] = {}
    for one in notice.base().notices:
        for wording in one.wordings:
            if wording.code == CODE:
                duty = Duty(one.council.notice, wording.text, wording.dated, wording.source)
                found.setdefault(duty.digest, duty)
    return tuple(found.values())
