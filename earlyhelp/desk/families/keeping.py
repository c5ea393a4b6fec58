"""Where information is kept and for how long: the notice's periods, the council's own, and what has none yet."""

from __future__ import annotations

from datetime import date

from earlyhelp.desk.families.known import Known, in_brackets, set_on
from earlyhelp.desk.families.prose import Section, Table, listing, number, word
from earlyhelp.policy.called import inside
from earlyhelp.policy.keeping import Hold, Rule
from earlyhelp.policy.years import said

YEARS_END = {"financial": "end_of_financial_year", "calendar": "end_of_calendar_year"}
RUNNING = "end_of_current_year"


def places(known: Known) -> Section:
    """Where information is worked with, and where whoever receives it has to be."""
    told = tuple(
        f"{word('PLACE_KINDS', one.code)} {listing([word('TERRITORIES', place) for place in one.within])}."
        for one in known.policy.places
    )
    return Section("places", "Where it is kept", told)


def how_long(known: Known) -> Section:
    """Every class of record that has a period, whose period it is, and what happens to the others."""
    rules = [rule for record in _records(known) for rule in known.rules(record)]
    rows = tuple((word("RECORDS", rule.record), _period(known, rule)) for rule in rules)
    table = Table("How long each kind of record is kept", ("Record", "Kept for"), rows) if rows else None
    told = [*_unset(known, rules), *_elsewhere(known)]
    after = [*_year(known, rules), *(words for hold in known.policy.holds for words in _hold(known, hold))]
    return Section("how-long", "How long we keep it", tuple(told), table=table, after=tuple(after))


def _records(known: Known) -> list[str]:
    """The classes that the notice speaks of or asks the council about."""
    stated = [rule.record for rule in known.policy.retention]
    return list(dict.fromkeys([*stated, *(one.record for one in known.policy.readings if one.record)]))


def _unset(known: Known, rules: list[Rule]) -> list[str]:
    """What has no period: then nothing of it is destroyed."""
    if not rules:
        return ["The notice names no period. Until the council has set one, nothing is destroyed."]
    without = [record for record in _records(known) if not known.rules(record)]
    if not without:
        return []
    kinds = listing([inside(word("RECORDS", record)) for record in without])
    return [f"The notice names no period for these: {kinds}. Until the council has set one, they are not destroyed."]


def _elsewhere(known: Known) -> list[str]:
    topic = known.policy.topic("retention")
    return [f"More stands in: {topic.reference}."] if topic.reference else []


def _period(known: Known, rule: Rule) -> str:
    years = f"{rule.keep.years} year{'' if rule.keep.years == 1 else 's'}"
    end = "" if rule.at_end == "dispose" else "; then somebody looks whether it has to be kept longer"
    whose = in_brackets(known.whose(rule))
    return f"{years} {word('STARTS', rule.starts)}{_then(known, rule)}{end}{whose}"


def _then(known: Known, rule: Rule) -> str:
    """To the end of which year it is kept besides: the one that the council has chosen where the notice does not say."""
    chosen = known.answer("current_year") if rule.keep.then == RUNNING else None
    if chosen is None:
        return word("THEN", rule.keep.then)
    return f"{word('THEN', YEARS_END[chosen.value])} (which year: {set_on(chosen.since)})"


def _year(known: Known, rules: list[Rule]) -> list[str]:
    """That no year has been chosen, where a period waits for one."""
    waiting = [inside(word("RECORDS", rule.record)) for rule in rules if rule.keep.then == RUNNING]
    if not waiting or known.answer("current_year"):
        return []
    return [
        f"Which year is meant, the notice does not say and the council has not said yet. Until it has, this is not destroyed:"
        f" {listing(waiting)}."
    ]


def _hold(known: Known, hold: Hold) -> list[str]:
    stop = (
        f"{hold.label}: {word('HOLD_SCOPES', hold.applies_to)} are not destroyed until {number(hold.plus_years)} years"
        " after the last of them has ended, or until their own time has come where that is later"
    )
    return [f"{stop}{in_brackets(known.by_setting('hold_years', hold.code))}.", _inquiries(known, hold)]


def _inquiries(known: Known, hold: Hold) -> str:
    """Which of them the council has named, and that all waits for those without an end."""
    named = [(one, _ended(one.value)) for one in known.entered if one.key == hold.reading]
    if not named:
        return "The council has not said yet when one of them ended. Until it has, nothing of this is destroyed."
    told = listing(
        [
            f"{one.subject or 'an inquiry'} {f'ended on {said(end)}' if end else 'still goes on'} ({set_on(one.since)})"
            for one, end in named
        ]
    )
    waits = "" if all(end for _, end in named) else " While one goes on, nothing of this is destroyed."
    return f"The council knows of these: {told}.{waits}"


def _ended(value: str) -> date | None:
    """The day on which one ended; what is no day is no end."""
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None
