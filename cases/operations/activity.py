"""Everything that happened on a case, as one list: what casework did, and what upper floors add. Apart from the chronology."""

from datetime import date, datetime, time
from typing import Any

from django.urls import reverse

from access import clock, slots
from access.labels import worded
from access.slots import Happening
from cases.models import Case, Note, Triage
from cases.operations import levels, services


def activity_of(case: Case, kind: str = "") -> list[Happening]:
    """What happened, newest first; of one kind where one is named."""
    makers = (
        _referrals,
        _joined,
        _triages,
        _levels,
        _allocations,
        _services,
        _notes,
        _assessments,
        _reviews,
        _closing,
        *slots.activity.fillings,
    )
    found = [one for make in makers for one in make(case)]
    return sorted((one for one in found if kind in ("", one.kind)), key=lambda one: one.at, reverse=True)


def kinds_of(found: list[Happening]) -> list[str]:
    """The kinds that there are, in the order of the alphabet."""
    return sorted({one.kind for one in found})


def title_of(note: Note) -> str:
    """What a note's line says first: what it was, and where."""
    return f"{note.get_kind_display()}{f', {note.place}' if note.place else ''}"


def _referrals(case: Case) -> list[Happening]:
    return [
        Happening(one.sent_at, "Referral", "Referral received", one.happening, str(one.sent_by))
        for one in case.referrals.select_related("sent_by")
    ]


def _joined(case: Case) -> list[Happening]:
    """Other referrals that the hub joined to this case."""
    return [
        Happening(
            one.decided_at,
            "Referral",
            f"Another referral was joined: {one.case.reference}",
            one.because,
            str(one.decided_by),
            one.case.get_absolute_url(),
        )
        for one in Triage.objects.filter(other_case_key=case.pk).select_related("case", "decided_by")
    ]


def _triages(case: Case) -> list[Happening]:
    return [
        Happening(one.decided_at, "Decision", one.get_decision_display(), one.because, str(one.decided_by))
        for one in case.triages.select_related("decided_by")
    ]


def _levels(case: Case) -> list[Happening]:
    """Each judgement of the level of need; above early help with what follows."""
    return [
        Happening(
            one.judged_at,
            "Level of need",
            f"Level of need: {one}{f'. {one.get_way_display()}' if one.way else ''}",
            one.because,
            str(one.judged_by),
        )
        for one in levels.judged(case)
    ]


def _services(case: Case) -> list[Happening]:
    """Services that began, and what came of those that ended."""
    found = []
    for one in services.received(case):
        name, by = f"{services.named(one.service, one.other)}, {one.provider}", str(one.recorded_by)
        outside = one.outside_because and f"Outside its ages: {one.outside_because}"
        found.append(Happening(_at_noon(one.since), "Service", f"Service began: {name}", outside, by))
        if one.until:
            found.append(Happening(_at_noon(one.until), "Service", f"Service ended: {name}", one.came_of_it))
    return found


def _at_noon(day: date) -> datetime:
    return datetime.combine(day, time(12), clock.UK)


def _allocations(case: Case) -> list[Happening]:
    return [
        Happening(
            one.since,
            "Allocation",
            f"Allocated to {one.worker}, {one.team}",
            "\n".join(filter(None, (one.because, one.outside_because and f"Outside its ages: {one.outside_because}"))),
            str(one.decided_by),
        )
        for one in case.allocations.select_related("worker__user", "team", "decided_by")
    ]


def _notes(case: Case) -> list[Happening]:
    found = case.notes.select_related("author").prefetch_related("corrections__author", "people__person")
    return [_note(case, one) for one in found]


def _note(case: Case, note: Note) -> Happening:
    correction = next(iter(note.corrections.all()), None)
    moment = datetime.combine(note.happened_on, note.happened_at or time(12), clock.UK)
    words: list[Any] = [note.text, note.said and f"Said: {note.said}", note.next_steps and f"Next: {note.next_steps}"]
    words.append(note.needs_met and f"Language and format: {note.needs_met}")
    gone = ""
    if correction is not None:
        gone = f"Corrected by {correction.author}: {correction.because}"
    elif note.corrects_id and not note.text:
        words, gone = ["The note was taken back."], ""
    return Happening(
        moment,
        "Note",
        title_of(note),
        "\n".join(filter(None, words)),
        f"{note.author}, written on {clock.uk_date(note.recorded_at):%-d %B %Y}",
        "" if correction is not None else reverse("cases:correct_note", args=[case.reference, note.pk]),
        gone,
    )


def _assessments(case: Case) -> list[Happening]:
    return [
        Happening(
            one.at,
            worded("{Assessment}"),
            worded("{Assessment} {number}: {kind}", number=one.assessment.number, kind=one.get_kind_display().lower()),
            one.words,
            str(one.by),
            reverse("cases:assessment", args=[case.reference, one.assessment.number]),
        )
        for one in case.assessment_steps.select_related("assessment", "by")
    ]


def _reviews(case: Case) -> list[Happening]:
    return [
        Happening(
            one.recorded_at, "Review", f"Review: {one.get_decided_display().lower()}", one.progress, str(one.held_by)
        )
        for one in case.reviews.exclude(held_on=None).select_related("held_by")
        if one.recorded_at
    ]


def _closing(case: Case) -> list[Happening]:
    if case.closed_on is None:
        return []
    moment = datetime.combine(case.closed_on, time(23, 59), clock.UK)
    return [Happening(moment, "Closing", f"Closed: {case.get_outcome_display().lower() or 'no outcome recorded'}")]
