"""What has taken the place of laws, guidance and names that notices still use: a table with a version, read once."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

FILE = Path(__file__).with_suffix(".toml")


@dataclass(frozen=True)
class OldLaw:
    """A law or an edition of guidance, or one provision of it, and what holds in its place."""

    law: str
    because: str
    provision: str = ""


@dataclass(frozen=True)
class OldName:
    """What a programme or a department was called."""

    name: str
    replaced_by: str
    since: str


@dataclass(frozen=True)
class OldPhrase:
    """Words of an older law about rights."""

    words: str
    because: str


@dataclass(frozen=True)
class LaterLaw:
    """A law that came after the notice: this right cannot begin with that contact any more."""

    right: str
    not_first: str
    because: str
    since: str


@dataclass(frozen=True)
class Superseded:
    """The whole table."""

    version: str
    laws: tuple[OldLaw, ...]
    names: tuple[OldName, ...]
    phrases: tuple[OldPhrase, ...]
    later: tuple[LaterLaw, ...]

    def law(self, code: str, provision: str = "") -> OldLaw | None:
        """What is known against this law, or against this provision of it."""
        return next((old for old in self.laws if old.law == code and old.provision in ("", provision)), None)


@lru_cache
def superseded() -> Superseded:
    """The table that comes with the product."""
    content = tomllib.loads(FILE.read_text())
    return Superseded(
        version=content["version"],
        laws=tuple(OldLaw(**row) for row in content["law"]),
        names=tuple(OldName(**row) for row in content["name"]),
        phrases=tuple(OldPhrase(**row) for row in content["phrase"]),
        later=tuple(LaterLaw(**row) for row in content["later"]),
    )
