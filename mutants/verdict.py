"""What is said of a run: how many changes were noticed, by place, and whether each that was not is explained."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from mutants.groups import AT_LEAST


@dataclass
class Verdict:
    """Of one group. `known` are the names of all its changes, also of those that this run left out."""

    group: str
    noticed: dict[str, int] = field(default_factory=dict)
    survived: dict[str, list[tuple[str, str]]] = field(default_factory=dict)  # place to name and change

    def add(self, place: str, name: str, said: str, *, noticed: bool) -> None:
        place = place.rpartition(".")[0] or place
        self.noticed.setdefault(place, 0)
        self.survived.setdefault(place, [])
        if noticed:
            self.noticed[place] += 1
        else:
            self.survived[place].append((name, said))

    @property
    def killed(self) -> int:
        return sum(self.noticed.values())

    @property
    def total(self) -> int:
        return self.killed + sum(map(len, self.survived.values()))

    def lines(self, why: Mapping[str, str]) -> list[str]:
        """A line for each place, and under it those that nobody noticed."""
        found = []
        for place, killed in self.noticed.items():
            left = self.survived[place]
            found.append(f"{killed:5} of {killed + len(left):4}  {place}")
            for name, said in left:
                found.append(f"      {'explained' if name in why else 'SURVIVES'}  {name}  {said}")
        return found

    def unexplained(self, why: Collection[str]) -> list[str]:
        return [name for left in self.survived.values() for name, _ in left if name not in why]

    def last(self, why: Collection[str]) -> str:
        """The line that says what was found."""
        score = 100 * self.killed / self.total if self.total else 0.0
        left = self.total - self.killed
        return (
            f"{self.group}: {self.killed} of {self.total} changes were noticed, {score:.1f} % (at least {AT_LEAST:.0%});"
            f" {left} were not, {len(self.unexplained(why))} of them without an explanation in docs/mutants.md"
        )

    def holds(self, why: Collection[str]) -> bool:
        return self.total > 0 and self.killed >= AT_LEAST * self.total and not self.unexplained(why)
