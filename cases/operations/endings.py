"""What ends with a case, because nobody goes on with it: its tasks, and what is open in the plan and the assessment.

Nothing of it is said to be done or reached, and what was written stays as it is.
"""

from datetime import date

from django.db.models import QuerySet

from access import clock
from access.labels import worded
from access.models import User
from access.records import acting
from cases.models import Action, Assessment, Case, PlanOutcome
from cases.models.assessments import IN_HAND, AssessmentState, StepKind
from cases.models.case import Outcome
from cases.operations import steps, tasks
from earlyhelp.database.together import ask_together

# How a case ends that leaves work unfinished: nobody asks the family to finish it first, and after a withdrawal nobody may.
UNFINISHED = (Outcome.STEPPED_UP, Outcome.WITHDRAWN, Outcome.MOVED)


def in_words(case: Case) -> list[str]:
    """What would end with the case, a sentence for each kind. Empty where nothing is open."""
    actions, outcomes, assessments = unfinished(case)
    ask_together(actions, outcomes, assessments)
    return [
        *_listed([one.what for one in actions], "open action is dropped", "open actions are dropped"),
        *_listed([one.hoped_for for one in outcomes], "outcome is given up", "outcomes are given up"),
        *(
            worded("{Assessment} {number} is given up. What is written in it stays.", number=one.number)
            for one in assessments
        ),
    ]


def end_with_the_case(case: Case, *, on: date, because: str, by: User) -> None:
    """End it all as of the day `on`, for the reason of the closing. Stands inside the closing, which has set the outcome."""
    actions, outcomes, assessments = unfinished(case)
    how = f"{tasks.CLOSED} ({case.get_outcome_display().lower()})"
    with acting(by, because):
        actions.update(done=False, ended_on=on, because=how)
        outcomes.update(reached=False, ended_on=on, because=how)
        case.allocations.filter(until=None).update(until=clock.now())
        case.pauses.filter(until=None).update(until=clock.now())
    for assessment in assessments.select_for_update(of=("self",)):
        steps.move(assessment, AssessmentState.GIVEN_UP, StepKind.GIVE_UP, because, by)
    tasks.end_with_the_case(case, by=by)


def unfinished(case: Case) -> "tuple[QuerySet[Action], QuerySet[PlanOutcome], QuerySet[Assessment]]":
    """The open actions and outcomes of the plan, and the assessment that is in hand."""
    return (
        case.actions.filter(done=None).order_by("due_on", "made_at"),
        case.plan_outcomes.filter(ended_on=None).order_by("made_at"),
        case.assessments.filter(state__in=IN_HAND),
    )


def _listed(what: list[str], one: str, several: str) -> list[str]:
    if not what:
        return []
    return [f"{len(what)} {one if len(what) == 1 else several} with the case: {'; '.join(what)}."]
