"""What in the notices in force is lawful to say and doubtful all the same: warnings for the Data Protection Officer."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from typing import Any

from django.conf import settings

from access import notice
from access.views.pages import Page
from earlyhelp.policy import available, load
from earlyhelp.policy.doubts import Doubt, doubts
from earlyhelp.policy.schema import Policy
from earlyhelp.policy.superseded import superseded
from earlyhelp.policy.vocabulary import DOUBTS

NAMED_BY = ("label", "study", "text", "name")  # what an entry calls itself, the first that it has


@dataclass(frozen=True)
class Row:
    """A doubt beside the words that the page needs: whose notice, and what the entry is called."""

    notice: str
    entry: str
    doubt: Doubt


@dataclass(frozen=True)
class Kind:
    """Doubts that have something in common: what, why it matters, and each entry of a notice with its doubts."""

    heading: str
    why: str
    entries: list[tuple[str, list[Row]]]


def rows() -> list[Row]:
    """Every doubt about every notice in force, each notice held against the others of its council."""
    return [Row(one.council.notice, entry_of(one, found), found) for one, found in _found()]


def by_kind(found: Iterable[Row]) -> list[Kind]:
    """Rows below what they have in common; kinds without any are left out."""
    grouped: dict[str, dict[tuple[str, str], list[Row]]] = {kind: {} for kind in DOUBTS}
    for row in found:
        grouped[row.doubt.kind].setdefault((row.notice, row.entry), []).append(row)
    return [
        Kind(*DOUBTS[kind], [(entry, same) for (_notice, entry), same in entries.items()])
        for kind, entries in grouped.items()
        if entries
    ]


def entry_of(policy: Policy, doubt: Doubt) -> str:
    """What the doubted entry is called in the file, or nothing where the doubt is about the notice as a whole."""
    for item in fields(policy):
        if item.metadata.get("section") == doubt.section and doubt.entry:
            for entry in getattr(policy, item.name):
                if doubt.entry in (
                    getattr(entry, "code", ""),
                    getattr(entry, "record", ""),
                    getattr(entry, "cohort", ""),
                ):
                    return next((str(getattr(entry, name)) for name in NAMED_BY if getattr(entry, name, "")), "")
    return ""


def _found() -> Iterator[tuple[Policy, Doubt]]:
    """Of two notices in force, what they say against each other is told once, with the first."""
    names = settings.COUNCIL.split(",")
    for place, name in enumerate(names):
        others = [load(other) for other in available() if other not in names[:place]]
        yield from ((load(name), doubt) for doubt in doubts(load(name), others))


class Doubts(Page):
    """Each doubt with the paragraph that it is about. Nothing stops for one: the council puts it right in its notice."""

    template_name = "desk/promises/doubts.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = rows()
        return super().get_context_data(
            kinds=by_kind(found),
            total=len(found),
            several="," in settings.COUNCIL,
            policy=notice.policy(),
            table=superseded().version,
            **kwargs,
        )
