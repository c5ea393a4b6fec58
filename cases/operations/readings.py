"""Looking through readings across cases: which references may be named, who held what they opened, and where the glass was broken."""

import re
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Count, Max

from access.models import AccessEvent
from access.models.readings import EventQuerySet
from cases.models import BreakGlass, Case
from earlyhelp.database.questions import rows_of

REFERENCE = re.compile(r"EH-[0-9A-Z]{7}")
OF_SEVERAL = ("list", "search")  # kinds that name cases by reference in one field


def about(reference: str, rows: EventQuerySet) -> list[EventQuerySet]:
    """Readings of one case, and lists and searches that showed it, each in the order of an index of its own.

    Where the case does not exist for whoever looks, what its own readings say is all: and of those the wall shows none.
    """
    case = Case.objects.filter(reference=reference).only("pk").first()
    if case is None:  # also one that was destroyed: its readings stay
        return [rows.filter(case_reference=reference)]
    shown = [rows.filter(kind=kind, fields__contains=[reference]) for kind in OF_SEVERAL]
    return [rows.filter(case_key=case.pk), *shown]


def named_in(events: Iterable[AccessEvent]) -> set[str]:
    """The references that lists and searches among these hold, as far as whoever looks may know of the cases."""
    found = {name for event in events for name in event.fields if REFERENCE.fullmatch(name)}
    ((shown,),) = rows_of("SELECT earlyhelp_in_sight(%s)", [sorted(found)])
    return set(shown)


def still_there(events: Iterable[AccessEvent]) -> set[str]:
    """The references of cases among these that can still be looked at: readings outlive a case."""
    named = {event.case_reference for event in events} - {""}
    return set(Case.objects.filter(reference__in=named).values_list("reference", flat=True))


def glass_behind(events: Iterable[AccessEvent]) -> dict[UUID, str]:
    """The reason that was given, by the reading that rests on it: the breaking of the glass, and what was opened in that hour."""
    rows = [event for event in events if event.case_key]
    people, cases = {event.user_key for event in rows}, {event.case_key for event in rows}
    broken = list(BreakGlass.objects.filter(user__in=people - {None}, case__in=cases))
    return {
        event.pk: glass.because
        for event in rows
        for glass in broken
        if (glass.user_id, glass.case_id) == (event.user_key, event.case_key)
        and glass.opened_at <= event.at < glass.ends_at
    }


def of_one(user_key: int, rows: EventQuerySet) -> EventQuerySet:
    """What one person opened, from the index of their readings."""
    return rows.filter(user_key=user_key)


def by_kind(rows: EventQuerySet) -> list[tuple[str, str, int]]:
    """Kind, outcome and how many, the most frequent first."""
    counted = rows.order_by().values_list("kind", "outcome").annotate(times=Count("id"))
    return list(counted.order_by("-times", "kind"))


def by_case(rows: EventQuerySet, most: int) -> list[dict[str, Any]]:
    """The cases of these readings, the one that was opened last first: reference, how often, when last."""
    counted = rows.exclude(case_key=None).order_by().values("case_key", "case_reference")
    return list(counted.annotate(times=Count("id"), last=Max("at")).order_by("-last")[:most])


def held(user_key: int, cases: Iterable[UUID]) -> dict[UUID, str]:
    """How somebody ever came to these cases: `held`, `glass` alone, `gone` with the case, or nothing. Asked of the database: grants are out of sight."""
    return dict(rows_of("SELECT key, how FROM earlyhelp_held(%s, %s::uuid[])", [user_key, list(cases)]))
