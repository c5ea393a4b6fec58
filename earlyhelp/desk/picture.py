"""Who may receive what for, as a drawing that fits any screen: one panel for all who receive information for the same purposes."""

from __future__ import annotations

from dataclasses import dataclass

from earlyhelp.policy import Policy

WIDE = 4  # a panel with more recipients takes the whole width


@dataclass(frozen=True)
class Panel:
    """Purposes, an arrow, and everybody who may receive information for each of them."""

    purposes: tuple[str, ...]
    recipients: tuple[str, ...]

    @property
    def is_wide(self) -> bool:
        return len(self.recipients) > WIDE

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Every recipient with every purpose: what the panel says is allowed."""
        return [(recipient, purpose) for recipient in self.recipients for purpose in self.purposes]


@dataclass(frozen=True)
class Picture:
    """The panels, in the order of the notice, and what somebody hears who does not see them."""

    panels: tuple[Panel, ...]
    in_words: str


def picture_of(policy: Policy) -> Picture | None:
    """Who receives information for what; None where the notice names no recipient."""
    if not policy.recipients:
        return None
    alike: dict[frozenset[str], list[str]] = {}
    for kind in policy.recipients:
        alike.setdefault(frozenset(kind.purposes), []).append(kind.label)
    panels = tuple(
        Panel(tuple(one.label for one in policy.purposes if one.code in codes), tuple(labels))
        for codes, labels in alike.items()
    )
    return Picture(panels, _in_words(policy, panels))


def _in_words(policy: Policy, panels: tuple[Panel, ...]) -> str:
    pairs = sum(len(panel.pairs) for panel in panels)
    groups = "one group" if len(panels) == 1 else f"{len(panels)} groups"
    kinds = f"{len(policy.recipients)} kind{'' if len(policy.recipients) == 1 else 's'} of recipients"
    return f"{kinds} in {groups}, each with its purposes: {pairs} pairs that are allowed."
