"""Where in a council's file something stands, so that an error can point at it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from earlyhelp.policy.errors import PolicyError


@dataclass(frozen=True)
class Source:
    """A file's name and lines."""

    name: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Where:
    """An entry of a file: the section, which of its entries, and the code it goes by."""

    source: Source
    section: str
    number: int | None = None
    code: str = ""
    path: str = ""

    def entry(self, number: int, row: Mapping[str, Any]) -> Where:
        """The entry of this number, known by its code, or by its record or name where it has none."""
        code = next((str(row[key]) for key in ("code", "record", "name") if key in row), f"number {number + 1}")
        return replace(self, number=number, code=code)

    def inside(self, key: str) -> Where:
        return replace(self, path=f"{self.path}{key}.")

    def error(self, sentence: str, key: str = "") -> PolicyError:
        """An error that names the file, the line, the entry and what is wrong with it."""
        return self.error_on(self.line(key), sentence)

    @classmethod
    def at(cls, source: Source, number: int) -> Where:
        """The entry in which a line stands, for what cannot be read as entries."""
        before = source.lines[: number - 1]
        start = next((place for place in reversed(range(len(before))) if re.match(r"\s*\[", before[place])), None)
        if start is None:
            return cls(source, "the beginning")
        codes = (
            re.match(r"\s*(?:code|record|name)\s*=\s*[\"'](.*)[\"']", line) for line in source.lines[start + 1 : number]
        )
        code = next((found[1] for found in codes if found), "")
        return cls(source, before[start].strip(" []"), code=code)

    def error_on(self, number: int, sentence: str) -> PolicyError:
        """An error on a line that is known by its number."""
        entry = f"{self.section} “{self.code}”" if self.code else self.section
        return PolicyError(f"{self.source.name}, line {number}, {entry}: {self.path}{sentence}.")

    def line(self, key: str = "") -> int:
        """The line of the key inside this entry, else the entry's first line; the TOML reader keeps neither."""
        first = self._first_line()
        body = range(first, len(self.source.lines))
        for number in body:
            line = self.source.lines[number]
            if re.match(r"\s*\[", line):
                break
            if key and re.match(rf"(.*[{{,.\s])?{re.escape(key)}\s*=", line):
                return number + 1
        return max(first, 1)

    def _first_line(self) -> int:
        """The line of the header, counted from one; 0 where the file has none."""
        header = re.compile(rf"\s*\[\[?\s*{re.escape(self.section)}\s*\]")
        found = [number for number, line in enumerate(self.source.lines, start=1) if header.match(line)]
        if not found:
            return 0
        return found[min(self.number or 0, len(found) - 1)]
