"""One change of the program at a time, whatever it is made of: how it is named, made and taken back."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field

Lines = dict[str, set[int]]  # file to lines


def nothing() -> None:
    """Code stays as it is: the database is changed."""


@dataclass(frozen=True)
class Mutant:
    """One change. `place` and `said` name it for a reader, `name` for good: the same as long as the changed words are the same.

        Code is changed by `swap` in the process that runs its tests, which ends with them. The database is changed by `statements` and
        as it was again after `undo`. A test can notice only what it runs: one of `lines`, or else something `around` them; for the database
    what it `calls`, a function. Where neither is known every test of the part may.
    """

    place: str
    said: str
    swap: Callable[[], None] = nothing
    statements: tuple[str, ...] = ()
    undo: tuple[str, ...] = ()
    lines: Lines = field(default_factory=dict)
    around: Lines = field(default_factory=dict)
    calls: str = ""
    nth: int = 0

    @property
    def name(self) -> str:
        digest = hashlib.sha256(f"{self.place}|{self.said}|{self.nth}".encode()).hexdigest()[:6]
        return f"{self.place}:{digest}"


def shortened(before: str, after: str, around: int = 24) -> str:
    """What changed, without what is the same before and behind it, but for a few letters."""
    before, after = " ".join(before.split()), " ".join(after.split())
    first = next(
        (i for i, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), min(len(before), len(after))
    )
    rest = min(len(before), len(after)) - first
    last = next((i for i in range(rest) if before[-1 - i] != after[-1 - i]), rest)
    start, end = max(0, first - around), max(0, last - around)
    cut = [one[start : len(one) - end] for one in (before, after)]
    return " → ".join(f"{'…' if start else ''}{one}{'…' if end else ''}" for one in cut)


def numbered(mutants: list[Mutant]) -> list[Mutant]:
    """Those that would be called the same (the same words changed twice in one place) get a number each."""
    from collections import Counter
    from dataclasses import replace

    seen: Counter[str] = Counter()
    made = []
    for one in mutants:
        made.append(replace(one, nth=seen[one.name]))
        seen[one.name] += 1
    return made
