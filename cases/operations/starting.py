"""The first steps on a new case, and which of them are done."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from access import notice
from cases.models import Assessment, Case, Note, PlanOutcome, Relationship
from cases.models.notes import NoteKind
from cases.stages import Stage


@dataclass(frozen=True)
class Step:
    """One first step: its words, the page where it is done, and whether it is."""

    words: str
    page: str
    done: bool


def first_steps(case: Case) -> list[Step]:
    """The four first steps of an open case, until the last of them is done; then, and on any other case, none."""
    if case.stage != Stage.OPEN:
        return []
    of_case = {"case": OuterRef("pk")}
    found = (
        Case.objects.filter(pk=case.pk)
        .values_list(
            Exists(Note.objects.filter(**of_case, kind__in=[NoteKind.VISIT, NoteKind.CALL, NoteKind.MEETING])),
            Exists(Relationship.objects.filter(family=OuterRef("family"))),
            Exists(Assessment.objects.filter(**of_case)),
            Exists(PlanOutcome.objects.filter(**of_case)),
        )
        .get()
    )
    words = (
        ("Get in touch with the family, and write down what you heard", "cases:add_note"),
        ("Record how the people are related, and who else is involved", "cases:people"),
        (f"Start the {notice.policy().label('assessment')}", "cases:assessments"),
        ("Agree a plan with the family", "cases:plan"),
    )
    steps = [Step(text, page, done) for (text, page), done in zip(words, found, strict=True)]
    return [] if all(step.done for step in steps) else steps
