"""What the bench prints: one line a goal, counted at the end."""

import statistics
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


def percentile(times: list[float], share: float) -> float:
    """The value below which this share of the times lies."""
    return sorted(times)[min(len(times) - 1, int(len(times) * share))]


def median(times: list[float]) -> float:
    return statistics.median(times)


@dataclass
class Report:
    """Lines as they come, and how many passed."""

    enforced: bool  # whether ratios decide: they depend on size, so only at full size
    passed: int = 0
    failed: int = 0
    lines: list[dict[str, Any]] = field(default_factory=list)
    nearly: set[str] = field(default_factory=set)  # goals missed by under a tenth, which are measured once more
    only: set[str] | None = None  # while something is measured once more: the goals that count

    def settle(self, measure: Callable[["Report"], None]) -> None:
        """Measure, and once more where a goal is missed by under a tenth: then the second run counts, and both are printed."""
        self.nearly = set()
        measure(self)
        if self.nearly:
            self.only = self.nearly
            measure(self)
            self.only = None

    def goal(self, name: str, value: float, bound: str, *, always: bool, **also: Any) -> None:
        """One goal: `bound` is such as '<=2.5' or '>=.97'. `always` is false for ratios, which depend on size."""
        if self.only is not None and name not in self.only:
            return
        verdict = self._verdict(name, value, bound) if always or self.enforced else "printed"
        self.passed += verdict == "PASS"
        self.failed += verdict == "FAIL"
        self.lines.append({"goal": name, "value": value, "bound": bound, "verdict": verdict} | also)
        words = " ".join(f"{key}={round(one, 3) if isinstance(one, float) else one}" for key, one in also.items())
        print(f"{name} {words} value={value:.3f} goal{bound} {verdict}".replace("  ", " "), flush=True)

    def _verdict(self, name: str, value: float, bound: str) -> str:
        wanted = float(bound.lstrip("<=>"))
        if value <= wanted if bound.startswith("<") else value >= wanted:
            return "PASS"
        nearly = value <= wanted * 1.1 if bound.startswith("<") else value >= wanted * 0.9
        if nearly and self.only is None:
            self.nearly.add(name)
            return "AGAIN"
        return "FAIL"

    def equal(self, name: str, equal: bool) -> None:
        """Whether product, limit and peer agree, row by row: a difference fails whatever the time, each time."""
        self.passed += equal
        self.failed += not equal
        self.lines.append({"goal": name, "value": equal, "verdict": "PASS" if equal else "FAIL"})
        print(f"{name} rows_equal={'yes' if equal else 'no'} {'PASS' if equal else 'FAIL'}", flush=True)

    def note(self, name: str, **also: Any) -> None:
        """Figures without a goal."""
        if self.only is not None:
            return
        self.lines.append({"goal": name, "verdict": "printed"} | also)
        words = " ".join(f"{key}={round(one, 3) if isinstance(one, float) else one}" for key, one in also.items())
        print(f"{name} {words} printed", flush=True)

    def end(self) -> int:
        """The last line, and the exit code."""
        print(f"{self.passed} passed, {self.failed} failed", flush=True)
        return 1 if self.failed or not self.passed else 0
