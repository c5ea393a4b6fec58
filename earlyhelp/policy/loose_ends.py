"""What is left when something was taken out of a policy: nothing points to what is not there any more."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import MISSING, fields, replace
from typing import Any

from earlyhelp.policy.schema import Policy
from earlyhelp.policy.sharing import Recipient


def with_purposes(recipients: Iterable[Recipient], purposes: Collection[str]) -> tuple[Recipient, ...]:
    """Each with those of its purposes that are left; without one it receives nothing by purpose."""
    left = (replace(kind, purposes=tuple(code for code in kind.purposes if code in purposes)) for kind in recipients)
    return tuple(kind for kind in left if kind.purposes)


def without_loose_ends(policy: Policy) -> Policy:
    """Take out what points at what only one of them named, until nothing does."""
    while True:
        kept: dict[str, Any] = {
            item.name: tuple(filter(None, (_tied(policy, entry) for entry in value)))
            for item in fields(policy)
            if isinstance(value := getattr(policy, item.name), tuple)
        }
        tidied = replace(policy, **kept)
        if tidied == policy:
            return policy
        policy = tidied


def _tied(policy: Policy, entry: Any) -> Any:
    """The entry with references that lead somewhere; None where it means nothing without one, or would mean everybody."""
    for item in fields(entry):
        sections = item.metadata.get("refers", ())
        value = getattr(entry, item.name)
        if not sections:
            continue
        if not value:
            if value == () and item.default is MISSING:
                return None
            continue
        there = {other.code for section in sections for other in getattr(policy, section)}
        if isinstance(value, str):
            if value not in there:
                return None
            continue
        left = tuple(code for code in value if code in there)
        if not left and item.name not in MAY_END_EMPTY:
            return None
        entry = replace(entry, **{item.name: left})
    if hasattr(entry, "only_if"):
        entry = replace(entry, only_if=tuple(one for one in entry.only_if if one.purpose in entry.purposes))
    return entry


# Empty, they say that nothing is stated. Any other list of references that ends empty takes its entry with it.
MAY_END_EMPTY = {"bases", "powers", "serves", "readings", "then"}
