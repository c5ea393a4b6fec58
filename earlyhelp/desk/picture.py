"""Who may receive what for, as a drawing: purposes on the left, recipients on the right, a line for each pair that is allowed."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import wrap

from earlyhelp.policy import Policy

WIDE, LINE, STEP = 36, 15, 46  # letters in a line; between lines; between what stands below each other


@dataclass(frozen=True)
class Node:
    """Words of the picture, wrapped, and how far down their middle is."""

    words: tuple[str, ...]
    y: float

    @property
    def lines(self) -> list[tuple[float, str]]:
        """Each line of words with its place."""
        first = self.y - LINE * (len(self.words) - 1) / 2
        return [(first + LINE * place, line) for place, line in enumerate(self.words)]


@dataclass(frozen=True)
class Picture:
    """Who may receive what for: purposes on the left, recipients on the right, a line for each pair that is allowed."""

    purposes: tuple[Node, ...]
    recipients: tuple[Node, ...]
    pairs: tuple[tuple[float, float], ...]  # from how far down on the left to how far down on the right
    height: int
    in_words: str


def picture_of(policy: Policy) -> Picture | None:
    """Who receives information for what; None where the notice names no recipient."""
    if not policy.recipients:
        return None
    purposes = [one for one in policy.purposes if any(one.code in kind.purposes for kind in policy.recipients)]
    height = STEP * max(len(purposes), len(policy.recipients))
    left = _nodes([one.label for one in purposes], height)
    right = _nodes([kind.label for kind in policy.recipients], height)
    at = {one.code: node.y for one, node in zip(purposes, left, strict=True)}
    pairs = [(at[code], node.y) for kind, node in zip(policy.recipients, right, strict=True) for code in kind.purposes]
    counted = f"{len(purposes)} purposes on the left, {len(policy.recipients)} kinds of recipients on the right"
    return Picture(left, right, tuple(pairs), height, f"{counted}, and {len(pairs)} lines between them.")


def _nodes(labels: list[str], height: int) -> tuple[Node, ...]:
    """Labels spread over the height, each in lines that fit."""
    step = height / len(labels)
    return tuple(Node(tuple(wrap(label, WIDE)), step * (place + 0.5)) for place, label in enumerate(labels))
