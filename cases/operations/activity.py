"""Everything that happened on a case, as one list: what casework did, and what upper floors add. Apart from the chronology."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from typing import Any

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from access import clock, slots
from access.labels import worded
from access.slots import Happening, Telling
from cases.models import (
    Allocation,
    AssessmentStep,
    Case,
    Document,
    LevelOfNeed,
    Note,
    Referral,
    Review,
    ServiceReceived,
    Triage,
)
from cases.operations import closure, documents, levels, notes, services
from earlyhelp.database.together import ask_together


def activity_of(case: Case, size: int) -> list[Happening]:
    """What happened, newest first: of each kind of row no more than the newest `size`, all asked for at once."""
    makers = (
        _referrals,
        _joined,
        _triages,
        _levels,
        _allocations,
        _services,
        _notes,
        _documents,
        _assessments,
        _reviews,
        *slots.activity.fillings,
    )
    told = [telling for make in makers for telling in make(case)]
    found = [*_closing(case), *_lines(told, size)]
    return sorted(found, key=lambda one: one.at, reverse=True)


def _lines(told: list[Telling], size: int) -> Iterator[Happening]:
    rows = [telling.rows[:size] for telling in told]
    ask_together(*rows)
    for telling, found in zip(told, rows, strict=True):
        for one in found:
            yield from telling.lines(one)


def kinds_of(found: list[Happening]) -> list[str]:
    """The kinds that there are, in the order of the alphabet."""
    return sorted({one.kind for one in found})


def title_of(note: Note) -> str:
    """What a note's line says first: what it was, and where."""
    return f"{note.get_kind_display()}{f', {note.place}' if note.place else ''}"


def _referrals(case: Case) -> Iterator[Telling]:
    def lines(one: Referral) -> Iterator[Happening]:
        yield Happening(one.sent_at, "Referral", "Referral received", one.happening, str(one.sent_by))

    yield Telling(case.referrals.select_related("sent_by").order_by("-sent_at", "pk"), lines)


def _joined(case: Case) -> Iterator[Telling]:
    """Other referrals that the hub joined to this case."""

    def lines(one: Triage) -> Iterator[Happening]:
        title, href = f"Another referral was joined: {one.case.reference}", one.case.get_absolute_url()
        yield Happening(one.decided_at, "Referral", title, one.because, str(one.decided_by), href)

    found = Triage.objects.filter(other_case_key=case.pk).select_related("case", "decided_by")
    yield Telling(found.order_by("-decided_at", "pk"), lines)


def _triages(case: Case) -> Iterator[Telling]:
    def lines(one: Triage) -> Iterator[Happening]:
        yield Happening(one.decided_at, "Decision", one.get_decision_display(), one.because, str(one.decided_by))

    yield Telling(case.triages.select_related("decided_by").order_by("-decided_at", "pk"), lines)


def _levels(case: Case) -> Iterator[Telling]:
    """Each judgement of the level of need; above early help with what follows."""

    def lines(one: LevelOfNeed) -> Iterator[Happening]:
        title = f"Level of need: {one}{f'. {one.get_way_display()}' if one.way else ''}"
        yield Happening(one.judged_at, "Level of need", title, one.because, str(one.judged_by))

    yield Telling(levels.judged(case), lines)


def _services(case: Case) -> Iterator[Telling]:
    """Services that began, and what came of those that ended."""

    def lines(one: ServiceReceived) -> Iterator[Happening]:
        name, by = f"{services.named(one.service, one.other)}, {one.provider}", str(one.recorded_by)
        yield Happening(_at_noon(one.since), "Service", f"Service began: {name}", _outside(one.outside_because), by)
        if one.until:
            yield Happening(_at_noon(one.until), "Service", f"Service ended: {name}", one.came_of_it)

    yield Telling(services.received(case).order_by(Coalesce("until", "since").desc(), "pk"), lines)


def _outside(because: str) -> str:
    return f"Outside its ages: {because}" if because else ""


def _at_noon(day: date) -> datetime:
    return datetime.combine(day, time(12), clock.UK)


def _allocations(case: Case) -> Iterator[Telling]:
    def lines(one: Allocation) -> Iterator[Happening]:
        title, words = f"Allocated to {one.worker}, {one.team}", _joined_up(one.because, _outside(one.outside_because))
        yield Happening(one.since, "Allocation", title, words, str(one.decided_by))

    yield Telling(case.allocations.select_related("worker__user", "team", "decided_by").order_by("-since", "pk"), lines)


def _documents(case: Case) -> Iterator[Telling]:
    """What was handed in, and what was withdrawn of it."""

    def lines(one: Document) -> Iterator[Happening]:
        href = reverse("cases:documents", args=[case.reference])
        yield Happening(one.uploaded_at, "Document", f"Document added: {one.title}", "", str(one.uploaded_by), href)
        if one.withdrawn_at:
            title, by = f"Document withdrawn: {one.title}", str(one.withdrawn_by)
            yield Happening(one.withdrawn_at, "Document", title, one.because, by, href)

    yield Telling(documents.of_case(case).order_by(Coalesce("withdrawn_at", "uploaded_at").desc(), "pk"), lines)


def _notes(case: Case) -> Iterator[Telling]:
    """Each with the correction that stands in its place, if there is one."""

    def lines(one: Any) -> Iterator[Happening]:
        yield _note(case, one)

    correction = Note.objects.filter(corrects=OuterRef("pk"))
    by, why = (Subquery(correction.values(field)[:1]) for field in ("author__name", "because"))
    found = notes.with_people(case.notes.select_related("author")).annotate(corrected_by=by, corrected_because=why)
    yield Telling(found.order_by("-happened_on", Coalesce("happened_at", time(12)).desc(), "pk"), lines)


def _note(case: Case, note: Any) -> Happening:
    moment = datetime.combine(note.happened_on, note.happened_at or time(12), clock.UK)
    corrected, taken_back = note.corrected_by is not None, note.corrects_id and not note.text
    needs = note.needs_met and f"Language and format: {note.needs_met}"
    said, then = note.said and f"Said: {note.said}", note.next_steps and f"Next: {note.next_steps}"
    words = (note.text, said, then, needs, notes.who_in_words(note), notes.marks_in_words(note))
    return Happening(
        moment,
        "Note",
        title_of(note),
        f"The note was taken back: {note.because}" if taken_back and not corrected else _joined_up(*words),
        f"{note.author}, written on {clock.uk_date(note.recorded_at):%-d %B %Y}",
        reverse("cases:note", args=[case.reference, note.pk]),
        f"Corrected by {note.corrected_by}: {note.corrected_because.rstrip('.')}" if corrected else "",
    )


def _joined_up(*words: str) -> str:
    return "\n".join(filter(None, words))


def _assessments(case: Case) -> Iterator[Telling]:
    def lines(one: AssessmentStep) -> Iterator[Happening]:
        title, number = one.get_kind_display().lower(), one.assessment.number
        href = reverse("cases:assessment", args=[case.reference, number])
        words = worded("{Assessment} {number}: {title}", number=number, title=title)
        yield Happening(one.at, worded("{Assessment}"), words, one.words, str(one.by), href)

    yield Telling(case.assessment_steps.select_related("assessment", "by").order_by("-at", "pk"), lines)


def _reviews(case: Case) -> Iterator[Telling]:
    def lines(one: Review) -> Iterator[Happening]:
        assert one.recorded_at is not None  # what is asked for
        title = f"Review: {one.get_decided_display().lower()}"
        yield Happening(one.recorded_at, "Review", title, one.progress, str(one.held_by))

    held = case.reviews.exclude(held_on=None).exclude(recorded_at=None)
    yield Telling(held.select_related("held_by").order_by("-recorded_at", "pk"), lines)


def _closing(case: Case) -> Iterable[Happening]:
    closing = closure.closing_of(case)
    if closing is None:
        return []
    moment = datetime.combine(closing.on, time(23, 59), clock.UK)
    title = f"Closed: {closing.outcome.lower() or 'no outcome recorded'}"
    return [Happening(moment, "Closing", title, closing.because, closing.by)]
