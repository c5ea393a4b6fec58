"""What consent/ puts into places on lower pages: the banner’s warning, what happened, what is due, Today’s concerns."""

from collections.abc import Iterator
from typing import Any

from django.db.models import F
from django.urls import reverse

from access import clock
from access.models import Staff
from access.slots import Due, Happening, Job, Telling, Worked
from cases.models import Case
from consent.models import Agreement, Concern, Consent, NoticeGiven, Refusal
from consent.operations import agreements, concerns, consents, notices
from earlyhelp.database.together import ask_together, count_together


def not_told_or_agreed(case: Case) -> dict[str, Any]:
    """The banner's lines: whom nobody has told yet, and that nobody has agreed to take part. Both are asked at once.

    Row security leaves both lists empty for roles without a grant, and those see no household either.
    """
    told, agreed = notices.given_in(case), agreements.in_force(case)
    ask_together(told, agreed)
    missing = notices.not_told(case, told)
    lines = {"not_told": ", ".join(person.full_name for person in missing)} if missing else {}
    if case.household and agreements.not_agreed(case, agreed):
        lines["not_agreed"] = agreements.to_ask()
    return lines


def telling_of(case: Case) -> list[Telling]:
    """Who was told, agreed, consented, said no or withdrew, and when it was recorded."""
    href = reverse("consent:privacy", args=[case.reference])

    def told(one: NoticeGiven) -> Iterator[Happening]:
        title = f"{one.person} {'was told how information is used' if one.told else 'has not been told yet'}"
        yield Happening(one.recorded_at, "Privacy", title, one.reason, str(one.given_by), href)

    def agreed(one: Agreement) -> Iterator[Happening]:
        title = f"{one.person} agreed to take part"
        yield Happening(one.recorded_at, "Privacy", title, "", str(one.recorded_by), href)

    def consented(one: Consent) -> Iterator[Happening]:
        withdrawn = f", and withdrew on {one.withdrawn_on:%-d %B %Y}" if one.withdrawn_on else ""
        title = f"{one.person} consented{withdrawn}"
        yield Happening(one.recorded_at, "Privacy", title, "", str(one.recorded_by), href)

    def refused(one: Refusal) -> Iterator[Happening]:
        title = f"{one.person} was asked for consent on {one.asked_on:%-d %B %Y} and said no"
        yield Happening(one.recorded_at, "Privacy", title, "", one.asker, href)

    return [
        Telling(case.notices_given.select_related("person", "given_by").order_by("-recorded_at", "pk"), told),
        Telling(case.agreements.select_related("person", "recorded_by").order_by("-recorded_at", "pk"), agreed),
        Telling(case.consents.select_related("person", "recorded_by").order_by("-recorded_at", "pk"), consented),
        Telling(case.refusals.select_related("person", "recorded_by").order_by("-recorded_at", "pk"), refused),
    ]


def concerns_of(case: Case) -> list[Telling]:
    """The concerns about how information is used."""

    def concern(one: Concern) -> Iterator[Happening]:
        there = reverse("consent:concern", args=[one.pk])
        yield Happening(one.recorded_at, "Privacy", "A concern was recorded", one.what, str(one.recorded_by), there)

    return [Telling(case.concerns.select_related("recorded_by").order_by("-recorded_at", "pk"), concern)]


def due_of(staff: Staff) -> list[Due]:
    """Agreements that somebody has still to ask for, cases that stopped with a consent, and concerns to answer. All are asked at once."""
    to_ask, stopped, to_answer = agreements.missing_for(staff), consents.stopped_for(staff), concerns.answered_by(staff)
    ask_together(to_ask, stopped, to_answer)
    return [*map(agreements.due, to_ask), *map(consents.due, stopped), *map(_to_answer, to_answer)]


def _to_answer(one: Concern) -> Due:
    """What a concern waits for: until it is acknowledged, it is a job of today's."""
    return Due(
        concerns.next_step(one),
        one.case.reference if one.case else "",
        one.answer_by if one.acknowledged_on else min(one.answer_by, clock.today()),
        reverse("consent:concern", args=[one.pk]),
    )


def concerns_open(staff: Staff) -> list[Job]:
    """For the DPO: how many concerns are open, whoever answers them, and how many are late."""
    if not concerns.answers_any(staff):
        return []
    late, open_ = count_together(Concern.objects.late(), Concern.objects.open())
    address = reverse("consent:concerns")
    jobs = [
        Job("concern is late", "concerns are late", late, f"{address}?show=late"),
        Job("concern is open", "concerns are open", open_, f"{address}?show=open"),
    ]
    return [job for job in jobs if job.count]


def days_worked(case: Case) -> list[Worked]:
    """When somebody of the family was told, consented, agreed to take part, or took that back; when they had a concern, and an answer."""
    return [
        Worked("telling the family about the notice", case.notices_given, F("told_on")),
        Worked("a consent", case.consents, F("given_on")),
        Worked("a consent that was withdrawn", case.consents, F("withdrawn_on")),
        Worked("a question for consent that was answered with no", case.refusals, F("asked_on")),
        Worked("an agreement to take part", case.agreements, F("agreed_on")),
        Worked("the end of an agreement to take part", case.agreements, F("ended_on")),
        Worked("a concern about how information is used", case.concerns, F("received_on")),
        Worked("the answer to a concern", case.concerns, F("answered_on")),
    ]
