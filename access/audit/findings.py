"""What a verification looked at and what it found."""

import hashlib
from dataclasses import dataclass, field

BEGINNING = hashlib.sha256(b"").digest()


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong: the number in the chain if it has one, the table, the row, and a sentence."""

    number: int | None
    table: str
    key: str
    sentence: str

    def __str__(self) -> str:
        place = [f"number {self.number}" if self.number is not None else "", self.table, self.key]
        return f"{' '.join(filter(None, place)) or 'the audit'}: {self.sentence}"


@dataclass
class Result:
    """How many rows were looked at, what is wrong, and where the chain stands: its number, its link, its horizon."""

    rows: int = 0
    findings: list[Finding] = field(default_factory=list)
    number: int = 0
    chain: bytes = BEGINNING
    horizon: int = 0

    def say(self, number: int | None, table: str, key: str, sentence: str) -> None:
        self.findings.append(Finding(number, table, key, sentence))

    def sort(self) -> None:
        """The first bad row first; what has no number last."""
        self.findings.sort(key=lambda one: (one.number is None, one.number or 0))

    @property
    def words(self) -> str:
        """One line."""
        if not self.findings:
            return f"{self.rows} rows verified, 0 findings"
        return f"{self.rows} rows verified, {len(self.findings)} findings; first bad row: {self.findings[0]}"
