"""What the person asked for: COUNCIL, PORT, DATA, NOW and SCALE of the command line, checked before anything starts."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from earlyhelp.embedded.trouble import Trouble
from earlyhelp.policy import PolicyError, load

ROOT = Path(__file__).resolve().parents[2]
USUAL_COUNCIL = "durham-early-help"
COUNCIL_NAMES = re.compile(r"[a-z0-9-]+(,[a-z0-9-]+)*")


@dataclass(frozen=True)
class Request:
    """One demo as it was asked for. `wanted` is the folder that was named; the state may have to live elsewhere."""

    root: Path
    wanted: Path
    council: str = USUAL_COUNCIL
    port: int = 8000
    scale: str = "1"
    now: date | None = None


def from_environment(values: Mapping[str, str] = os.environ, root: Path = ROOT) -> Request:
    """An empty value is a value not given, as `make` passes them."""
    council = values.get("COUNCIL") or USUAL_COUNCIL
    if not COUNCIL_NAMES.fullmatch(council):
        raise Trouble(f"COUNCIL=“{council}”: a notice's name, or two joined by a comma, is needed.")
    wanted = Path(values.get("DATA") or root / "var" / council).expanduser()
    return Request(
        root=root,
        wanted=wanted.absolute(),
        council=council,
        port=_whole("PORT", values.get("PORT") or "8000", 1, 65535),
        scale=str(_whole("SCALE", values.get("SCALE") or "1", 0, 1000)),
        now=_day(values.get("NOW") or ""),
    )


def check_council(request: Request) -> None:
    """Every notice named has its file, and two that are named are one council's."""
    try:
        load(request.council)
    except PolicyError as error:
        raise Trouble(f"COUNCIL=“{request.council}”: {error}") from error


def _whole(name: str, text: str, least: int, most: int) -> int:
    if not text.isdecimal() or not least <= int(text) <= most:
        raise Trouble(f"{name}=“{text}”: a whole number from {least} to {most} is needed.")
    return int(text)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Trouble(f"NOW=“{text}”: a date like 2027-04-01 is needed.") from None
