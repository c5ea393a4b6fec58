"""What a setting would do to the dates of records, before anybody has said yes to it: worked out by the same function as the dates."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.urls import reverse

from access.slots import Count, Effect, Moved
from cases.models import Case
from cases.stages import Stage
from earlyhelp.policy.adjustments import Adjustment
from earlyhelp.policy.layer import KINDS
from earlyhelp.policy.years import said
from retention.operations import clocks, facts
from retention.operations.promises import Promises

SAMPLE = 10
# What may happen to a date, those first that somebody should look at first.
MOVES = ("newly_due", "earlier", "newly_dated", "no_longer_dated", "later")
Values = dict[str, Any]


def effect(setting: Adjustment, on: date) -> Effect | None:
    """How many closed records would move if this held, and some of them; None for a setting that has to do with no date.

    `on` is the day from which it would hold: what is newly due is due on that day. An open record has no date, whatever holds.
    """
    kind = KINDS.get(setting.what)
    if kind is None or not kind.keeping:
        return None
    counted: Counter[tuple[str, str]] = Counter()
    sample: list[tuple[int, Moved]] = []
    digest = hashlib.sha256()
    for case, before, after in _moved(setting):
        moves = moves_of(before, after, on)
        counted.update((before["record_class"], move) for move in moves)
        moved = _told(case, before, after)
        digest.update(json.dumps([case.reference, moves, moved.before, moved.after]).encode())
        sample = sorted([*sample, (MOVES.index(moves[0]), moved)], key=lambda one: (one[0], one[1].reference))[:SAMPLE]
    counts = tuple(
        Count(facts.class_in_words(code), **{move: counted[code, move] for move in MOVES})
        for code in facts.CLASSES
        if any(counted[code, move] for move in MOVES)
    )
    return Effect((), counts, tuple(moved for _, moved in sample), digest.hexdigest())


def _moved(setting: Adjustment) -> Iterator[tuple[Case, Values, Values]]:
    now, then = Promises.in_force(), Promises.if_set(setting)
    closed = Case.objects.filter(stage=Stage.CLOSED)
    for keys in clocks.chunks(closed):
        cases = closed.filter(pk__in=keys).order_by("pk")
        for case, (before, after) in clocks.work_out_under(list(cases), now, then):
            if before["keep_until"] != after["keep_until"]:
                yield case, before, after


def moves_of(before: Values, after: Values, on: date) -> list[str]:
    """What happens to one date, in the order of MOVES."""
    was, becomes = before["keep_until"], after["keep_until"]
    found = {
        "newly_due": _due(after, on) and not _due(before, on),
        "earlier": bool(was and becomes and becomes < was),
        "newly_dated": becomes is not None and was is None,
        "no_longer_dated": was is not None and becomes is None,
        "later": bool(was and becomes and becomes > was),
    }
    return [move for move in MOVES if found[move]]


def _due(values: Values, on: date) -> bool:
    return values["dispose_from"] is not None and values["dispose_from"] <= on and not values["held"]


def _told(case: Case, before: Values, after: Values) -> Moved:
    return Moved(
        case.reference,
        facts.class_in_words(after["record_class"]),
        _until(before),
        _until(after),
        _why(after),
        reverse("retention:case_retention", args=[case.reference]),
    )


def _why(values: Values) -> str:
    """The paragraph, or why there is no date: a preview is kept longer than its records, so nothing of what they are about is in it."""
    return values["rule_source"] if values["keep_until"] else values["because"][0]


def _until(values: Values) -> str:
    if values["keep_until"]:
        return f"kept until {said(values['keep_until'])}"
    return {"held": "held, no date", "needs_person": "no date: a fact is missing"}.get(values["state"], "no date")
