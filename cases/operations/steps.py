"""The legal moves of an assessment, and the step that each leaves behind: by whom, when, with what words."""

from access import clock
from access.errors import Refused
from access.labels import worded
from access.models import User
from access.records import Record
from cases.models import Assessment, AssessmentStep
from cases.models.assessments import AssessmentState, StepKind

NEXT = {
    AssessmentState.WRITING: {AssessmentState.SUBMITTED, AssessmentState.GIVEN_UP},
    AssessmentState.SUBMITTED: {AssessmentState.WRITING, AssessmentState.SIGNED, AssessmentState.GIVEN_UP},
    AssessmentState.SIGNED: set(),
    AssessmentState.GIVEN_UP: set(),
}


def move(assessment: Assessment, to: AssessmentState, kind: StepKind, words: str, by: User) -> Assessment:
    """Stands inside the transaction of the operation that asks for it, on a row that it holds. Raises Refused for a move that is not in NEXT."""
    if to not in NEXT[AssessmentState(assessment.state)]:
        raise Refused(
            worded("Somebody else was faster: the {assessment} has moved on. Open it again to see where it stands.")
        )
    assessment.state = to
    assessment.write(by=by, because=kind.label.lower())
    step: Record = AssessmentStep(
        case_id=assessment.case_id, assessment=assessment, kind=kind, words=words, by=by, at=clock.now()
    )
    step.write(by=by, because=kind.label.lower())
    return assessment
