"""What the bench prints: one line a goal, counted at the end."""

import statistics
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

    def goal(self, name: str, value: float, bound: str, *, always: bool, **also: Any) -> None:
        """One goal: `bound` is such as '<=2.5' or '>=.97'. `always` is false for ratios, which depend on size."""
        wanted = float(bound.lstrip("<=>"))
        held = value <= wanted if bound.startswith("<") else value >= wanted
        counts = always or self.enforced
        verdict = ("PASS" if held else "FAIL") if counts else "printed"
        self.passed += verdict == "PASS"
        self.failed += verdict == "FAIL"
        self.lines.append({"goal": name, "value": value, "bound": bound, "verdict": verdict} | also)
        words = " ".join(f"{key}={round(one, 3) if isinstance(one, float) else one}" for key, one in also.items())
        print(f"{name} {words} value={value:.3f} goal{bound} {verdict}".replace("  ", " "), flush=True)

    def equal(self, name: str, equal: bool) -> None:
        """Whether product, limit and peer agree, row by row: a difference fails whatever the time."""
        self.passed += equal
        self.failed += not equal
        self.lines.append({"goal": name, "value": equal, "verdict": "PASS" if equal else "FAIL"})
        print(f"{name} rows_equal={'yes' if equal else 'no'} {'PASS' if equal else 'FAIL'}", flush=True)

    def note(self, name: str, **also: Any) -> None:
        """Figures without a goal."""
        self.lines.append({"goal": name, "verdict": "printed"} | also)
        words = " ".join(f"{key}={round(one, 3) if isinstance(one, float) else one}" for key, one in also.items())
        print(f"{name} {words} printed", flush=True)

    def end(self) -> int:
        """The last line, and the exit code."""
        print(f"{self.passed} passed, {self.failed} failed", flush=True)
        return 1 if self.failed or not self.passed else 0
