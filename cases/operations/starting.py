"""The first steps on a new case, and which of them are done."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef

from access.labels import worded
from cases.models import Assessment, Case, Note, PlanOutcome, Relationship
from cases.models.notes import NoteKind
from cases.stages import Stage


@dataclass(frozen=True)
class Step:
    """One first step: its words, the page where it is done, and whether it is."""

    words: str
    page: str
    done: bool


def with_first_steps(rows: Any) -> Any:
    """Cases with which of their first steps are done, as a part of the question that finds them."""
    of_case = {"case": OuterRef("pk")}
    stands = Note.objects.filter(**of_case, corrections=None).exclude(text="")
    heard = stands.filter(kind__in=[NoteKind.VISIT, NoteKind.CALL, NoteKind.MEETING])
    return rows.annotate(
        has_been_in_touch=Exists(heard),
        has_relationships=Exists(Relationship.objects.filter(family=OuterRef("family"))),
        has_assessment=Exists(Assessment.objects.filter(**of_case)),
        has_plan=Exists(PlanOutcome.objects.filter(**of_case)),
    )


def first_steps(case: Any) -> list[Step]:
    """The four first steps of an open case, until the last of them is done; then, and on any other case, none.

    A case that was not found `with_first_steps` is found again.
    """
    if case.stage != Stage.OPEN:
        return []
    if not hasattr(case, "has_plan"):
        case = with_first_steps(Case.objects.filter(pk=case.pk)).get()
    found = (case.has_been_in_touch, case.has_relationships, case.has_assessment, case.has_plan)
    words = (
        ("Get in touch with the family, and write down what you heard", "cases:add_note"),
        ("Record how the people are related, and who else is involved", "cases:people"),
        (worded("Start the {assessment}"), "cases:assessments"),
        ("Agree a plan with the family", "cases:plan"),
    )
    steps = [Step(text, page, done) for (text, page), done in zip(words, found, strict=True)]
    return [] if all(step.done for step in steps) else steps
