"""What a council says instead of its file, laid over it: its own settings, and promises that it holds itself to more strictly.

The file stays what it is. Each setting is measured against the file, never against what stands over it, so that two steps cannot
loosen what one may not; and the whole is checked like a file. The fingerprint changes with the layer.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import reduce

from earlyhelp.policy import own_settings, promised_settings
from earlyhelp.policy.adjustments import Adjustment, Kind, LayerError
from earlyhelp.policy.answers import READING
from earlyhelp.policy.checks import check, check_together
from earlyhelp.policy.errors import PolicyError
from earlyhelp.policy.schema import Policy
from earlyhelp.policy.where import Source

KINDS: dict[str, Kind] = {kind.code: kind for kind in (*promised_settings.KINDS, *own_settings.KINDS, READING)}
GROUPS = {
    "keeping": "How long records are kept",
    "sharing": "Who receives information",
    "time": "When things are to be done",
    "services": "Services",
    "words": "Words",
    "answers": "What the notice leaves to the council",
}


@dataclass(frozen=True)
class Thing:
    """Something that a council may set, as its file has it."""

    kind: Kind
    entry: str
    label: str
    value: str
    source: str


def things(policy: Policy, group: str = "") -> Iterator[Thing]:
    """Everything that may be set, or what belongs to one group, in the order of the file."""
    for kind in KINDS.values():
        if group in ("", kind.group):
            for entry, label in kind.entries(policy).items():
                yield Thing(kind, entry, label, kind.read(policy, entry), kind.source(policy, entry))


def thing(policy: Policy, what: str, entry: str) -> Thing | None:
    """The thing of this kind and entry; None where this notice has none."""
    kind = KINDS.get(what)
    label = kind.entries(policy).get(entry) if kind else None
    if kind is None or label is None:
        return None
    return Thing(kind, entry, label, kind.read(policy, entry), kind.source(policy, entry))


def fault(policy: Policy, adjustment: Adjustment) -> str:
    """Why this file may not have this setting, in a sentence; empty where it may. Without a value the file's own stands."""
    about = thing(policy, adjustment.what, adjustment.entry)
    if about is None:
        return "This notice has nothing of the kind."
    if not adjustment.value:
        return ""
    if about.value and adjustment.value == about.value:
        return f"That is what stands there without a setting: {about.kind.say(policy, about.entry, about.value)}."
    return about.kind.fault(policy, adjustment.entry, adjustment.value)


def newest(adjustments: Iterable[Adjustment]) -> tuple[Adjustment, ...]:
    """The last one of each thing, those that went back to the file left out."""
    last = {one.thing: one for one in adjustments}
    return tuple(one for one in last.values() if one.value)


def that_fit(policy: Policy, adjustments: Iterable[Adjustment]) -> tuple[Adjustment, ...]:
    """Those that this file may have. A new notice may promise more than an old setting did, or speak of something no more."""
    fitting: tuple[Adjustment, ...] = ()
    for one in newest(adjustments):
        try:
            layered(policy, (*fitting, one))
        except PolicyError:
            continue
        fitting = (*fitting, one)
    return fitting


def layered(policy: Policy, adjustments: Iterable[Adjustment]) -> Policy:
    """The policy with these settings over it. Raises LayerError, with a sentence, where one of them may not be."""
    chosen = [one for one in newest(adjustments) if KINDS[one.what] is not READING]
    if not chosen:
        return policy
    for one in chosen:
        if sentence := fault(policy, one):
            raise LayerError(sentence)
    laid = tuple(replace(one, was=_was(policy, one)) for one in chosen)
    result = reduce(_put, laid, policy)
    _check(result)
    return replace(result, layer=laid, fingerprint=_fingerprint(policy, laid))


def _was(policy: Policy, one: Adjustment) -> str:
    kind = KINDS[one.what]
    value = kind.read(policy, one.entry)
    return kind.say(policy, one.entry, value) if value or kind.asks == "yes" else ""


def _put(policy: Policy, one: Adjustment) -> Policy:
    """One more over it; what an earlier one has taken away with it, a later one finds gone already."""
    return KINDS[one.what].put(policy, one)


def _check(policy: Policy) -> None:
    """The checks of a file; of two notices in force together, theirs."""
    checked = check_together if "," in policy.name else check
    try:
        checked(policy, Source(policy.file_name, ()))
    except PolicyError as error:
        raise LayerError(f"With this setting the notice would contradict itself. {error}") from error


def _fingerprint(policy: Policy, laid: Iterable[Adjustment]) -> str:
    """Of the file and of what is laid over it, in whatever order that came."""
    lines = sorted([*one.thing, one.value, str(one.number)] for one in laid)
    return hashlib.sha256(json.dumps([policy.fingerprint, lines]).encode()).hexdigest()
